import { describe, expect, it } from 'vitest';
import { inShop, inShopBulk } from '../../app/records/db.ts';
import { useDatabase } from '../support/database.ts';

const db = useDatabase();

const customer = (shopId: bigint, customerId: bigint) => ({ shopId, customerId, createdAt: new Date(0), updatedAt: new Date(0) });

describe('the handle of a shop', () => {
  it('sees and writes the rows of its shop alone', async () => {
    const a = await db.newShop();
    const b = await db.newShop();
    await inShop(a.shopId, (tx) => tx.customer.create({ data: customer(a.shopId, 1n) }));
    expect(await inShop(a.shopId, (tx) => tx.customer.count())).toBe(1);
    expect(await inShop(b.shopId, (tx) => tx.customer.count())).toBe(0);
    await expect(inShop(b.shopId, (tx) => tx.customer.create({ data: customer(a.shopId, 2n) }))).rejects.toThrow(/row-level security/);
    expect(await inShopBulk(b.shopId, async (connection) => (await connection.query('select * from customer')).rowCount)).toBe(0);
  });

  it('leaves nothing behind when the work throws', async () => {
    const { shopId } = await db.newShop();
    await expect(
      inShopBulk(shopId, async (connection) => {
        await connection.query('insert into customer (shop_id, customer_id, created_at, updated_at) values ($1, 1, now(), now())', [shopId.toString()]);
        throw new Error('stop');
      }),
    ).rejects.toThrow('stop');
    expect(await inShop(shopId, (tx) => tx.customer.count())).toBe(0);
  });
});
