// The scanner against JSON.parse: what it takes must become the very same bytes; what it does not take is no matter.
import fc from '../../support/seeded-fast-check.ts';
import { expect, it } from 'vitest';
import { Batch } from '../../../app/records/inbound/export/staged-rows.ts';
import { lineAdder } from '../../../app/sync/bulk/add-line.ts';
import { OrderScanner } from '../../../app/sync/bulk/scan/scan-orders.ts';
import { makeOrders, orderLines } from '../support/export-file.ts';

const RUNS = 4000;

const neverThere = (): never => {
  throw new Error('there is none');
};

const rowsOf = ({ orders, apart, rows }: Batch) => ({
  rows, apart: apart.map((line) => ({ ...line })),
  bytes: orders.bytes.toString('hex', 0, orders.used), starts: orders.starts.slice(0, orders.count), heads: orders.heads.slice(0, orders.count), keys: orders.keys.slice(0, orders.count),
});

function scan(text: Buffer, batch = new Batch()): { taken: boolean; batch: Batch } {
  const scanner = new OrderScanner();
  const bytes = Buffer.concat([text, Buffer.from('\n')]);
  scanner.source(bytes);
  const next = scanner.line(0, batch);
  if (next >= 0) expect(next).toBe(bytes.byteLength);
  return { taken: next >= 0, batch };
}

function parse(text: Buffer): Batch | null {
  const batch = new Batch();
  const adder = lineAdder('orders', false);
  adder.source(Buffer.concat([text, Buffer.from('\n')]));
  try {
    adder.add(0, batch);
  } catch {
    return null;
  }
  return batch;
}

/** @returns whether the scanner took the line. */
function agree(text: Buffer): boolean {
  const { taken, batch } = scan(text);
  if (!taken) {
    expect(rowsOf(batch)).toEqual(rowsOf(new Batch()));
    return false;
  }
  const parsed = parse(text);
  expect(parsed, `taken, but JSON.parse refuses: ${text.toString()}`).not.toBeNull();
  expect(rowsOf(batch)).toEqual(parsed && rowsOf(parsed));
  expect(parsed?.strays).toEqual([]);
  return true;
}

/** Mostly as in life, at times as never. */
const mostly = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>) => fc.oneof({ weight: 24, arbitrary: usual }, { weight: 1, arbitrary: rare });

const id = mostly(fc.integer({ min: 1, max: 9_999_999_999_999 }), fc.maxSafeNat());
const words = mostly(
  fc.oneof(fc.stringMatching(/^[ -~]{0,12}$/), fc.constantFrom('茶碗 / 大', 'Mug 🫖 "large"', 'a\\b', 'Café')),
  fc.oneof(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.string({ unit: 'binary', maxLength: 6 }), fc.constantFrom('Line\nbreak', '\u0000', '\ud800', 'x'.repeat(6000))),
);
const time = fc
  .tuple(fc.integer({ min: 1965, max: 2105 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }), fc.integer({ min: 0, max: 24 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), fc.constantFrom('Z', 'Z', 'Z', '.5Z', '.123456Z', '+09:00', ''))
  .map(([year, month, day, hour, minute, second, zone]) => {
    const two = (value: number) => String(value).padStart(2, '0');
    return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${zone}`;
  });
const instant = mostly(fc.date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((date) => `${date.toISOString().slice(0, 19)}Z`), time);
const currency = mostly(fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'CLF'), fc.constantFrom('usd', 'US'));
const amount = mostly(
  fc.tuple(fc.integer({ min: 0, max: 9_999_999 }), fc.constantFrom(0, 0, 1, 2)).map(([n, decimals]) => (decimals === 0 ? `${n}.0` : (n / 10 ** decimals).toFixed(decimals))),
  fc.oneof(fc.stringMatching(/^\d{1,12}(\.\d{1,8})?$/), fc.constantFrom('-1.00', '0.0', '0', '00.10', '.5', '5.', '1e3', '', '999999999.999999', '1000000000.00')),
);
const money = fc.record({ amount, currencyCode: currency });

const order = fc
  .record({
    id, name: words, createdAt: instant, updatedAt: instant, processedAt: instant, cancelledAt: fc.option(instant), test: fc.boolean(), status: fc.option(fc.constantFrom('PAID', 'PARTIALLY_REFUNDED')),
    source: fc.option(words), codes: mostly(fc.array(words, { maxLength: 1 }), fc.array(words, { maxLength: 3 })), customer: fc.option(id), total: money, presentment: money, current: amount, refunded: amount, sameCurrency: fc.boolean(),
  })
  .map((o) => ({
    id: `gid://shopify/Order/${o.id}`, name: o.name, createdAt: o.createdAt, updatedAt: o.updatedAt, processedAt: o.processedAt, cancelledAt: o.cancelledAt, test: o.test,
    displayFinancialStatus: o.status, sourceName: o.source, discountCodes: o.codes, customer: o.customer === null ? null : { id: `gid://shopify/Customer/${o.customer}` },
    totalPriceSet: { shopMoney: o.total, presentmentMoney: o.sameCurrency ? o.total : o.presentment },
    currentTotalPriceSet: { shopMoney: { amount: o.current } }, totalRefundedSet: { shopMoney: { amount: o.refunded } },
  }));
