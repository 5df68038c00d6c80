import { useFetcher } from '@remix-run/react';
import { Badge, BlockStack, Button, InlineStack, Link, Text } from '@shopify/polaris';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cause, RfmGroup, RiskReason } from '../../domain/glossary.ts';
import { showDone } from '../app-bridge.ts';
import { CustomerLabel } from '../customers/customer-label.tsx';
import type { CustomerNames } from '../customers/use-customer-names.ts';
import { useFormats } from '../formats/shop-formats.tsx';
import { OfferState, type OfferProps } from './offer-state.tsx';
import { RiskBadge } from './risk-badge.tsx';
import type { Dismissal } from './use-dismissal.ts';
import { useReasonWords } from './use-reason-words.ts';
import styles from './alert-item.module.css';

export interface AlertProps {
  readonly alertId: string;
  readonly customerId: string;
  readonly raisedAtMs: number;
  readonly closedAtMs: number | null;
  readonly riskScore: number;
  readonly valueAtRiskMinor: number;
  readonly cause: Cause;
  readonly state: string;
  readonly reasons: readonly RiskReason[];
  readonly rfmGroup: RfmGroup | null;
  readonly offer: OfferProps | null;
}

/** What the action answers; `failed` is shown beside the button until the next try. */
export type AlertAnswer = { readonly outcome: 'planned' | 'already' | 'reopened' | 'no-alert' | 'not-dismissed' };

const GOOD: readonly string[] = ['planned', 'already', 'reopened'];

interface AlertItemProps {
  alert: AlertProps;
  names: CustomerNames;
  dismissal: Dismissal;
  /** On the customer's own page the name would say nothing new. */
  withoutCustomer?: boolean;
}

export function AlertItem({ alert, names, dismissal, withoutCustomer = false }: AlertItemProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const reasonWords = useReasonWords();
  const fetcher = useFetcher<AlertAnswer>({ key: `alert-${alert.alertId}` });
  const doing = fetcher.state === 'idle' ? null : fetcher.formData?.get('intent');
  const outcome = fetcher.state === 'idle' ? fetcher.data?.outcome : undefined;
  const told = useRef<unknown>(undefined);

  useEffect(() => {
    if (fetcher.state !== 'idle' || !fetcher.data || told.current === fetcher.data) return;
    told.current = fetcher.data;
    if (fetcher.data.outcome === 'reopened') showDone(t('alerts:reopened'));
  }, [fetcher.state, fetcher.data, t]);

  const send = (intent: string) => {
    if (fetcher.state === 'idle') void fetcher.submit({ intent, alertId: alert.alertId }, { method: 'post', action: '/app/alerts' });
  };
  const open = alert.state === 'open';
  return (
    <div className={styles['item']}>
      <div className={styles['what']}>
        <BlockStack gap="150">
          {withoutCustomer ? null : (
            <Text as="h3" variant="headingSm">
              <Link url={`/app/customers/${alert.customerId}`} removeUnderline>
                <CustomerLabel customerId={alert.customerId} names={names} />
              </Link>
            </Text>
          )}
          <InlineStack gap="200" align="start" blockAlign="center">
            <RiskBadge score={alert.riskScore} />
            {alert.rfmGroup ? <Badge>{t(`segments:group.${alert.rfmGroup}.name`)}</Badge> : null}
            {open ? null : <Badge>{t(`alerts:state.${alert.state}`)}</Badge>}
          </InlineStack>
          <BlockStack as="ul" gap="050">
            {alert.reasons.map((reason) => (
              <li key={reason.indicator}>{reasonWords(reason)}</li>
            ))}
          </BlockStack>
          <Text as="p" variant="bodySm" tone="subdued">
            {t('alerts:causeLine', { cause: t(`alerts:cause.${alert.cause}.name`), advice: t(`alerts:cause.${alert.cause}.advice`) })}
          </Text>
          <Text as="p" variant="bodySm" tone="subdued">
            {alert.closedAtMs === null
              ? t('alerts:raised', { day: formats.dayOfMoment(alert.raisedAtMs) })
              : t('alerts:raisedAndClosed', { day: formats.dayOfMoment(alert.raisedAtMs), closed: formats.dayOfMoment(alert.closedAtMs) })}
          </Text>
          {alert.offer ? <OfferState offer={alert.offer} /> : null}
        </BlockStack>
      </div>
      <div className={styles['stake']}>
        <Text as="p" variant="headingMd" numeric>
          {formats.money(alert.valueAtRiskMinor)}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued">
          {t('alerts:atStake')}
        </Text>
        <InlineStack gap="200" blockAlign="center">
          {open && (!alert.offer || alert.offer.state === 'failed') ? (
            <Button onClick={() => send('make-offer')} loading={doing === 'make-offer'} disabled={fetcher.state !== 'idle'} accessibilityLabel={t(alert.offer ? 'alerts:offer.makeAgainFor' : 'alerts:offer.makeFor', { id: alert.customerId })}>
              {t(alert.offer ? 'alerts:offer.makeAgain' : 'alerts:offer.make')}
            </Button>
          ) : null}
          {open ? (
            <Button variant="tertiary" onClick={() => dismissal.dismiss(alert.alertId)} loading={dismissal.busyWith === alert.alertId} disabled={dismissal.busyWith !== null} accessibilityLabel={t('alerts:dismissOf', { id: alert.customerId })}>
              {t('alerts:dismiss')}
            </Button>
          ) : null}
          {alert.state === 'dismissed' ? (
            <Button variant="tertiary" onClick={() => send('reopen')} loading={doing === 'reopen'} disabled={fetcher.state !== 'idle'} accessibilityLabel={t('alerts:reopenOf', { id: alert.customerId })}>
              {t('alerts:reopen')}
            </Button>
          ) : null}
        </InlineStack>
        <div role="alert">
          {outcome && !GOOD.includes(outcome) ? (
            <Text as="p" tone="critical" variant="bodySm">
              {t(`alerts:outcome.${outcome}`)}
            </Text>
          ) : null}
        </div>
      </div>
    </div>
  );
}
