// The lines of an order stand in the order's own row: nobody asks for lines but by their order, and a row of a table for each
// would cost an import more than all the rest. Column "lines": a JSON array with one array a line, ascending by line number,
//   [[<line number>,"<title>",<quantity>,"<SKU>" or null,"<price of one piece>"],…]
// in one way of writing only, so that what is the same is the same text: as JSON.stringify writes, prices without needless
// zeros. Column "line_products" holds what only webhooks know, [["<line>","<product>" or null,"<variant>" or null],…] or null.
import type { OrderLineVersion } from './order-version.ts';

/** Decimals of a price that are kept. */
const PRICE_DECIMALS = 6;
const PRICE = /^(-?)(\d+)(?:\.(\d+))?$/;

/** PostgreSQL keeps no NUL in text, and JSON no half of a surrogate pair. */
const plainText = (text: string) => JSON.stringify((text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed());

/** Decimals beyond six are rounded half away from zero. @throws for what is no decimal. */
export function priceText(amount: string): string {
  const parts = PRICE.exec(amount);
  if (!parts) throw new Error(`"${amount}" is not an amount of money.`);
  const [, sign = '', whole = '', decimals = ''] = parts;
  let millionths = BigInt(whole + decimals.slice(0, PRICE_DECIMALS).padEnd(PRICE_DECIMALS, '0'));
  if ((decimals[PRICE_DECIMALS] ?? '0') >= '5') millionths += 1n;
  if (millionths === 0n) return '0';
  const digits = millionths.toString().padStart(PRICE_DECIMALS + 1, '0');
  const behind = digits.slice(-PRICE_DECIMALS).replace(/0+$/, '');
  return `${sign}${digits.slice(0, -PRICE_DECIMALS)}${behind && '.'}${behind}`;
}

type Line = Omit<OrderLineVersion, 'orderId'>;

export function lineText({ lineId, title, quantity, sku, unitPrice }: Line): string {
  return `[${lineId},${plainText(title)},${quantity},${sku === null ? 'null' : plainText(sku)},"${priceText(unitPrice)}"]`;
}

/** Ascending, each line once. */
function ordered(lines: readonly Line[]): Line[] {
  return [...new Map(lines.map((line) => [line.lineId, line])).values()].sort((a, b) => (a.lineId < b.lineId ? -1 : 1));
}

export function linesText(lines: readonly Line[]): string {
  return `[${ordered(lines).map(lineText).join(',')}]`;
}

type Products = [lineId: string, productId: string | null, variantId: string | null][];

/** What is known of a line's product stays known, also when a later version does not name it. @param known the column as it is. */
export function productsText(lines: readonly Line[], known: string | null): string | null {
  const before = new Map(known === null ? [] : (JSON.parse(known) as Products).map((product) => [product[0], product]));
  const products: Products = [];
  for (const { lineId, productId, variantId } of ordered(lines)) {
    const [, knownProduct = null, knownVariant = null] = before.get(lineId.toString()) ?? [];
    const product = productId?.toString() ?? knownProduct;
    const variant = variantId?.toString() ?? knownVariant;
    if (product !== null || variant !== null) products.push([lineId.toString(), product, variant]);
  }
  return products.length > 0 ? JSON.stringify(products) : null;
}

/** SQL: the lines of the row `order` as rows. */
export const linesOf = (order: string): string => `(
  select (l ->> 0)::bigint as line_id, l ->> 1 as title, (l ->> 2)::int as quantity, l ->> 3 as sku, (l ->> 4)::numeric(20, 6) as unit_price
  from json_array_elements(${order}.lines::json) l)`;

const textsOf = (lines: string, rank: number) => `select (l ->> 0)::bigint as line_id, l::text as line, ${rank} as rank from json_array_elements(${lines}::json) l`;

/** SQL: both texts as one. A line that both have is as in `news`; a line that only one has stays, for exports may bring lines apart from each other. */
export const mergedLines = (news: string, known: string): string => `
  case when ${news} in ('[]', ${known}) then ${known} else (
    select '[' || string_agg(line, ',' order by line_id) || ']'
    from (select distinct on (line_id) line_id, line from (${textsOf(news, 0)} union all ${textsOf(known, 1)}) both_of_them order by line_id, rank) merged) end`;
