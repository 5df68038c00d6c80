// The readers against the files themselves, counted here by other means: split lines and integers.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { realData } from '../../../support/real-data.ts';
import { readOrders } from '../../shoppers/read-orders.ts';

const DAY_MS = 86_400_000;
const cdnow = realData('cdnow/CDNOW_sample.txt');
const retail = realData('online_retail/online_retail.csv.gz');

/** "2.55" → 2550; exact, for at most three decimals. */
function thousandths(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole) * 1000n + BigInt(fraction.padEnd(3, '0').slice(0, 3));
  return text.startsWith('-') ? -value : value;
}

/** The fields of one line of the file, in which no field holds a line break. */
function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => (match[1] ?? match[2] ?? '').replaceAll('""', '"'));
}

describe.skipIf(!cdnow)('CDNOW', () => {
  it('comes in without loss: customers, purchases, units and dollars', async () => {
    const lines = readFileSync(cdnow ?? '', 'utf8').split('\r\n').filter((line) => line.trim() !== '');
    const cells = lines.map((line) => line.trim().split(/ +/));
    const history = await readOrders(cdnow ?? '', { now: Date.parse('2026-10-20T12:00:00Z') });
    const orders = [...history.orders];
    expect(orders).toHaveLength(6_919);
    expect([...history.customers]).toHaveLength(2_357);
    expect(new Set(cells.map((cell) => cell[0])).size).toBe(2_357);
    const dollars = cells.reduce((sum, cell) => sum + thousandths(cell[4] ?? ''), 0n);
    const units = cells.reduce((sum, cell) => sum + Number(cell[3]), 0);
    expect(orders.reduce((sum, order) => sum + thousandths(order.total ?? ''), 0n)).toBe(dollars);
    expect(orders.flatMap((order) => order.lines).reduce((sum, line) => sum + thousandths(line.unitPrice) * BigInt(line.quantity), 0n)).toBe(dollars);
    expect(orders.flatMap((order) => order.lines).reduce((sum, line) => sum + line.quantity, 0)).toBe(units);
    expect(history.facts.grossSum).toBe((Number(dollars) / 1000).toFixed(2));
  });

  it('is moved to yesterday with every interval kept, in whole days', async () => {
    const asIs = [...(await readOrders(cdnow ?? '', { moveDates: false })).orders];
    const history = await readOrders(cdnow ?? '', { now: Date.parse('2026-10-20T12:00:00Z') });
    const moved = [...history.orders];
    const days = history.facts.datesMovedByDays as number;
    // 1998-06-30 to 2026-10-19.
    expect(days).toBe((Date.UTC(2026, 9, 19) - Date.UTC(1998, 5, 30)) / DAY_MS);
    expect(moved.map((order) => order.processedAt)).toEqual(asIs.map((order) => order.processedAt + days * DAY_MS));
    expect(new Date(asIs.at(-1)?.processedAt ?? 0).toISOString()).toBe('1998-06-30T16:00:00.000Z');
  });
});

describe.skipIf(!retail)('Online Retail', () => {
  it('comes in without loss: lines, invoices, customers and the exact sum', async () => {
    const lines = gunzipSync(readFileSync(retail ?? '')).toString('utf8').trimEnd().split('\n').slice(1);
    expect(lines).toHaveLength(541_909);
    const invoices = new Map<string, { lines: number; sum: bigint; customer: string; first: string }>();
    let sum = 0n;
    const customers = new Set<string>();
    for (const line of lines) {
      const [invoice = '', , , quantity = '', date = '', price = '', customer = ''] = fieldsOf(line);
      const value = thousandths(price) * BigInt(quantity);
      sum += value;
      if (customer !== '') customers.add(customer);
      const known = invoices.get(invoice);
      if (known) {
        known.lines += 1;
        known.sum += value;
      } else invoices.set(invoice, { lines: 1, sum: value, customer, first: date });
    }
    expect(sum).toBe(9_747_747_934n);

    const history = await readOrders(retail ?? '', { moveDates: false });
    const orders = [...history.orders];
    expect(history.shop).toEqual({ name: 'Online Retail', currencyCode: 'GBP', ianaTimezone: 'Europe/London' });
    expect([...history.customers]).toHaveLength(4_372);
    expect(customers.size).toBe(4_372);
    expect(orders).toHaveLength(25_900);
    expect(history.facts).toMatchObject({ linesRead: 541_909, linesWithoutCustomer: 135_080, linesCancelled: 9_288, grossSum: '9747747.934' });

    let total = 0n;
    for (const order of orders) {
      const expected = invoices.get(order.name ?? '');
      if (!expected) throw new Error(`The file has no invoice ${order.name}.`);
      let ofOrder = 0n;
      for (const line of order.lines) ofOrder += thousandths(line.unitPrice) * BigInt(line.quantity);
      total += ofOrder;
      const away = ofOrder < 0n ? -((-ofOrder + 5n) / 10n) : (ofOrder + 5n) / 10n;
      const same =
        order.lines.length === expected.lines &&
        ofOrder === expected.sum &&
        thousandths(order.total ?? '') === away * 10n &&
        order.customerKey === (expected.customer === '' ? null : `retail-${expected.customer}`) &&
        order.processedAt === Date.parse(`${expected.first.replace(' ', 'T')}Z`) &&
        (order.cancelledAt ?? null) === (order.name?.startsWith('C') ? order.processedAt : null);
      if (!same) throw new Error(`Invoice ${order.name} differs: ${JSON.stringify(order).slice(0, 300)}`);
    }
    expect(total).toBe(9_747_747_934n);
  });
});
