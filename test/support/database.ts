// A database of its own for each test file: a clone of the migrated template, opened as the role that the app has.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { config } from '../../app/config.server.ts';
import { closeQueue, openQueue } from '../../app/queue/boss.ts';
import { closeDatabase, openDatabase, registry, type ShopId } from '../../app/records/db.ts';
import { appRoleUrl } from '../../app/records/database/setup-database.ts';
import { installShop } from '../../app/records/shops.ts';

export interface TestDatabase {
  /** Connection string of the owner, who sees every row. */
  readonly ownerUrl: string;
  /** Connection string of the app's role. */
  readonly appUrl: string;
  newShop(options?: { domain?: string; currencyCode?: string; timeZone?: string }): Promise<{ shopId: ShopId; domain: string }>;
  /** Runs SQL as the owner, past row-level security (the owner of the cluster is a superuser). */
  asOwner<R extends pg.QueryResultRow = pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<R[]>;
}

async function onServer(url: string, sql: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await admin.query(sql);
  } finally {
    await admin.end();
  }
}

export function useDatabase(options: { queue?: boolean } = {}): TestDatabase {
  const serverUrl = inject('ownerUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const ownerUrl = url.toString();
  const appUrl = appRoleUrl(ownerUrl, config().databaseRolePassword);
  let shops = 0;
  let owner: pg.Pool;

  beforeAll(async () => {
    await onServer(serverUrl, `create database ${name} template ${inject('template')}`);
    owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
    // A test that ends sessions, or the server itself, may end idle ones of this pool too: the next query says what is wrong.
    owner.on('error', () => undefined);
    openDatabase(appUrl);
    if (options.queue !== false) await openQueue(appUrl, false);
  });

  afterAll(async () => {
    await closeQueue(0);
    await closeDatabase();
    await owner.end();
    await onServer(serverUrl, `drop database if exists ${name} with (force)`);
  });

  return {
    ownerUrl,
    appUrl,
    async newShop({ domain, currencyCode = 'USD', timeZone = 'UTC' } = {}) {
      const { shop } = await installShop(domain ?? `shop-${++shops}-${name.replaceAll('_', '-')}.myshopify.com`);
      await registry().shop.update({ where: { shopId: shop.shopId }, data: { currencyCode, timeZone } });
      return { shopId: shop.shopId, domain: shop.domain };
    },
    async asOwner(sql, values) {
      return (await owner.query(sql, values)).rows as never;
    },
  };
}
