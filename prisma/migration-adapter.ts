// The schema engine reads the catalogue, whose columns are of type name (OID 19) and "char" (OID 18). @prisma/adapter-pg
// 6.19 maps neither, so both are presented as text (OID 25).
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';

const NAME = 19;
const CHAR = 18;
const TEXT = 25;

interface WithFields {
  fields?: { dataTypeID: number }[];
}

function presentCatalogueTypesAsText(result: unknown): unknown {
  for (const field of (result as WithFields | undefined)?.fields ?? []) {
    if (field.dataTypeID === NAME || field.dataTypeID === CHAR) field.dataTypeID = TEXT;
  }
  return result;
}

function patchQuery(prototype: object): void {
  const target = prototype as { query: (...args: unknown[]) => unknown };
  const original = target.query;
  target.query = function query(...args) {
    const result = original.apply(this, args);
    return result instanceof Promise ? result.then(presentCatalogueTypesAsText) : result;
  };
}

/** The schema engine leaves the ten-second timer of its lock behind, and the command would wait for it. */
function letTheCommandEnd(): void {
  const start = globalThis.setTimeout;
  globalThis.setTimeout = Object.assign((...args: Parameters<typeof setTimeout>) => {
    const timer = start(...args);
    if (args[1] === 10_000) timer.unref();
    return timer;
  }, start) as typeof setTimeout;
}

/** The adapter that `prisma migrate` uses; connects to DATABASE_URL as the owner of the tables. */
export function migrationAdapter(): PrismaPg {
  const connectionString = process.env['DATABASE_URL'];
  if (!connectionString) throw new Error('Set DATABASE_URL to the PostgreSQL database to migrate.');
  letTheCommandEnd();
  // On the prototypes, because the adapter makes a pool of its own for the shadow database. This process only migrates.
  patchQuery(pg.Pool.prototype);
  patchQuery(pg.Client.prototype);
  const url = new URL(connectionString);
  // In parts, not as a string: the adapter changes `database` for its shadow database, and a string would win over it.
  return new PrismaPg({
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
    // The command ends when its work is done, not when idle connections time out.
    allowExitOnIdle: true,
    ssl: url.searchParams.get('sslmode') === 'require' ? true : undefined,
  });
}
