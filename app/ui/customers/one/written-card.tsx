// What Perennial wrote to Shopify for this customer: tags with reason and time, codes with their state.
import { BlockStack, Card, InlineStack, Tag, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { OfferState, type OfferProps } from '../../alerts/offer-state.tsx';
import { useFormats } from '../../formats/shop-formats.tsx';

const ALERT_TAG = 'perennial:alert';

export interface TagLine {
  readonly tag: string;
  readonly reason: string | null;
  readonly sinceMs: number | null;
}

export function TagsCard({ tags }: { tags: readonly TagLine[] }) {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  const why = ({ tag, reason: written, sinceMs }: TagLine) => {
    // One change may write several tags; the alert's has its own reason.
    const reason = tag === ALERT_TAG ? 'alert-opened' : written;
    const words = reason && i18n.exists(`customers:tags.reason.${reason}`) ? t(`customers:tags.reason.${reason}`) : t('customers:tags.reason.unknown');
    return sinceMs === null ? words : t('customers:tags.since', { reason: words, moment: formats.moment(sinceMs) });
  };
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('customers:tags.title')}
        </Text>
        {tags.length === 0 ? (
          <Text as="p" tone="subdued">
            {t('customers:tags.none')}
          </Text>
        ) : (
          <BlockStack as="ul" gap="200">
            {tags.map((line) => (
              <li key={line.tag}>
                <BlockStack gap="050" inlineAlign="start">
                  <Tag>{line.tag}</Tag>
                  <Text as="span" variant="bodySm" tone="subdued">
                    {why(line)}
                  </Text>
                </BlockStack>
              </li>
            ))}
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}

export interface CodeLine extends OfferProps {
  readonly redeemedAtMs: number | null;
}

export function CodesCard({ codes }: { codes: readonly CodeLine[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('customers:codes.title')}
        </Text>
        {codes.length === 0 ? (
          <Text as="p" tone="subdued">
            {t('customers:codes.none')}
          </Text>
        ) : (
          <BlockStack as="ul" gap="300">
            {codes.map((code) => (
              <li key={code.code}>
                <OfferState offer={code} />
                {code.redeemedAtMs === null ? null : (
                  <InlineStack>
                    <Text as="span" variant="bodySm" tone="subdued">
                      {t('customers:codes.redeemed', { moment: formats.moment(code.redeemedAtMs) })}
                    </Text>
                  </InlineStack>
                )}
              </li>
            ))}
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}
