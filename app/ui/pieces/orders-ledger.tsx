// The ledger that every figure rests on: how many orders are known, which rule left how many out, what the others are worth.
import { Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ExclusionRule } from '../../domain/glossary.ts';
import { useFormats } from '../formats/shop-formats.tsx';
import { Explain, Lines } from './explain.tsx';

export interface OrdersLedgerProps {
  readonly ordersCounted: number;
  readonly grossMinor: number;
  readonly netMinor: number;
  readonly leftOut: readonly { readonly rule: ExclusionRule; readonly orders: number }[];
}

export function OrdersLedger({ ledger }: { ledger: OrdersLedgerProps }) {
  const { t } = useTranslation();
  const { number, money } = useFormats();
  const { ordersCounted, grossMinor, netMinor, leftOut } = ledger;
  const known = ordersCounted + leftOut.reduce((sum, { orders }) => sum + orders, 0);
  return (
    <>
      <Lines
        lines={[
          { label: t('home:figures.ordersKnown'), value: number(known) },
          // Written as what is taken away; a plain minus would make "-0".
          ...leftOut.map(({ rule, orders }) => ({ label: t(`orders:rule.${rule}.short`), value: number(0 - orders) })),
          { label: t('home:figures.orders'), value: number(ordersCounted), total: true },
          { label: t('home:figures.gross'), value: money(grossMinor) },
          { label: t('home:figures.refunds'), value: money(netMinor - grossMinor) },
          { label: t('home:figures.net'), value: money(netMinor), total: true },
        ]}
      />
      <Text as="p" variant="bodySm" tone="subdued">
        {t('home:figures.ordersNote')}
      </Text>
    </>
  );
}

/** Opens the figures of a page to the orders they stand on; nothing before the first count. */
export function ExplainOrders({ ledger }: { ledger: OrdersLedgerProps | null }) {
  const { t } = useTranslation();
  return ledger ? (
    <div>
      <Explain of={t('home:figures.orders')}>
        <OrdersLedger ledger={ledger} />
      </Explain>
    </div>
  ) : null;
}
