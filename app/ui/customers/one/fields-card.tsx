// What the app's metafields of this customer say in Shopify: e-mail templates and Flow read them.
import { BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { LifecycleStage } from '../../../domain/glossary.ts';
import { useFormats } from '../../formats/shop-formats.tsx';

export interface FieldsProps {
  readonly stage: LifecycleStage | null;
  readonly riskScore: number | null;
  readonly offerCode: string | null;
  readonly writtenAtMs: number | null;
  readonly waiting: boolean;
  readonly error: string | null;
}

export function FieldsCard({ fields }: { fields: FieldsProps | null }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const lines = [
    ['stage', fields?.stage ? t(`segments:stage.${fields.stage}.name`) : null],
    ['riskScore', fields?.riskScore == null ? null : formats.number(fields.riskScore)],
    ['offerCode', fields?.offerCode ?? null],
  ].filter((line): line is [string, string] => line[1] != null);
  const notes = [
    ...(lines.length === 0 ? [t('customers:fields.none')] : fields?.writtenAtMs == null ? [] : [t('customers:fields.written', { moment: formats.moment(fields.writtenAtMs) })]),
    ...(fields?.riskScore == null ? [] : [t('customers:fields.steps')]),
    ...(fields?.waiting ? [t('customers:fields.waiting')] : []),
    ...(fields?.error ? [t(`customers:fields.error.${fields.error}`)] : []),
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('customers:fields.title')}
        </Text>
        {lines.length === 0 ? null : (
          <BlockStack as="ul" gap="200">
            {lines.map(([name, value]) => (
              <li key={name}>
                <InlineStack gap="200" align="space-between">
                  <Text as="span" tone="subdued">
                    {t(`customers:fields.${name}`)}
                  </Text>
                  <Text as="span">{value}</Text>
                </InlineStack>
              </li>
            ))}
          </BlockStack>
        )}
        {notes.map((note) => (
          <Text key={note} as="p" variant="bodySm" tone="subdued">
            {note}
          </Text>
        ))}
      </BlockStack>
    </Card>
  );
}
