import type { PoolClient } from 'pg';
import { IMPORT_KINDS } from '../bulk-imports.ts';
import type { ShopId } from '../db.ts';

/** Whether customers and orders have both been imported at least once: before that a score would stand on a part. */
export async function isImported(connection: PoolClient, shopId: ShopId): Promise<boolean> {
  const { rows } = await connection.query<{ kinds: number }>("select count(distinct kind)::int as kinds from bulk_import where shop_id = $1 and state = 'done'", [shopId]);
  return rows[0]?.kinds === IMPORT_KINDS.length;
}
