// The simulated store alone: node test/store/main.ts [--port N] [--shoppers N --seed S | --orders FILE [--format NAME]] [--app URL]
// Prints one JSON line when it is up, and stays up till Ctrl-C.
import { parseArgs } from 'node:util';
import { generateShoppers } from './shoppers/generate.ts';
import { readOrders } from './shoppers/read-orders.ts';
import { startStore } from './server.ts';

const USAGE = 'Usage: store [--port N] [--shoppers N] [--seed N] [--orders FILE] [--format NAME] [--app URL] [--client-id ID] [--client-secret SECRET]\n';

function wholeNumber(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Error(`--${name} must be a whole number, not "${text}".`);
  return Number(text);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      shoppers: { type: 'string' },
      seed: { type: 'string' },
      orders: { type: 'string' },
      format: { type: 'string' },
      app: { type: 'string' },
      'client-id': { type: 'string' },
      'client-secret': { type: 'string' },
    },
  });
  const shoppers = wholeNumber(values.shoppers, 'shoppers');
  const seed = wholeNumber(values.seed, 'seed');
  const history = values.orders ? await readOrders(values.orders, { format: values.format }) : generateShoppers({ ...(shoppers === undefined ? {} : { shoppers }), ...(seed === undefined ? {} : { seed }) });
  const store = await startStore({
    port: wholeNumber(values.port, 'port') ?? 0,
    history,
    ...(values.app ? { appUrl: values.app } : {}),
    ...(values['client-id'] ? { clientId: values['client-id'] } : {}),
    ...(values['client-secret'] ? { clientSecret: values['client-secret'] } : {}),
  });
  const { origin, shop, accessToken, adminUrl, storefrontUrl } = store;
  process.stdout.write(`${JSON.stringify({ origin, shop, accessToken, adminUrl, storefrontUrl })}\n`);
  // Connections that are kept alive must not keep the store alive.
  const stop = () => {
    setTimeout(() => process.exit(0), 2_000).unref();
    void store.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  // Started by the demo: goes with it, however that ends.
  process.once('disconnect', stop);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 1;
}
