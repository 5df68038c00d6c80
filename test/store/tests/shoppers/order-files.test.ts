// Files that are written here: formats, errors, Shopify's own export.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOrders, type ReadOrdersOptions } from '../../shoppers/read-orders.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'orders-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const at = path.join(folder, name);
  writeFileSync(at, content);
  return at;
}
async function errorOf(name: string, content: string | Buffer, options?: ReadOrdersOptions): Promise<string> {
  return readOrders(file(name, content), options).then(
    () => 'no error',
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

const RETAIL = '"InvoiceNo","StockCode","Description","Quantity","InvoiceDate","UnitPrice","CustomerID","Country"\n';
const SHOPIFY_HEADER =
  'Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing City,Billing Country,Notes,Cancelled at,Refunded Amount,Vendor,Id,Tags,Source,Lineitem discount';
const WIDTH = SHOPIFY_HEADER.split(',').length;
function shopifyLine(values: Record<string, string>): string {
  return SHOPIFY_HEADER.split(',').map((name) => (/[",\n]/.test(values[name] ?? '') ? `"${(values[name] ?? '').replaceAll('"', '""')}"` : (values[name] ?? ''))).join(',');
}
const first = {
  Name: '#1001', Email: 'Ada@example.com', 'Financial Status': 'paid', 'Fulfillment Status': 'fulfilled', 'Accepts Marketing': 'yes', Currency: 'USD', Subtotal: '45.00', Shipping: '5.00', Taxes: '0.00',
  Total: '50.00', 'Discount Code': 'WELCOME10', 'Discount Amount': '5.00', 'Created at': '2026-03-05 14:22:31 -0500', 'Lineitem quantity': '2', 'Lineitem name': 'Mug - Blue', 'Lineitem price': '20.00',
  'Lineitem sku': 'MUG', 'Billing Name': 'Ada King Lovelace', 'Billing City': 'London', 'Billing Country': 'GB', Notes: 'Leave at\nthe door, "please"', 'Refunded Amount': '0.00', Vendor: 'Potter', Id: '5123456789012', Tags: 'vip, gift', Source: 'web', 'Lineitem discount': '5.00',
};
const shopify = (...lines: Record<string, string>[]) => `\uFEFF${SHOPIFY_HEADER}\n${lines.map(shopifyLine).join('\n')}\n`;

describe('Shopify’s own order export', () => {
  const content = shopify(
    first,
    { Name: '#1001', Email: 'Ada@example.com', 'Lineitem quantity': '1', 'Lineitem name': 'Plate', 'Lineitem price': '10.00', 'Lineitem sku': 'PLATE' },
    { ...first, Name: '#1000', Email: 'ada@example.com', 'Created at': '2026-02-01 09:00:00 -0500', 'Financial Status': 'partially_refunded', 'Refunded Amount': '12.50', 'Discount Code': '', 'Lineitem discount': '0.00', Id: '5123456789011' },
    { ...first, Name: '#1002', Email: '', 'Created at': '2026-07-05 14:22:31 -0400', 'Financial Status': 'voided', 'Cancelled at': '2026-07-06 10:00:00 -0400', Id: '' },
  );

  it('gives orders with their lines, customers by e-mail, and the shop’s currency and time zone', async () => {
    const history = await readOrders(file('orders.csv', content), { moveDates: false });
    expect(history.shop).toEqual({ name: 'Imported orders', currencyCode: 'USD', ianaTimezone: 'America/New_York' });
    const [early, ada, guest] = [...history.orders];
    expect(ada).toMatchObject({
      id: 5123456789012, name: '#1001', customerKey: 'ada@example.com', processedAt: Date.parse('2026-03-05T19:22:31Z'), financialStatus: 'PAID', fulfilled: true, discountCodes: ['WELCOME10'],
      subtotal: '45.00', shippingTotal: '5.00', total: '50.00', tags: ['vip', 'gift'], note: 'Leave at\nthe door, "please"', refunds: [],
      lines: [{ title: 'Mug - Blue', sku: 'MUG', quantity: 2, unitPrice: '20.00', discount: '5.00' }, { title: 'Plate', sku: 'PLATE', quantity: 1, unitPrice: '10.00' }],
    });
    expect(early).toMatchObject({ name: '#1000', customerKey: 'ada@example.com', financialStatus: 'PARTIALLY_REFUNDED', refunds: [{ amount: '12.50' }] });
    expect(guest).toMatchObject({ name: '#1002', customerKey: null, financialStatus: 'VOIDED', cancelledAt: Date.parse('2026-07-06T14:00:00Z') });
    expect([...history.customers]).toEqual([
      { key: 'ada@example.com', email: 'ada@example.com', firstName: 'Ada', lastName: 'King Lovelace', city: 'London', countryCode: 'GB', emailMarketingState: 'SUBSCRIBED', createdAt: Date.parse('2026-02-01T14:00:00Z') },
    ]);
    expect([...history.products].map((product) => [product.handle, product.vendor])).toEqual([['mug-blue', 'Potter'], ['plate', undefined]]);
    expect(history.facts).toMatchObject({ source: 'shopify-orders-csv', linesRead: 4, orders: 3, customers: 1, ordersWithoutCustomer: 1, grossSum: '150.00', datesMovedByDays: 0 });
  });

  it('is the same packed with gzip, whatever the file’s name', async () => {
    const plain = await readOrders(file('a.csv', content), { moveDates: false });
    const packed = await readOrders(file('b.csv', gzipSync(content)), { moveDates: false });
    expect([...packed.orders]).toEqual([...plain.orders]);
  });

  it('is left where it is when it reaches today, and moved to yesterday when it is old', async () => {
    const at = file('c.csv', content);
    expect((await readOrders(at, { now: Date.parse('2026-07-05T20:00:00Z') })).facts.datesMovedByDays).toBe(0);
    const later = await readOrders(at, { now: Date.parse('2026-10-20T12:00:00Z') });
    expect(later.facts.datesMovedByDays).toBe(106);
    const guest = [...later.orders][2];
    expect(new Date(guest?.processedAt ?? 0).toISOString()).toBe('2026-10-19T18:22:31.000Z');
    expect((guest?.cancelledAt ?? 0) - (guest?.processedAt ?? 0)).toBe(Date.parse('2026-07-06T14:00:00Z') - Date.parse('2026-07-05T18:22:31Z'));
  });

  it('names line and column of what is wrong', async () => {
    const wrong = (change: Record<string, string>) => errorOf('orders.csv', shopify(first, { ...first, Name: '#1002', ...change }));
    // The first order's note has a line break, so the second stands on line 4.
    expect(await wrong({ Total: '12,3x' })).toBe('OrderFileError: orders.csv, line 4, column "Total": "12,3x" is not an amount; expected a number such as 12.30');
    expect(await wrong({ 'Created at': 'yesterday' })).toBe('OrderFileError: orders.csv, line 4, column "Created at": "yesterday" is not a date; expected yyyy-mm-dd hh:mm:ss and an offset, such as 2026-03-05 14:22:31 -0500');
    expect(await wrong({ 'Refunded Amount': 'x' })).toContain('orders.csv, line 5, column "Refunded Amount"');
    expect(await wrong({ Total: '' })).toContain('line 4, column "Total": the field is empty; expected an amount');
    expect(await wrong({ Currency: 'EUR' })).toContain('line 4, column "Currency": "EUR" is not the currency of the orders before; expected USD');
    expect(await wrong({ 'Financial Status': 'payed' })).toContain('column "Financial Status": "payed" is not a financial status; expected one of authorized, expired, paid');
    expect(await wrong({ 'Lineitem quantity': '1.5' })).toContain('column "Lineitem quantity": "1.5" is not a quantity; expected a whole number');
    expect(await errorOf('orders.csv', shopify(first).replace(',Total,', ',Sum,'))).toContain('orders.csv, line 1, column "Total": the column is missing; the header has "Name", "Email"');
    expect(await errorOf('orders.csv', `${shopify(first)}#1002,x@example.com\n`)).toContain(`orders.csv, line 4: the line has 2 columns; expected ${WIDTH}, as the header has`);
    expect(await errorOf('orders.csv', `${shopify(first)}#1002,"x@example.com\n`)).toContain('a quoted field is not closed');
    expect(await errorOf('orders.csv', `${SHOPIFY_HEADER}\n`)).toContain('the file holds no order');
  });
});

describe('CDNOW files', () => {
  it('may have four columns, with a header or without, or five', async () => {
    const four = '00001 19970101 1 11.77\n00002 19970112 1 12.00\n00002 19970112 5 77.00\n';
    for (const content of [four, `id date units dollars\n${four}`, four.replaceAll(' ', ','), four.replaceAll(/^(\d+)/gm, '$1 0001').replaceAll('\n', '\r\n')]) {
      const history = await readOrders(file('cdnow.txt', content), { moveDates: false });
      expect([...history.orders].map((order) => [order.customerKey, order.total, new Date(order.processedAt).toISOString()])).toEqual([
        ['cdnow-1', '11.77', '1997-01-01T17:00:00.000Z'],
        ['cdnow-2', '12.00', '1997-01-12T17:00:00.000Z'],
        ['cdnow-2', '77.00', '1997-01-12T17:01:00.000Z'],
      ]);
    }
  });

  it('name the line and the column of what is wrong', async () => {
    const good = '00001 19970101 1 11.77\n';
    expect(await errorOf('cdnow.txt', `${good}00002 19971301 1 12.00\n`)).toBe('OrderFileError: cdnow.txt, line 2, column "date": "19971301" is not a date; expected yyyymmdd such as 19970101');
    expect(await errorOf('cdnow.txt', `${good}00002 19970112 one 12.00\n`)).toContain('line 2, column "units": "one" is not a number of units');
    expect(await errorOf('cdnow.txt', `${good}00002 19970112 1 $12\n`)).toContain('line 2, column "dollars": "$12" is not an amount');
    expect(await errorOf('cdnow.txt', `${good}x 19970112 1 12\n`)).toContain('line 2, column "customer id": "x" is not a customer number');
    expect(await errorOf('cdnow.txt', `${good}00002 19970112 12.00\n`)).toContain('line 2: the line has 3 columns; expected 4');
  });
});

describe('Online Retail files', () => {
  it('keep each line as it stands: negative quantities, three decimals, repeated lines; invoices without customer', async () => {
    const line = '"536365","85123A","LANTERN, WHITE",3,"2010-12-01 08:26:00",0.335,17850,"United Kingdom"\n';
    const content = `${RETAIL}${line}${line}"C536379","D","Discount",-1,"2010-12-01 09:41:00",27.5,14527,"EIRE"\n"536380","X","",1,"12/1/2010 9:45",0,,"Unspecified"\n"536365","Z","LATE",1,"2010-12-01 08:27:00",1,17850,"United Kingdom"\n`;
    const history = await readOrders(file('retail.csv', content), { moveDates: false });
    expect([...history.orders]).toMatchObject([
      { name: '536365', customerKey: 'retail-17850', processedAt: Date.UTC(2010, 11, 1, 8, 26), cancelledAt: null, total: '3.01', lines: [{ title: 'LANTERN, WHITE', quantity: 3, unitPrice: '0.335' }, { quantity: 3, unitPrice: '0.335' }, { sku: 'Z' }] },
      { name: 'C536379', customerKey: 'retail-14527', cancelledAt: Date.UTC(2010, 11, 1, 9, 41), total: '-27.50', lines: [{ quantity: -1, unitPrice: '27.50' }] },
      { name: '536380', customerKey: null, processedAt: Date.UTC(2010, 11, 1, 9, 45), total: '0.00', lines: [{ title: 'X' }] },
    ]);
    expect([...history.customers]).toMatchObject([{ id: 17850, countryCode: 'GB' }, { id: 14527, countryCode: 'IE' }]);
  });

  it('round an order’s total half away from zero', async () => {
    const line = (invoice: string, quantity: number) => `"${invoice}","A","A",${quantity},"2010-12-01 08:26:00",0.005,,"France"\n`;
    const history = await readOrders(file('retail.csv', `${RETAIL}${line('1', 1)}${line('2', -1)}${line('3', 3)}`), { moveDates: false });
    expect([...history.orders].map((order) => order.total)).toEqual(['0.01', '-0.01', '0.02']);
  });

  it('name the line and the column of what is wrong', async () => {
    const line = '"536365","85123A","LANTERN",6,"2010-12-01 08:26:00",2.55,17850,"United Kingdom"\n';
    expect(await errorOf('retail.csv', `${RETAIL}${line}${line.replace(',6,', ',six,')}`)).toBe('OrderFileError: retail.csv, line 3, column "Quantity": "six" is not a quantity; expected a whole number such as 6');
    expect(await errorOf('retail.csv', `${RETAIL}${line.replace('2010-12-01', '2010-02-31')}`)).toContain('line 2, column "InvoiceDate": "2010-02-31 08:26:00" is not a date');
    expect(await errorOf('retail.csv', `${RETAIL}${line.replace('2.55', '2,55')}`)).toContain('line 2: the line has 9 columns; expected 8');
    expect(await errorOf('retail.csv', `${RETAIL.replace(',"Country"', '')}`)).toContain('line 1, column "Country": the column is missing');
    expect(await errorOf('retail.csv', RETAIL)).toContain('the file holds no invoice line');
    expect(await errorOf('retail.csv.gz', gzipSync(`${RETAIL}${line.repeat(90_000)}`).subarray(0, 3_000))).toMatch(/retail\.csv\.gz, line \d+: the packed file cannot be unpacked beyond this line/);
  });
});

describe('files that are no orders', () => {
  it('say what they are and what was expected', async () => {
    expect(await readOrders(path.join(folder, 'none.csv')).catch((error: Error) => error.message)).toContain('none.csv: there is no such file');
    expect(await readOrders(folder).catch((error: Error) => error.message)).toContain('this is a folder');
    expect(await errorOf('empty.csv', '')).toBe('OrderFileError: empty.csv, line 1: the file is empty; expected orders');
    const unknown = await errorOf('other.csv', 'a,b,c\n1,2,3\n');
    expect(unknown).toContain('other.csv, line 1: the format is unknown: the first line is "a,b,c"; expected one of');
    for (const format of ['shopify: ', 'cdnow: ', 'online_retail: ']) expect(unknown).toContain(format);
    expect(await errorOf('x.csv', Buffer.from([65, 10, 66, 0, 1]))).toContain('x.csv, line 2: the file is binary');
    expect(await errorOf('x.xlsx', Buffer.from([0x50, 0x4b, 3, 4, 0]))).toContain('Excel workbook; expected text');
    expect(await errorOf('x.csv', Buffer.from('\uFEFFName,Email', 'utf16le'))).toContain('UTF-16');
    expect(await errorOf('x.csv', 'a', { format: 'excel' })).toContain('there is no format "excel"; expected one of');
    expect(await errorOf('x.csv', 'a,b\n', { format: 'shopify' })).toContain('x.csv, line 1, column "Name": the column is missing');
  });
});
