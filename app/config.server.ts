// The only reader of process.env. Everything else asks `config()`.
import { createHash } from 'node:crypto';
import { z } from 'zod';

const secretKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,32}:[A-Za-z0-9+/]{43}=$/, 'must be "<key id>:<32 bytes in base64>", for example made by: echo "k1:$(openssl rand -base64 32)"');

const environment = z.object({
  /** "production", or "simulation" where the simulated store stands in for Shopify. */
  PERENNIAL_ENV: z.enum(['production', 'simulation']).default('production'),
  SHOPIFY_API_KEY: z.string().min(1, "set it to the app's client id (Dev Dashboard → your app → Settings)"),
  SHOPIFY_API_SECRET: z.string().min(1, "set it to the app's client secret (Dev Dashboard → your app → Settings)"),
  /** After a rotation Shopify signs with the old secret for up to an hour. */
  SHOPIFY_API_SECRET_PREVIOUS: z.string().min(1).optional(),
  /** From then on the old secret is worth nothing. */
  SHOPIFY_API_SECRET_PREVIOUS_UNTIL: z.iso.datetime({ offset: true, error: 'set it to the time of the rotation and an hour, for example 2026-11-23T15:00:00Z' }).optional(),
  SHOPIFY_APP_URL: z.url('set it to the public address of the app, for example https://perennial.example.com'),
  SCOPES: z.string().optional(),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must start with postgresql://').optional(),
  DATA_DIR: z.string().default('.data'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** Encrypts tokens and other fields at rest; the first key writes, all of them read. Comma separated. */
  ENCRYPTION_KEYS: z.string().transform((keys) => keys.split(',').map((key) => key.trim())).pipe(z.array(secretKey).min(1)),
  SIMULATED_STORE_URL: z.url().optional(),
  APP_BRIDGE_URL: z.url().default('https://cdn.shopify.com/shopifycloud/app-bridge.js'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

export interface Config {
  readonly env: 'production' | 'simulation';
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly previousApiSecret: string | undefined;
  readonly previousApiSecretUntilMs: number | undefined;
  readonly appUrl: string;
  /** Owner of the tables: only migrations use it. Undefined means the embedded PostgreSQL under dataDir. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly encryptionKeys: readonly { id: string; key: Buffer }[];
  /** Makes codes that nobody can guess. Each is stored with its intent, so a key taken away changes only codes to come. */
  readonly codeSecret: Buffer;
  /** Login of the role that the app uses; it owns nothing. */
  readonly databaseRolePassword: string;
  readonly simulatedStoreUrl: string | undefined;
  readonly appBridgeUrl: string;
  readonly logLevel: string;
}

/** @throws one Error that names every variable that is wrong and what to set. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = environment.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The configuration is incomplete. See .env.example.\n${lines.join('\n')}`);
  }
  const e = parsed.data;
  if (e.SIMULATED_STORE_URL && e.PERENNIAL_ENV === 'production') {
    throw new Error('SIMULATED_STORE_URL is set, but PERENNIAL_ENV is "production". Remove it, or set PERENNIAL_ENV=simulation.');
  }
  if (e.SHOPIFY_API_SECRET_PREVIOUS && !e.SHOPIFY_API_SECRET_PREVIOUS_UNTIL) {
    throw new Error('SHOPIFY_API_SECRET_PREVIOUS is set without an end: set SHOPIFY_API_SECRET_PREVIOUS_UNTIL to the time of the rotation and an hour.');
  }
  if (e.PERENNIAL_ENV === 'production' && !e.SHOPIFY_APP_URL.startsWith('https://')) {
    throw new Error('SHOPIFY_APP_URL must start with https:// in production: Shopify embeds no other address.');
  }
  const encryptionKeys = e.ENCRYPTION_KEYS.map((entry) => {
    const [id = '', key = ''] = entry.split(':');
    return { id, key: Buffer.from(key, 'base64') };
  });
  const oldest = encryptionKeys.at(-1)?.key ?? Buffer.alloc(0);
  const derive = (purpose: string) => createHash('sha256').update(purpose).update(oldest).digest();
  return {
    env: e.PERENNIAL_ENV,
    apiKey: e.SHOPIFY_API_KEY,
    apiSecret: e.SHOPIFY_API_SECRET,
    previousApiSecret: e.SHOPIFY_API_SECRET_PREVIOUS,
    previousApiSecretUntilMs: e.SHOPIFY_API_SECRET_PREVIOUS_UNTIL === undefined ? undefined : Date.parse(e.SHOPIFY_API_SECRET_PREVIOUS_UNTIL),
    appUrl: e.SHOPIFY_APP_URL.replace(/\/$/, ''),
    databaseUrl: e.DATABASE_URL,
    dataDir: e.DATA_DIR,
    host: e.HOST,
    port: e.PORT,
    encryptionKeys,
    codeSecret: derive('perennial codes'),
    databaseRolePassword: derive('perennial database role').toString('hex'),
    simulatedStoreUrl: e.SIMULATED_STORE_URL?.replace(/\/$/, ''),
    appBridgeUrl: e.APP_BRIDGE_URL,
    logLevel: e.LOG_LEVEL,
  };
}

// One per process, also where the web bundle and the server each carry a copy of this module.
const held = globalThis as { perennialConfig?: Config };

export function config(): Config {
  return (held.perennialConfig ??= readConfig(process.env));
}
