// Movements between two days. A row is there from the moment it is asked for; an older result stays until the newer is there.
import type { PoolClient } from 'pg';
import type { Day, ScoringSettings } from '../../domain/glossary.ts';
import { type Movement, movementMatrix, VOCABULARIES, type Vocabulary } from '../../domain/segments/movement.ts';
import { inShopBulk, type ShopId, type ShopTx } from '../db.ts';
import { isReadable, madeWith, type MadeWith } from '../scoring/made-with.ts';
import { dayText } from '../shop/shop-calendar.ts';
import { packMembers, unpackMembers } from './members.ts';

/** As MovementMatrix.counts. */
export type Matrices = Readonly<Record<Vocabulary, readonly (readonly number[])[]>>;

export interface StoredMovement {
  readonly madeWith: MadeWith;
  readonly requestedAtMs: number;
  readonly computedAtMs: number | null;
  readonly matrices: Matrices | null;
  /** Why the last attempt failed; null where it did not. */
  readonly error: string | null;
}

/** So many pairs of days are kept, the last asked for: each holds a few bytes a customer. */
const KEPT = 12;

/** Null where these days were never asked for. */
export async function getMovement(connection: PoolClient, shopId: ShopId, fromDay: Day, toDay: Day): Promise<StoredMovement | null> {
  const { rows } = await connection.query<{ made_with: MadeWith; requested_at: Date; computed_at: Date | null; matrices: Matrices | null; error: string | null }>(
    'select made_with, requested_at, computed_at, matrices, error from segment_movement where shop_id = $1 and from_on = $2 and to_on = $3',
    [shopId, dayText(fromDay), dayText(toDay)],
  );
  const [row] = rows;
  if (!row) return null;
  return {
    madeWith: row.made_with,
    requestedAtMs: row.requested_at.getTime(),
    computedAtMs: row.computed_at?.getTime() ?? null,
    matrices: isReadable(row.made_with) ? row.matrices : null,
    error: row.error,
  };
}

/** Notes that these days are asked for; the caller enqueues the job in the same transaction. What was made with other settings is dropped. */
export async function requestMovement(connection: PoolClient, shopId: ShopId, fromDay: Day, toDay: Day, settings: ScoringSettings): Promise<void> {
  await connection.query(
    `insert into segment_movement as m (shop_id, from_on, to_on, made_with, requested_at) values ($1, $2, $3, $4, clock_timestamp())
     on conflict (shop_id, from_on, to_on) do update set requested_at = excluded.requested_at, made_with = excluded.made_with, error = null,
       matrices = case when m.made_with = excluded.made_with then m.matrices end, members = case when m.made_with = excluded.made_with then m.members end,
       computed_at = case when m.made_with = excluded.made_with then m.computed_at end`,
    [shopId, dayText(fromDay), dayText(toDay), JSON.stringify(madeWith(settings))],
  );
  await connection.query(
    'delete from segment_movement where shop_id = $1 and (from_on, to_on) not in (select from_on, to_on from segment_movement where shop_id = $1 order by requested_at desc limit $2)',
    [shopId, KEPT],
  );
}

/** Puts the result in place, in the transaction that read it. Nothing where the days are asked for with other settings by now, or no more. */
export async function finishMovement(connection: PoolClient, shopId: ShopId, fromDay: Day, toDay: Day, settings: ScoringSettings, movement: Movement): Promise<void> {
  const matrices = Object.fromEntries((Object.keys(VOCABULARIES) as Vocabulary[]).map((vocabulary) => [vocabulary, movementMatrix(movement, vocabulary).counts]));
  await connection.query('update segment_movement set matrices = $5, members = $6, computed_at = clock_timestamp(), error = null where shop_id = $1 and from_on = $2 and to_on = $3 and made_with = $4', [
    shopId,
    dayText(fromDay),
    dayText(toDay),
    JSON.stringify(madeWith(settings)),
    JSON.stringify(matrices),
    packMembers(movement),
  ]);
}

/** Leaves a trace for the page; the queue tries again. */
export async function failMovement(shopId: ShopId, fromDay: Day, toDay: Day, error: string): Promise<void> {
  await inShopBulk(shopId, (connection) =>
    connection.query('update segment_movement set error = $4 where shop_id = $1 and from_on = $2 and to_on = $3', [shopId, dayText(fromDay), dayText(toDay), error.slice(0, 500)]),
  );
}

/** Everybody's moves; null where they are not computed. */
export async function getMembers(shopId: ShopId, fromDay: Day, toDay: Day): Promise<Movement | null> {
  return inShopBulk(shopId, async (connection) => {
    const { rows } = await connection.query<{ members: Buffer | null }>('select members from segment_movement where shop_id = $1 and from_on = $2 and to_on = $3', [shopId, dayText(fromDay), dayText(toDay)]);
    return rows[0]?.members ? unpackMembers(rows[0].members) : null;
  });
}

/** A person is erased: what was computed names them. It is computed anew when it is looked at. */
export async function forgetMovements(tx: ShopTx, shopId: ShopId): Promise<void> {
  await tx.segmentMovement.deleteMany({ where: { shopId } });
}
