import { Form } from '@remix-run/react';
import { Banner, BlockStack, Button, Card, InlineStack, List, Link, Spinner, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import { AppPage } from '../pieces/app-page.tsx';
import { PageAsOf, type FreshnessProps } from '../pieces/as-of.tsx';
import { EmptyCard } from '../pieces/empty-card.tsx';
import { ExplainOrders } from '../pieces/orders-ledger.tsx';
import { usePolling } from '../pieces/use-polling.ts';
import { type Kind, MovementTable } from './movement-table.tsx';
import { movedAddress, namedMoves, NOBODY_YET } from './moves.ts';
import { PeriodForm } from './period-form.tsx';

interface MovementViewProps {
  kind: Kind;
  names: readonly string[];
  movement: {
    readonly from: string;
    readonly to: string;
    readonly first: string;
    readonly last: string;
    readonly state: 'ready' | 'asked' | 'failed';
    readonly computedAtMs: number | null;
    readonly counts: readonly (readonly number[])[] | null;
  } | null;
  freshness: FreshnessProps;
}

/** The moves named first, in words: a matrix is much to read. */
const NAMED = 5;

export function MovementView({ kind, names, movement, freshness }: MovementViewProps) {
  const { t } = useTranslation();
  const { number, percent, day, moment } = useFormats();
  usePolling(movement?.state === 'asked');
  const back = { label: t('segments:title'), url: '/app/segments' };
  if (!movement) {
    return (
      <AppPage title={t('movement:title')} back={back}>
        <EmptyCard title={t('segments:empty.title')} body={t('movement:emptyBody')} action={{ label: t('segments:empty.action'), url: '/app' }} />
      </AppPage>
    );
  }
  const { from, to, first, last, state, computedAtMs, counts } = movement;
  const nameOf = (name: string) => t(name === NOBODY_YET ? 'movement:new' : `segments:${kind}.${name}.name`);
  const moves = counts ? namedMoves(counts, names) : null;
  const days = { from: day(from), to: day(to) };
  return (
    <AppPage title={t('movement:title')} back={back}>
      <Card>
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="p">{t('movement:intro')}</Text>
            <Text as="p" tone="subdued">
              {t('movement:known', days)}
            </Text>
          </BlockStack>
          <PeriodForm key={`${kind} ${from} ${to}`} kind={kind} from={from} to={to} first={first} last={last} />
          {state === 'asked' ? (
            <div role="status">
              <InlineStack gap="200" blockAlign="center">
                <Spinner size="small" />
                <Text as="span">{t(counts ? 'movement:again' : 'movement:asked', days)}</Text>
              </InlineStack>
            </div>
          ) : null}
        </BlockStack>
      </Card>
      {state === 'failed' ? (
        <Banner tone="critical" title={t('movement:failed')}>
          <Form method="post">
            <Button submit>{t('error.retry')}</Button>
          </Form>
        </Banner>
      ) : null}
      {counts && moves ? (
        <Card>
          <BlockStack gap="400">
            <BlockStack gap="200">
              <Text as="h2" variant="headingMd">
                {t(`movement:heading.${kind}`, days)}
              </Text>
              <Text as="p">
                {moves.before === 0
                  ? t('movement:nobodyBefore', { ...days, came: number(moves.came) })
                  : t('movement:sentence', { ...days, before: number(moves.before), stayed: number(moves.stayed), share: percent(moves.stayed / moves.before), moved: number(moves.moved), came: number(moves.came) })}
              </Text>
              {moves.went > 0 ? <Text as="p">{t('movement:went', { went: number(moves.went) })}</Text> : null}
              {moves.largest.length > 0 ? (
                <List>
                  {moves.largest.slice(0, NAMED).map(({ fromName, toName, customers }) => (
                    <List.Item key={`${fromName} ${toName}`}>
                      <Link url={movedAddress(kind, fromName, toName, from, to)}>{t('movement:move', { number: number(customers), from: nameOf(fromName), to: nameOf(toName) })}</Link>
                    </List.Item>
                  ))}
                </List>
              ) : null}
              <Text as="p" variant="bodySm" tone="subdued">
                {computedAtMs === null ? '' : t('movement:computed', { moment: moment(computedAtMs) })}
              </Text>
              <ExplainOrders ledger={freshness.fullCount} />
            </BlockStack>
            <MovementTable kind={kind} names={names} counts={counts} from={from} to={to} />
            <Text as="p" variant="bodySm" tone="subdued">
              {t('movement:note', days)}
            </Text>
          </BlockStack>
        </Card>
      ) : null}
      <PageAsOf freshness={freshness} />
    </AppPage>
  );
}
