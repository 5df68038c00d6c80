// Nobody comes in who was not asked, and knocking changes nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followProgress } from '../demo/progress.ts';
import { type Road, startRoad } from '../demo/road.ts';
import { knockWithToken, knockWithWebhook, tokens } from './steps/knock.ts';

let road: Road;
let owner: pg.Pool;
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'perennial-doors-'));
  road = await startRoad({ dataDir, storeArgs: ['--shoppers', '50', '--seed', '3'], storePort: 0, logLevel: 'silent' });
  owner = new pg.Pool({ connectionString: road.ownerUrl, max: 1 });
  owner.on('error', () => undefined);
  await road.install();
  await followProgress(owner, (progress) => progress.stage === 'done', () => undefined, 120_000);
});

afterAll(async () => {
  await owner.end();
  await road.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Everything that a stranger could have changed. */
async function fingerprint(): Promise<unknown> {
  const { rows } = await owner.query(
    `select (select count(*) from webhook_inbox) inbox, (select count(*) from shop) shops, (select count(*) from shop_session) sessions,
            (select count(*) from customer) customers, (select count(*) from "order") orders, (select max(updated_at) from customer) newest,
            (select count(*) from pgboss.job) jobs`,
  );
  return rows[0];
}

describe('the doors', () => {
  it('answer 401 to a webhook whose signature is wrong, missing or of another secret, and write nothing', async () => {
    const before = await fingerprint();
    expect(await knockWithWebhook(road, { secret: 'another secret' })).toBe(401);
    expect(await knockWithWebhook(road, { signature: null })).toBe(401);
    expect(await knockWithWebhook(road, { signature: '' })).toBe(401);
    expect(await knockWithWebhook(road, { signature: 'bm90IGl0' })).toBe(401);
    expect(await fingerprint()).toEqual(before);
  });

  it('answer 404 to a signed webhook of a shop that is not installed, and write nothing', async () => {
    const before = await fingerprint();
    expect(await knockWithWebhook(road, { shop: 'never-installed.myshopify.com' })).toBe(404);
    expect(await knockWithWebhook(road, { shop: 'evil.example.com' })).toBe(404);
    expect(await fingerprint()).toEqual(before);
  });

  it('answer 401 to a session token that expired, was forged, is for another app or is not signed', async () => {
    const { good, ...bad } = await tokens(road);
    expect(await knockWithToken(road, good)).toBe(200);
    const before = await fingerprint();
    for (const [kind, token] of Object.entries(bad)) expect(await knockWithToken(road, token), kind).toBe(401);
    expect(await fingerprint()).toEqual(before);
  });

  it('answer 400 or 401 to an app-proxy question that Shopify did not sign', async () => {
    for (const query of ['', '?shop=perennial-demo.myshopify.com&logged_in_customer_id=1', '?shop=perennial-demo.myshopify.com&logged_in_customer_id=1&timestamp=1&signature=00']) {
      const answer = await fetch(`${road.appUrl}/proxy/offer${query}`);
      await answer.body?.cancel();
      expect([400, 401]).toContain(answer.status);
    }
  });

  it('take a webhook only by POST', async () => {
    const answer = await fetch(`${road.appUrl}/webhooks/customers`);
    expect(answer.status).toBe(405);
  });

  it('say in words that an address leads nowhere, outside the app and inside', async () => {
    const outside = await fetch(`${road.appUrl}/nothing-here`);
    expect([outside.status, await outside.text()]).toEqual([404, expect.stringContaining('There is nothing here')]);
    const { good } = await tokens(road);
    expect(await knockWithToken(road, good, '/app/nothing-here.data')).toBe(404);
  });
});
