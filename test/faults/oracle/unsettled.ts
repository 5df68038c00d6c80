// Everything comes to its end: what is still open when it should long be over.
import type pg from 'pg';
import { planTagRun } from '../../../app/write-back/customer-tags/plan-tag-run.ts';
import { world } from '../clock/world.ts';
import type { JobRunner } from '../queue/runner.ts';

/** Jobs that nobody asks for again: where one of them gives up, something is left undone. The others follow from what is stored. */
const MUST_COME_OFF = new Set(['import-shop', 'apply-webhooks', 'settle-code', 'apply-tag-run', 'write-tags']);

/** Customers whose tags a plan would change, though nobody stopped or undid their change, took the tag off by hand, or refused it. */
async function findUntagged(owner: pg.Client, shopId: bigint, takenOff: ReadonlySet<string>): Promise<string[]> {
  const { sample } = await planTagRun(shopId);
  if (sample.length === 0) return [];
  const { rows } = await owner.query<{ id: string; state: string }>(
    `select distinct on (c.customer_id) c.customer_id::text as id, case when r.undoes_run_id is null then c.state else 'undone' end as state
     from tag_change c join tag_run r on r.shop_id = c.shop_id and r.tag_run_id = c.tag_run_id where c.shop_id = $1 order by c.customer_id, c.tag_run_id desc`,
    [shopId],
  );
  const ended = new Map(rows.map(({ id, state }) => [id, state]));
  return sample.flatMap(({ customerId, add: wanted, remove }) => {
    // What was taken off, or seemed to be there by a clock that jumped, comes back with the next run over all.
    const add = world().fired.has('clock-jump') ? [] : wanted.filter((tag) => !takenOff.has(`${customerId} ${tag}`));
    if (add.length + remove.length === 0) return [];
    const last = ended.get(customerId.toString());
    return last === 'stopped' || last === 'failed' || last === 'undone' ? [] : [`customer ${customerId} should get [${add.join(' ')}] and lose [${remove.join(' ')}]; the last change is ${last ?? 'none'}`];
  });
}

/** @returns what is not settled; empty when everything is. */
export async function findUnsettled(owner: pg.Client, shopId: bigint, runner: JobRunner, takenOff: ReadonlySet<string>): Promise<string[]> {
  const { rows } = await owner.query<{ what: string }>(
    `select format('webhook %s waits', topic) as what from webhook_inbox where shop_id = $1 and applied_at is null
     union all select format('webhook %s was left aside: %s', topic, outcome) from webhook_inbox where shop_id = $1 and outcome like 'failed%' and applied_at is not null
     union all select format('%s is %s', intent_key, state) from code_intent where shop_id = $1 and state in ('planned', 'revoking')
     union all select format('the import of %s is %s', kind, state) from bulk_import where shop_id = $1 and finished_at is null
     union all select format('the %s were never imported', kind) from unnest(array['customers', 'orders']) kind
       where not exists (select from bulk_import i where i.shop_id = $1 and i.kind = kind.kind and i.state = 'done')
     union all select format('tag run %s is %s', tag_run_id, state) from tag_run where shop_id = $1 and finished_at is null
     union all select format('tag change of %s is %s', customer_id, state) from tag_change where shop_id = $1 and state in ('planned', 'sending')
     union all select format('the metafields of %s are %s', customer_id, state) from customer_metafield where shop_id = $1 and state in ('planned', 'sending')
     union all select format('order %s waits to be asked for', order_id) from order_recheck where shop_id = $1`,
    [shopId],
  );
  return [...rows.map(({ what }) => what), ...(await findUntagged(owner, shopId, takenOff)), ...runner.failed.filter(({ name }) => MUST_COME_OFF.has(name)).map(({ name, error }) => `the job ${name} came to the end of its tries: ${error.split('\n').at(-1) ?? ''}`)];
}
