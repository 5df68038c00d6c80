import { expect, it } from 'vitest';
import type { OrderLineVersion } from '../../app/records/inbound/order-version.ts';
import { linesOf, linesText, mergedLines, priceText, productsText } from '../../app/records/inbound/order-lines.ts';
import { useDatabase } from '../support/database.ts';

const db = useDatabase({ queue: false });
const line = (lineId: bigint, more: Partial<OrderLineVersion> = {}): OrderLineVersion => ({ orderId: 1n, lineId, productId: null, variantId: null, sku: null, title: 'Cup', quantity: 1, unitPrice: '2.50', ...more });

it('are written in one way: ascending, each once, prices without needless zeros', () => {
  expect(linesText([line(12n), line(2n, { sku: 'A' }), line(12n, { title: 'a "b" \\ 茶\n\0' })])).toBe('[[2,"Cup",1,"A","2.5"],[12,"a \\"b\\" \\\\ 茶\\n",1,null,"2.5"]]');
  expect(linesText([])).toBe('[]');
  expect(['0.00', '-0', '10', '007.10', '1.2345675', '1.2345674', '-3.30', '0.05', '9.9999999'].map(priceText)).toEqual(['0', '0', '10', '7.1', '1.234568', '1.234567', '-3.3', '0.05', '10']);
  expect(() => priceText('1e3')).toThrow('not an amount');
});

it('are read by the database to the letter, also numbers beyond what a double holds', async () => {
  const lines = [line(9_007_199_254_740_993n, { title: '\u0001\ud83e\uded6 \ud800', sku: '', quantity: -2, unitPrice: '123456789012.345678' }), line(1n)];
  const rows = await db.asOwner(`select l.line_id::text, l.title, l.quantity, l.sku, l.unit_price::text from (select $1::text as lines) o cross join lateral ${linesOf('o')} l`, [linesText(lines)]);
  expect(rows).toEqual([
    { line_id: '1', title: 'Cup', quantity: 1, sku: null, unit_price: '2.500000' },
    { line_id: '9007199254740993', title: '\u0001\ud83e\uded6 \ufffd', quantity: -2, sku: '', unit_price: '123456789012.345678' },
  ]);
});

it('of two versions are one: of a line that both have the newer, of the others all', async () => {
  const merged = async (news: OrderLineVersion[], known: OrderLineVersion[]) => (await db.asOwner<{ lines: string }>(`select ${mergedLines('$1::text', '$2::text')} as lines`, [linesText(news), linesText(known)]))[0]?.lines;
  const [a, b, c] = [line(10n), line(9n, { title: 'Tea, "green"' }), line(100n)];
  expect(await merged([b], [a, c])).toBe(linesText([a, b, c]));
  expect(await merged([line(10n, { quantity: 3 })], [a, b])).toBe(linesText([line(10n, { quantity: 3 }), b]));
  expect(await merged([], [a, b])).toBe(linesText([a, b]));
  expect(await merged([a, b], [])).toBe(linesText([a, b]));
});

it('keep the product that an earlier version named', () => {
  const known = productsText([line(1n, { productId: 5n, variantId: 6n }), line(2n)], null);
  expect(known).toBe('[["1","5","6"]]');
  expect(productsText([line(2n, { productId: 7n }), line(1n, { variantId: 8n })], known)).toBe('[["1","5","8"],["2","7",null]]');
  expect(productsText([line(2n)], known)).toBeNull();
});
