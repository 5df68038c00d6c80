import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** A file of real orders; undefined: generated shoppers. */
  orders: string | undefined;
  format: string | undefined;
  shoppers: number;
  seed: number;
  /** Run the road once, print one JSON object, and end. */
  report: boolean;
  /** Port of the simulated store; 0 takes a free one. */
  port: number;
}

export const USAGE = `npm run demo -- [options]

  --orders FILE     real orders instead of generated ones: a Shopify order export (Orders → Export),
                    or the public CDNOW or Online Retail files; .gz is read too
  --format NAME     shopify | cdnow | online_retail, where the file's first lines do not tell
  --shoppers N      how many shoppers to generate (default 5000)
  --seed S          same seed, same shoppers (default 1)
  --report          run once without staying up and print one JSON object on standard output
  --port N          port of the simulated Shopify (default 4400, or a free one where it is taken)`;

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name} ${text}: expected a whole number of at least ${least}.`);
  return value;
}

/** @throws an Error whose message says which option is wrong and what was expected. */
export function readOptions(args: string[]): DemoOptions | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      orders: { type: 'string' },
      format: { type: 'string' },
      shoppers: { type: 'string' },
      seed: { type: 'string' },
      report: { type: 'boolean' },
      port: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  return {
    orders: values.orders,
    format: values.format,
    shoppers: wholeNumber('shoppers', values.shoppers ?? '5000', 0),
    seed: wholeNumber('seed', values.seed ?? '1', 0),
    report: values.report ?? false,
    port: wholeNumber('port', values.port ?? '4400', 0),
  };
}
