// Lines that do not stand behind their order in the file, put into its row: the rows are written anew.
import type { OrderBuffer } from './order-buffer.ts';
import type { StrayLine } from './staged-rows.ts';

/** Ascending, each line once; of one that is there twice the one that came apart. Each is written as JSON.stringify writes it. */
function withLines(known: string, apart: readonly StrayLine[]): string {
  const texts = new Map((JSON.parse(known) as [number, ...unknown[]][]).map((line) => [BigInt(line[0]), JSON.stringify(line)]));
  for (const { lineId, text } of apart) texts.set(lineId, text);
  const sorted = [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
  return `[${sorted.map(([, text]) => text).join(',')}]`;
}

/** @param whole where the rows of `orders` are written with their lines. @returns lines whose order is not among them. */
export function placeLines(orders: OrderBuffer, apart: readonly StrayLine[], whole: OrderBuffer): StrayLine[] {
  const byOrder = Map.groupBy(apart, ({ orderId }) => Number(orderId));
  whole.clear();
  for (let index = 0; index < orders.count; index += 1) {
    const lines = byOrder.get(orders.keys[index] ?? 0);
    whole.copyOrder(orders, index, lines && withLines(orders.linesOf(index), lines));
  }
  const placed = new Set(orders.keys.slice(0, orders.count));
  return apart.filter(({ orderId }) => !placed.has(Number(orderId)));
}
