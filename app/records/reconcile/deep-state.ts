// What a deep pass must know to go on after a restart.
import { z } from 'zod';
import type { PoolClient } from 'pg';
import type { ImportKind } from '../bulk-imports.ts';
import type { ShopId, ShopTx } from '../db.ts';
import type { Pass } from './passes.ts';

const id = z.string().regex(/^\d+$/);
const list = z.object({ gid: z.string(), createdAt: z.iso.datetime({ offset: true }) });
const schema = z.object({
  /** Its imports; one that failed is followed by another of the same kind with a higher number. */
  imports: z.object({ customers: id, orders: id }).optional(),
  /** Bulk operations that list all ids. */
  lists: z.object({ customers: list.optional(), orders: list.optional() }).default({}),
  /** Customer → the one who has an order of theirs now: where the former is gone, the two were merged. */
  moved: z.record(z.string(), id).default({}),
});

export type DeepState = z.infer<typeof schema>;

export function deepState(pass: Pick<Pass, 'state'>): DeepState {
  return schema.parse(pass.state ?? {});
}

/** The running deep pass that this import is part of; null where it is an import of its own. */
export async function findPassOfImport(tx: ShopTx, shopId: ShopId, kind: ImportKind, importId: bigint): Promise<bigint | null> {
  const pass = await tx.reconcilePass.findFirst({ where: { shopId, kind: 'deep', finishedAt: null }, select: { passId: true, state: true } });
  const first = pass && deepState(pass).imports?.[kind];
  return first && importId >= BigInt(first) ? pass.passId : null;
}

export async function noteMoved(connection: PoolClient, shopId: ShopId, passId: bigint, moved: Readonly<Record<string, string>>): Promise<void> {
  await connection.query(
    `update reconcile_pass set state = jsonb_set(state, '{moved}', coalesce(state -> 'moved', '{}') || $3::jsonb) where shop_id = $1 and pass_id = $2`,
    [shopId.toString(), passId.toString(), JSON.stringify(moved)],
  );
}

/** A person is erased: who was merged into whom names them. */
export async function forgetMoved(tx: ShopTx, shopId: ShopId, customerIds: readonly bigint[]): Promise<void> {
  const ids = customerIds.map(String);
  await tx.$executeRaw`
    update reconcile_pass p set state = jsonb_set(p.state, '{moved}', coalesce(
      (select jsonb_object_agg(m.key, m.value) from jsonb_each(p.state -> 'moved') m where m.key <> all(${ids}::text[]) and m.value #>> '{}' <> all(${ids}::text[])), '{}'))
    where p.shop_id = ${shopId} and p.state ? 'moved'`;
}
