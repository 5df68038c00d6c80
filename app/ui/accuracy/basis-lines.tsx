// What every figure of a tested day stands on: the orders known by that day, and those that came after it.
import { Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import { useFormats } from '../formats/shop-formats.tsx';
import { Explain, Lines, type Line } from '../pieces/explain.tsx';
import { OrdersLedger, type OrdersLedgerProps } from '../pieces/orders-ledger.tsx';

export interface TestBasis extends OrdersLedgerProps {
  readonly ordersBefore: number;
  readonly ordersWithin: number;
}

/** Opens a figure to how it was worked out, and to the orders. */
export function ExplainTest({ of, note, lines, basis, children }: { of: string; note: string; lines?: readonly Line[]; basis: TestBasis; children?: ReactNode }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  return (
    <div>
      <Explain of={of}>
        {lines && lines.length > 0 ? <Lines lines={lines} /> : null}
        <Text as="p" variant="bodySm">
          {note}
        </Text>
        {children}
        <Lines
          lines={[
            { label: t('accuracy:basis.before'), value: number(basis.ordersBefore) },
            { label: t('accuracy:basis.within'), value: number(basis.ordersWithin) },
          ]}
        />
        <OrdersLedger ledger={basis} />
      </Explain>
    </div>
  );
}
