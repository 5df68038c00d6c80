import { Badge, BlockStack, Box, Card, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ExclusionRule } from '../../../domain/glossary.ts';
import { useFormats } from '../../formats/shop-formats.tsx';
import { type Column, RecordsTable } from '../../pieces/records-table.tsx';

export interface OrderRow {
  readonly orderId: string;
  readonly name: string;
  readonly processedAtMs: number;
  readonly grossMinor: number;
  readonly refundedMinor: number;
  readonly netMinor: number;
  readonly presentment: { readonly currencyCode: string; readonly minor: number } | null;
  readonly leftOutBy: ExclusionRule | null;
}

interface OrdersCardProps {
  orders: readonly OrderRow[];
  counted: number;
  leftOut: Partial<Record<ExclusionRule, number>>;
  unpaidAfterDays: number;
}

/** Every order of the customer: counted, or left out with the rule that did it. */
export function OrdersCard({ orders, counted, leftOut, unpaidAfterDays }: OrdersCardProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const rules = Object.entries(leftOut) as [ExclusionRule, number][];
  const all = counted + rules.reduce((sum, [, number]) => sum + number, 0);
  const columns: Column<OrderRow>[] = [
    {
      key: 'name',
      heading: t('orders:column.order'),
      short: true,
      cell: (order) => (
        <Link url={`shopify://admin/orders/${order.orderId}`} target="_top" removeUnderline>
          {order.name}
        </Link>
      ),
    },
    { key: 'day', heading: t('orders:column.day'), short: true, cell: (order) => formats.dayOfMoment(order.processedAtMs) },
    {
      key: 'net',
      heading: t('orders:column.net'),
      numeric: true,
      cell: (order) => (
        <BlockStack gap="0">
          <span>{formats.money(order.netMinor)}</span>
          {order.refundedMinor > 0 ? (
            <Text as="span" variant="bodySm" tone="subdued">
              {t('orders:refunded', { gross: formats.money(order.grossMinor), refunded: formats.money(order.refundedMinor) })}
            </Text>
          ) : null}
          {order.presentment ? (
            <Text as="span" variant="bodySm" tone="subdued">
              {t('orders:paidIn', { money: formats.money(order.presentment.minor, order.presentment.currencyCode) })}
            </Text>
          ) : null}
        </BlockStack>
      ),
    },
    {
      key: 'counted',
      heading: t('orders:column.counted'),
      cell: (order) =>
        order.leftOutBy ? (
          <BlockStack gap="050" inlineAlign="start">
            <Badge tone="attention">{t(`orders:rule.${order.leftOutBy}.short`)}</Badge>
            <Text as="span" variant="bodySm" tone="subdued">
              {t(`orders:rule.${order.leftOutBy}.long`, { days: formats.days(unpaidAfterDays) })}
            </Text>
          </BlockStack>
        ) : (
          t('orders:counted')
        ),
    },
  ];
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('orders:title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('orders:summary', { all: formats.number(all), counted: formats.number(counted) })}
            {rules.length > 0 ? ` ${t('orders:leftOut', { rules: formats.list(rules.map(([rule, number]) => t('orders:ruleCount', { rule: t(`orders:rule.${rule}.short`), number: formats.number(number) }))) })}` : ''}
          </Text>
          {all > orders.length ? (
            <Text as="p" tone="subdued">
              {t('orders:newest', { number: formats.number(orders.length) })}
            </Text>
          ) : null}
        </BlockStack>
      </Box>
      {orders.length > 0 ? <RecordsTable caption={t('orders:title')} columns={columns} rows={orders} rowKey={({ orderId }) => orderId} /> : null}
    </Card>
  );
}
