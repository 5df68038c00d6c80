// What one writes first: readline, JSON.parse, COPY as text. Into tables with the same columns and primary keys, but without
// further indexes, row-level security or any thought of a kill: one transaction a table.
//   node peer.ts DATABASE_URL SHOP_ID FILE
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

interface Node {
  id: string;
  __parentId?: string;
  [field: string]: unknown;
}
interface Money {
  shopMoney: { amount: string; currencyCode: string };
  presentmentMoney: { amount: string; currencyCode: string };
}

const [url = '', shopId = '', path = ''] = process.argv.slice(2);
const idOf = (gid: string) => gid.slice(gid.lastIndexOf('/') + 1);
/** Two decimals: all that the file of this benchmark has. */
const minor = (amount: string) => {
  const [whole = '', decimals = ''] = amount.split('.');
  return whole + decimals.padEnd(2, '0');
};
const escape = (text: string) => text.replaceAll(/[\\\t\n\r]/g, (found) => `\\${found === '\t' ? 't' : found === '\n' ? 'n' : found === '\r' ? 'r' : '\\'}`);
const orNull = (value: unknown) => (typeof value === 'string' ? escape(value) : '\\N');

function orderRow(node: Node): string {
  const total = node['totalPriceSet'] as Money;
  const foreign = total.presentmentMoney.currencyCode !== total.shopMoney.currencyCode;
  const customer = node['customer'] as { id: string } | null;
  const codes = (node['discountCodes'] as string[]).map((code) => `"${code.replaceAll(/["\\]/g, '\\$&')}"`);
  return [
    shopId, idOf(node.id), orNull(node['name']), customer ? idOf(customer.id) : '\\N', orNull(node['processedAt']), orNull(node['createdAt']), orNull(node['updatedAt']), orNull(node['cancelledAt']), node['test'] ? 't' : 'f',
    orNull(node['displayFinancialStatus']), total.shopMoney.currencyCode, minor(total.shopMoney.amount), minor((node['totalRefundedSet'] as Money).shopMoney.amount), minor((node['currentTotalPriceSet'] as Money).shopMoney.amount),
    foreign ? total.presentmentMoney.currencyCode : '\\N', foreign ? minor(total.presentmentMoney.amount) : '\\N', orNull(node['sourceName']), escape(`{${codes.join(',')}}`), orNull(node['updatedAt']),
  ].join('\t');
}

function lineRow(node: Node): string {
  const price = (node['originalUnitPriceSet'] as Money).shopMoney.amount;
  return [shopId, idOf(String(node.__parentId)), idOf(node.id), '\\N', '\\N', orNull(node['sku']), orNull(node['title']), String(node['quantity']), price].join('\t');
}

async function openCopy(table: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const stream = client.query(copyFrom(`copy ${table} from stdin`));
  let rows: string[] = [];
  const flush = async () => {
    if (!stream.write(`${rows.join('\n')}\n`)) await once(stream, 'drain');
    rows = [];
  };
  return {
    async add(row: string) {
      rows.push(row);
      if (rows.length >= 1000) await flush();
    },
    async end() {
      if (rows.length > 0) await flush();
      stream.end();
      await once(stream, 'finish');
      await client.end();
    },
  };
}

const cpuBefore = process.cpuUsage();
const from = performance.now();
const orders = await openCopy('peer_order (shop_id, order_id, name, customer_id, processed_at, created_at, updated_at, cancelled_at, test, financial_status, currency_code, gross_minor, refunded_minor, net_minor, presentment_currency, presentment_minor, source_name, discount_codes, seen_at)');
const lines = await openCopy('peer_line (shop_id, order_id, line_id, product_id, variant_id, sku, title, quantity, unit_price)');
for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
  const node = JSON.parse(text) as Node;
  if (node.__parentId === undefined) await orders.add(orderRow(node));
  else await lines.add(lineRow(node));
}
await orders.end();
await lines.end();
const wallMs = performance.now() - from;
const { user, system } = process.cpuUsage(cpuBefore);
process.stdout.write(`${JSON.stringify({ wallMs, cpuMs: (user + system) / 1000, peakMemoryMb: process.resourceUsage().maxRSS / 1024 })}\n`);
