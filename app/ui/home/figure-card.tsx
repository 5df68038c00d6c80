import { BlockStack, Card, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import styles from './figure-card.module.css';
import { Explain } from '../pieces/explain.tsx';

interface FigureCardProps {
  name: string;
  value: string;
  /** The same figure in another light, one line. */
  beside?: string;
  /** What it counted and what it left out. */
  children: ReactNode;
}

export function FigureCard({ name, value, beside, children }: FigureCardProps) {
  return (
    <Card>
      <BlockStack gap="150" inlineAlign="start">
        <Text as="h3" variant="bodyMd" tone="subdued">
          {name}
        </Text>
        <Text as="p" variant="headingXl" numeric>
          {value}
        </Text>
        <div className={styles['beside']}>
          <Text as="p" variant="bodySm">
            {beside}
          </Text>
        </div>
        <Explain of={name}>{children}</Explain>
      </BlockStack>
    </Card>
  );
}
