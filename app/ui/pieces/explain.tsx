// Every figure opens to what it counted and what it left out.
import { BlockStack, Box, Button, InlineStack, Popover, Text } from '@shopify/polaris';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface Line {
  readonly label: string;
  readonly value: string;
  /** The sum of the lines above it, or the figure itself. */
  readonly total?: boolean;
}

export function Lines({ lines }: { lines: readonly Line[] }) {
  return (
    <BlockStack as="ul" gap="100">
      {lines.map(({ label, value, total }) => (
        <Box as="li" key={label} {...(total ? { borderBlockStartWidth: '025', borderColor: 'border', paddingBlockStart: '100' } : {})}>
          <InlineStack align="space-between" gap="400" wrap={false}>
            <Text as="span" fontWeight={total ? 'semibold' : 'regular'}>
              {label}
            </Text>
            <Text as="span" numeric fontWeight={total ? 'semibold' : 'regular'}>
              {value}
            </Text>
          </InlineStack>
        </Box>
      ))}
    </BlockStack>
  );
}

interface ExplainProps {
  /** What the figure is called: makes the button's name unlike its neighbours'. */
  of: string;
  children: ReactNode;
}

export function Explain({ of, children }: ExplainProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <Popover
      active={open}
      onClose={() => setOpen(false)}
      preferredAlignment="left"
      fluidContent
      activator={
        <Button variant="plain" disclosure={open ? 'up' : 'down'} accessibilityLabel={t('explain.open', { of })} ariaExpanded={open} ariaControls={id} onClick={() => setOpen((was) => !was)}>
          {t('explain.label')}
        </Button>
      }
    >
      <Box id={id} padding="400" maxWidth="22rem" minWidth="16rem">
        <BlockStack gap="300">
          <Text as="h3" variant="headingSm">
            {of}
          </Text>
          {children}
        </BlockStack>
      </Box>
    </Popover>
  );
}