const quantity = mostly(fc.integer({ min: -5, max: 50 }), fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.constantFrom(1.5, 1e21)));
const orderLine = fc.record({ id, title: words, quantity, sku: fc.option(words), amount, parent: id }).map((l) => ({
  id: `gid://shopify/LineItem/${l.id}`, title: l.title, quantity: l.quantity, sku: l.sku, originalUnitPriceSet: { shopMoney: { amount: l.amount } }, __parentId: `gid://shopify/Order/${l.parent}`,
}));
const line = fc.tuple(fc.oneof(order, orderLine), fc.boolean()).map(([node, escaped]) => {
  const json = JSON.stringify(node);
  return Buffer.from(escaped ? json.replaceAll('/', '\\/') : json);
});

it('takes the lines of an ordinary file, but for rare escapes', () => {
  const texts = makeOrders(300, 1).flatMap((one) => {
    const { parent, children } = orderLines(one);
    return [parent, ...children];
  });
  for (const text of texts) expect(agree(Buffer.from(text))).toBe(!text.includes('\\n'));
});

it('agrees with JSON.parse on every line that it takes', () => {
  let taken = 0;
  fc.assert(fc.property(line, (text) => void (taken += agree(text) ? 1 : 0)), { seed: 1, numRuns: RUNS });
  // Or it would be no test of the scanner.
  expect(taken).toBeGreaterThan(RUNS / 5);
});

it('agrees with JSON.parse on lines with bytes changed, lost, added and cut off', () => {
  const usual = Buffer.from('0123456789"\\/{}[]:,.-eEntu \t\u0000\u00e9', 'latin1');
  const change = fc.record({ at: fc.nat(800), kind: fc.constantFrom('replace', 'remove', 'insert', 'cut'), byte: fc.oneof(fc.nat(255), fc.integer({ min: 0, max: usual.byteLength - 1 }).map((n) => usual[n] ?? 0)) });
  let taken = 0;
  fc.assert(
    fc.property(line, fc.array(change, { minLength: 1, maxLength: 2 }), (text, changes) => {
      let changed = text;
      for (const { at: wished, kind, byte } of changes) {
        const at = wished % Math.max(1, changed.byteLength);
        if (kind === 'cut') changed = changed.subarray(0, at);
        else changed = Buffer.concat([changed.subarray(0, at), kind === 'remove' ? Buffer.alloc(0) : Buffer.of(byte), changed.subarray(kind === 'insert' ? at : at + 1)]);
      }
      if (!changed.includes(0x0a)) taken += agree(changed) ? 1 : 0;
    }),
    { seed: 2, numRuns: RUNS },
  );
  expect(taken).toBeGreaterThan(RUNS / 50);
});

it('leaves other orders of fields, other API versions and other objects to JSON.parse', () => {
  const [first] = makeOrders(1, 1);
  if (!first) throw new Error('no order');
  const { parent, children } = orderLines(first);
  const node = JSON.parse(parent) as Record<string, unknown>;
  const reversed = Object.fromEntries(Object.entries(node).reverse());
  const nested = { ...node, totalPriceSet: { ...(node['totalPriceSet'] as object), extra: 1 } };
  const others = [reversed, { ...node, extra: null }, nested, { ...node, id: 'gid://shopify/DraftOrder/1' }].map((value) => JSON.stringify(value));
  for (const text of [...others, ` ${parent}`, `${parent} `, `\ufeff${parent}`, parent.replace(':', ': '), '', '{}', ...children.map((child) => child.replace('LineItem', 'LineItemGroup'))]) expect(agree(Buffer.from(text))).toBe(false);
});

it('puts lines into the rows of their orders, in their order, wherever they stand', () => {
  const [one, other] = [11, 12].map((n) => JSON.stringify({ ...(JSON.parse(orderLines(makeOrders(1, n)[0] ?? neverThere()).parent) as object), id: `gid://shopify/Order/${n}` }));
  const lineOf = (order: number, id: number) =>
    JSON.stringify({ id: `gid://shopify/LineItem/${id}`, title: `Cup "${id}"`, quantity: 1, sku: id % 2 ? null : 'X', originalUnitPriceSet: { shopMoney: { amount: '1.50' } }, __parentId: `gid://shopify/Order/${order}` });
  const inOrder = [one, lineOf(11, 1), lineOf(11, 2), lineOf(11, 3), other, lineOf(12, 4)];
  const anyhow = [lineOf(12, 4), one, lineOf(11, 1), lineOf(11, 3), lineOf(11, 2), other, lineOf(11, 1)];
  const texts = [inOrder, anyhow].map((lines) => {
    const batch = new Batch();
    const adder = lineAdder('orders');
    const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
    adder.source(bytes);
    for (let at = 0; at < bytes.byteLength; ) at = adder.add(at, batch);
    const whole = batch.assembled();
    expect(batch.strays).toEqual([]);
    expect(batch.rows).toBe(lines.length);
    return { lines: [0, 1].map((index) => whole.linesOf(index)), bytes: whole.bytes.toString('hex', 0, whole.used), ends: whole.starts.slice(0, 3) };
  });
  expect(texts[0]?.lines[0]).toBe('[[1,"Cup \\"1\\"",1,null,"1.5"],[2,"Cup \\"2\\"",1,"X","1.5"],[3,"Cup \\"3\\"",1,null,"1.5"]]');
  expect(texts[1]).toEqual(texts[0]);
});

it('two runs of a batch give the same bytes: nothing of the first is left', () => {
  const texts = makeOrders(50, 5).map((one) => Buffer.from(orderLines(one).parent));
  const fresh = new Batch();
  for (const text of texts) scan(text, fresh);
  const used = new Batch();
  for (const text of texts.toReversed()) scan(text, used);
  used.clear();
  for (const text of texts) scan(text, used);
  expect(rowsOf(used)).toEqual(rowsOf(fresh));
});
