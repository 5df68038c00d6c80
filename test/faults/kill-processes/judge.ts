// What the store did and what the app holds, once everything has come to rest.
import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { ShopId } from '../../../app/records/db.ts';
import type { RunningStore } from '../../store/server.ts';
import { inShopify, stored } from '../../sync/reconcile/support/both-sides.ts';

export interface Verdict {
  readonly webhooksAnswered: number;
  readonly intents: number;
  readonly codes: number;
  readonly tagsWritten: number;
  readonly lost: string[];
  readonly doubled: string[];
}

/** What still waits, in words; empty when all is at rest. What has not begun and is set for later, such as the next pass of reconciliation, is at rest. */
export async function findUnsettled(owner: pg.Pool, { runtime }: RunningStore): Promise<string[]> {
  const { rows } = await owner.query<{ what: string }>(
    `select format('%s webhooks wait', count(*)) as what from webhook_inbox where applied_at is null having count(*) > 0
     union all select format('job %s is %s', name, state) from pgboss.job where state < 'completed' and name not like '\\_\\_%' and not (state = 'created' and start_after > now() + interval '10 seconds')
     union all select format('intent %s is %s', intent_key, state) from code_intent where state not in ('created', 'redeemed', 'revoked', 'failed')
     union all select format('tag run %s is %s', tag_run_id, state) from tag_run where finished_at is null
     union all select format('import of %s is %s', kind, state) from bulk_import where finished_at is null`,
  );
  const { pending } = runtime.sender;
  return [...(pending > 0 ? [`${pending} webhooks are on their way`] : []), ...rows.map(({ what }) => what)];
}

interface Row {
  readonly id: number;
  readonly [field: string]: unknown;
}

function differences(what: string, wanted: readonly unknown[], found: readonly unknown[]): string[] {
  const here = new Map((found as Row[]).map((row) => [row.id, row]));
  const wrong = (wanted as Row[]).flatMap((row) => {
    const mine = here.get(row.id);
    here.delete(row.id);
    if (!mine) return [`${what} ${row.id} is in the store and not here`];
    const fields = Object.keys(row).filter((field) => !isDeepStrictEqual(row[field], mine[field]));
    return fields.map((field) => `${what} ${row.id}: ${field} is ${JSON.stringify(mine[field])}, in the store ${JSON.stringify(row[field])}`);
  });
  return [...wrong, ...[...here.keys()].map((id) => `${what} ${id} is here and not in the store`)];
}

async function judgeWebhooks(owner: pg.Pool, { store }: RunningStore): Promise<{ answered: number; lost: string[] }> {
  const answered = [...new Set(store.ledger.entries.flatMap(({ kind, detail }) => (kind === 'webhook-sent' && detail['outcome'] === 'delivered' ? [`${String(detail['topic'])} ${String(detail['eventId'])}`] : [])))];
  const { rows } = await owner.query<{ event: string; outcome: string | null; applied: boolean }>("select topic || ' ' || event_id as event, outcome, applied_at is not null as applied from webhook_inbox");
  const inbox = new Map(rows.map((row) => [row.event, row]));
  const lost = answered.flatMap((event) => {
    const row = inbox.get(event);
    if (!row) return [`the webhook ${event} was answered and is not there`];
    return !row.applied || row.outcome?.startsWith('failed') ? [`the webhook ${event} is ${row.outcome ?? 'not applied'}`] : [];
  });
  const givenUp = store.ledger.entries.filter(({ kind, detail }) => kind === 'webhook-sent' && detail['outcome'] === 'given-up').length;
  return { answered: answered.length, lost: givenUp > 0 ? [...lost, `${givenUp} webhooks were never answered 2xx`] : lost };
}

/** One redeemable code for each intent, ever: from the store's ledger, not from what the app believes. */
async function judgeCodes(owner: pg.Pool, { store, state }: RunningStore): Promise<Pick<Verdict, 'intents' | 'codes' | 'lost' | 'doubled'>> {
  const made = Map.groupBy(store.ledger.entries.filter(({ kind }) => kind === 'discount-created').map(({ detail }) => String(detail['title'])), (title) => title);
  const held = new Map([...state.discounts.values()].map((discount) => [discount.title, discount]));
  const { rows } = await owner.query<{ key: string; state: string; code: string; error: string | null }>('select intent_key as key, state, code, error from code_intent');
  const wrong = { lost: [] as string[], doubled: [] as string[] };
  for (const { key, state: is, code, error } of rows) {
    const title = `Perennial ${key}`;
    const times = made.get(title)?.length ?? 0;
    if (times > 1) wrong.doubled.push(`${key} has ${times} codes`);
    if (is !== 'created') wrong.lost.push(`${key} is ${is}: ${error ?? 'no reason'}`);
    else if (held.get(title)?.codes.map((each) => each.code).join() !== code) wrong.lost.push(`${key} is said to be created, and the store holds ${held.get(title)?.codes.length ?? 0} codes of it, not ${code}`);
    made.delete(title);
  }
  for (const title of made.keys()) wrong.doubled.push(`${title} has a code and no intent`);
  return { intents: rows.length, codes: held.size, ...wrong };
}

/** A job of a dead worker is given up where another one of its key waits to be tried again: that one does the work. */
const GIVEN_UP = `select format('a job %s was given up: %s', name, left(output::text, 200)) as what from pgboss.job f
  where state = 'failed' and not exists (select from pgboss.job o where o.name = f.name and o.singleton_key = f.singleton_key and o.state = 'completed' and o.completed_on > f.completed_on)`;

export async function judge(owner: pg.Pool, shopId: ShopId, running: RunningStore): Promise<Verdict> {
  const webhooks = await judgeWebhooks(owner, running);
  const { lost, doubled, ...codes } = await judgeCodes(owner, running);
  const wanted = inShopify(running.state);
  const found = await stored({ asOwner: async (sql, values) => (await owner.query(sql, values)).rows as never }, shopId);
  const { rows: jobs } = await owner.query<{ what: string }>(GIVEN_UP);
  const { rows: tags } = await owner.query<{ n: number }>("select coalesce(sum(cardinality(add) + cardinality(remove)), 0)::int as n from tag_change where state = 'applied'");
  return {
    webhooksAnswered: webhooks.answered,
    ...codes,
    tagsWritten: tags[0]?.n ?? 0,
    lost: [...webhooks.lost, ...lost, ...differences('order', wanted.orders, found.orders), ...differences('customer', wanted.customers, found.customers), ...jobs.map(({ what }) => what)],
    doubled,
  };
}
