// Which days and which vocabulary; the address holds the choice.
import { useNavigate } from '@remix-run/react';
import { BlockStack, Button, InlineStack, Select, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats/shop-formats.tsx';
import type { Kind } from './movement-table.tsx';

interface PeriodFormProps {
  kind: Kind;
  from: string;
  to: string;
  first: string;
  last: string;
}

const KINDS = ['group', 'tier', 'stage'] as const;

export function PeriodForm({ kind, from, to, first, last }: PeriodFormProps) {
  const { t } = useTranslation();
  const { day } = useFormats();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState({ from, to });
  const go = (next: { kind: Kind; from: string; to: string }) => navigate(`/app/segments/movement?${new URLSearchParams(next)}`);
  // Days are written so that their order is that of their text.
  const valid = chosen.from >= first && chosen.from < chosen.to && chosen.to <= last;
  const said = t('movement:range', { first: day(first), last: day(last) });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) go({ kind, ...chosen });
      }}
    >
      <BlockStack gap="200">
        <InlineStack gap="300" blockAlign="end" wrap>
          <Select
            label={t('movement:by')}
            options={KINDS.map((value) => ({ value, label: t(`segments:${value}Heading`) }))}
            value={kind}
            onChange={(value) => {
              const next = KINDS.find((one) => one === value);
              if (next) go({ kind: next, from, to });
            }}
          />
          <TextField label={t('movement:from')} type="date" value={chosen.from} min={first} max={last} onChange={(value) => setChosen({ ...chosen, from: value })} autoComplete="off" />
          <TextField label={t('movement:to')} type="date" value={chosen.to} min={first} max={last} onChange={(value) => setChosen({ ...chosen, to: value })} autoComplete="off" />
          <Button submit disabled={!valid}>
            {t('movement:show')}
          </Button>
        </InlineStack>
        <Text as="p" variant="bodySm" tone={valid ? 'subdued' : 'critical'}>
          {said}
        </Text>
      </BlockStack>
    </form>
  );
}
