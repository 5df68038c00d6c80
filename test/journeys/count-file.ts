// Counts the public order files by themselves, with none of the code that imports them.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export interface FileCount {
  customers: number;
  orders: number;
  /** Null where the file has no lines of its own: CDNOW knows purchases only. */
  lines: number | null;
  /** Sum of quantity × price over all lines, in millionths: exact. */
  sumMillionths: bigint;
  cancelledOrders: number;
  withoutCustomer: number;
}

/** "2.55" → 2550000n: no floating point. */
export function millionths(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(text.trim());
  if (!match) throw new Error(`${text} is no plain amount`);
  const value = BigInt(match[2] ?? '0') * 1_000_000n + BigInt((match[3] ?? '').padEnd(6, '0'));
  return match[1] ? -value : value;
}

export function countCdnow(file: string): FileCount {
  const customers = new Set<string>();
  let sumMillionths = 0n;
  let orders = 0;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (!line.trim()) continue;
    const [, customer = '', , , dollars = ''] = line.trim().split(/\s+/);
    customers.add(customer);
    sumMillionths += millionths(dollars);
    orders += 1;
  }
  return { customers: customers.size, orders, lines: null, sumMillionths, cancelledOrders: 0, withoutCustomer: 0 };
}

/** One CSV row; the file quotes with doubled quotes and has no line breaks inside fields. */
function fields(row: string): string[] {
  return [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
}

export function countOnlineRetail(file: string): FileCount {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const customers = new Set<string>();
  const invoices = new Map<string, boolean>();
  let sumMillionths = 0n;
  let lines = 0;
  for (const row of text.split(/\r?\n/).slice(1)) {
    if (!row) continue;
    const [invoice = '', , , quantity = '', , price = '', customer = ''] = fields(row);
    lines += 1;
    if (customer) customers.add(customer);
    invoices.set(invoice, customer !== '');
    sumMillionths += BigInt(quantity) * millionths(price);
  }
  return {
    customers: customers.size,
    orders: invoices.size,
    lines,
    sumMillionths,
    cancelledOrders: [...invoices.keys()].filter((invoice) => invoice.startsWith('C')).length,
    withoutCustomer: [...invoices.values()].filter((has) => !has).length,
  };
}
