// The public data sets as order facts, read by themselves: not by the readers that the demo uses.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Day, OrderFacts } from '../../../app/domain/glossary.ts';
import { DAY_MS, order } from './orders.ts';

export function dayOf(date: string): Day {
  return Math.floor(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / DAY_MS);
}

/** CDNOW's 1/10 sample: master id, sample id, yyyymmdd, units, dollars. */
export function readCdnowOrders(path: string): OrderFacts[] {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, sampleId = '', date = '', , dollars = ''] = line.trim().split(/\s+/);
    return order(BigInt(sampleId), dayOf(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`), Math.round(Number(dollars) * 100));
  });
}

/** Online Retail, invoices of known customers: lines summed, C… invoices as cancelled orders. */
export function readOnlineRetailOrders(path: string): OrderFacts[] {
  const invoices = new Map<string, { customer: bigint; ms: number; pounds: number }>();
  for (const line of gunzipSync(readFileSync(path)).toString('utf8').split('\n').slice(1)) {
    // "InvoiceNo","StockCode","Description",Quantity,"InvoiceDate",UnitPrice,CustomerID,"Country"
    const [, invoice, quantity, date = '', price, customer] = /^"([^"]*)","[^"]*","?.*"?,(-?\d+),"(\d{4}-[^"]*)",([-\d.e]+),(\d+),/.exec(line) ?? [];
    if (invoice === undefined || customer === undefined) continue;
    const known = invoices.get(invoice) ?? { customer: BigInt(customer), ms: Date.parse(`${date.replace(' ', 'T')}Z`), pounds: 0 };
    known.pounds += Number(quantity) * Number(price);
    invoices.set(invoice, known);
  }
  return [...invoices].map(([invoice, { customer, ms, pounds }]) => {
    return order(customer, Math.floor(ms / DAY_MS), Math.round(pounds * 100), { processedAtMs: ms, cancelled: invoice.startsWith('C') });
  });
}
