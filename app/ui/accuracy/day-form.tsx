import { Form, useActionData } from '@remix-run/react';
import { BlockStack, Button, InlineStack, Link, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';

interface DayFormProps {
  days: { readonly first: string; readonly last: string };
  asOf: string;
  others: readonly string[];
  asked: boolean;
}

/** So many earlier results are offered at once. */
const SHOWN = 6;

/** The past day that is tested: another one is computed on request. */
export function DayForm({ days, asOf, others, asked }: DayFormProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const answer = useActionData<{ outcome: 'no-such-day' }>();
  const [day, setDay] = useState(asOf);
  const valid = day >= days.first && day <= days.last;
  const said = t('accuracy:day.range', { first: formats.day(days.first), last: formats.day(days.last) });
  return (
    <Form method="post">
      <BlockStack gap="200">
        <InlineStack gap="200" blockAlign="end" wrap>
          <TextField
            label={t('accuracy:day.label')}
            type="date"
            name="asOf"
            value={day}
            min={days.first}
            max={days.last}
            onChange={setDay}
            autoComplete="off"
            {...(!valid || answer?.outcome === 'no-such-day' ? { error: said } : {})}
          />
          <Button submit disabled={!valid || (asked && day === asOf)}>
            {t('accuracy:day.test')}
          </Button>
        </InlineStack>
        <Text as="p" variant="bodySm" tone="subdued">
          {said}
        </Text>
        {others.length > 0 ? (
          <InlineStack gap="200" wrap>
            <Text as="span" variant="bodySm" tone="subdued">
              {t('accuracy:day.others')}
            </Text>
            {others.slice(0, SHOWN).map((other) => (
              <Link key={other} url={`/app/accuracy?asOf=${other}`}>
                {formats.day(other)}
              </Link>
            ))}
          </InlineStack>
        ) : null}
      </BlockStack>
    </Form>
  );
}
