import type { CutPoints, RfmMeasures } from './cut-points.ts';

/** The code of a cell: 25 (R − 1) + 5 (F − 1) + (M − 1), 0 to 124. */
export function rfmCode(recency: number, frequency: number, monetary: number): number {
  return 25 * (recency - 1) + 5 * (frequency - 1) + (monetary - 1);
}

/** The cell of every customer measured, a byte each: what rfmScores says of them one by one. */
export function rfmCodes({ recencyDays, orders, valueMinor }: RfmMeasures, cutPoints: CutPoints): Uint8Array {
  const codes = new Uint8Array(orders.length);
  const [r1 = 0, r2 = 0, r3 = 0, r4 = 0] = cutPoints.recencyDays;
  const [f1 = 0, f2 = 0, f3 = 0, f4 = 0] = cutPoints.orders;
  const [m1 = 0, m2 = 0, m3 = 0, m4 = 0] = cutPoints.valueMinor;
  for (let i = 0; i < codes.length; i += 1) {
    const recency = recencyDays[i]!;
    const frequency = orders[i]!;
    const monetary = valueMinor[i]!;
    const r = +(recency > r1) + +(recency > r2) + +(recency > r3) + +(recency > r4);
    const f = +(frequency > f1) + +(frequency > f2) + +(frequency > f3) + +(frequency > f4);
    const m = +(monetary > m1) + +(monetary > m2) + +(monetary > m3) + +(monetary > m4);
    codes[i] = 25 * (4 - r) + 5 * f + m;
  }
  return codes;
}
