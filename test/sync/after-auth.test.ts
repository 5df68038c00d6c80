import { describe, expect, it } from 'vitest';
import { registry } from '../../app/records/db.ts';
import { afterAuth } from '../../app/sync/after-auth.ts';
import { useDatabase } from '../support/database.ts';
import { useExportServer } from './support/export-server.ts';
import { importAll } from './support/run-import.ts';

const db = useDatabase();
const shopify = useExportServer();
let made = 0;

async function newDomain(signedIn = true): Promise<string> {
  made += 1;
  const domain = `newcomer-${made}.myshopify.com`;
  if (signedIn) await shopify.signIn(domain);
  return domain;
}

const shopOf = (domain: string) => registry().shop.findUniqueOrThrow({ where: { domain } });
const jobsOf = (shopId: bigint) => db.asOwner("select 1 from pgboss.job where name = 'import-shop' and state < 'active' and data->>'shopId' = $1", [shopId.toString()]);

describe('after a merchant has signed in', () => {
  it('the shop is registered with what Shopify says of it, and its import is asked for', async () => {
    const domain = await newDomain();
    await afterAuth(domain.toUpperCase());
    const shop = await shopOf(domain);
    expect(shop).toMatchObject({ currencyCode: 'EUR', timeZone: 'Europe/Berlin', planName: 'Basic', uninstalledAt: null });
    expect(await jobsOf(shop.shopId)).toHaveLength(1);
  });

  it('several tabs at once are one shop and one import', async () => {
    const domain = await newDomain();
    await Promise.all(Array.from({ length: 5 }, () => afterAuth(domain)));
    expect(await jobsOf((await shopOf(domain)).shopId)).toHaveLength(1);
  });

  it('again, nothing is imported again; after an uninstall and a return it is', async () => {
    const domain = await newDomain();
    await afterAuth(domain);
    const { shopId } = await shopOf(domain);
    await importAll(db, shopId);
    await db.asOwner("delete from pgboss.job where name = 'import-shop'");
    await afterAuth(domain);
    expect(await jobsOf(shopId)).toHaveLength(0);
    await db.asOwner('update shop set uninstalled_at = now() where shop_id = $1', [shopId]);
    await afterAuth(domain);
    expect(await jobsOf(shopId)).toHaveLength(1);
    expect((await shopOf(domain)).uninstalledAt).toBeNull();
  });

  it('a page opens though Shopify cannot be asked: the import asks again', async () => {
    const domain = await newDomain(false);
    await afterAuth(domain);
    const { shopId, currencyCode } = await shopOf(domain);
    expect(currencyCode).toBe('USD');
    expect(await jobsOf(shopId)).toHaveLength(1);
  });

  it.each(['evil.example.com', 'a.myshopify.com.evil.com', ''])('"%s" is no shop', async (domain) => {
    await expect(afterAuth(domain)).rejects.toThrow('is not a Shopify domain');
  });
});
