// Customer erased: from the receipt of customers/redact to its last statement, with other news of the person waiting, and with
// tags and a code on their way to Shopify. Whatever goes wrong at whatever boundary: in the end there is no mark of the person,
// nothing more is written about them to Shopify, and nobody else has lost anything, also after late webhooks.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enqueue } from '../../app/queue/enqueue.ts';
import { makeLogger } from '../../app/log.server.ts';
import { planCodeIntent } from '../../app/records/code-intents.ts';
import { inShop } from '../../app/records/db.ts';
import { useCrashes } from '../crash-matrix/crash.ts';
import { strikeSteps } from '../crash-matrix/matrix.ts';
import type { Workflow } from '../crash-matrix/workflow.ts';
import { useDatabase } from '../support/database.ts';
import { applyAll } from '../sync/support/inbox.ts';
import { type Sent, send } from '../sync/support/sign.ts';
import { applyAll as applyTags, letTimePass, plan } from '../write-back/customer-tags/runs.ts';
import { settleThrough } from '../write-back/discount-codes/intents.ts';
import { score, type StoreShop, type TestStore, useSimulatedStore } from '../write-back/simulated-store.ts';
import { everythingIn, findIn } from './everything.ts';
import { ANY_MARK, askForData, askToErase, type Person, webhooksAbout } from './marked-people.ts';

const db = useDatabase();
const store = useSimulatedStore(db);
const crashes = useCrashes(() => db.appUrl);
const logged: string[] = [];
const held = globalThis as { perennialLog?: unknown };
const before = held.perennialLog;

beforeAll(() => {
  held.perennialLog = makeLogger('debug', { write: (line) => logged.push(line) });
});
afterAll(() => {
  held.perennialLog = before;
});

interface Prepared {
  readonly shop: StoreShop;
  readonly person: Person;
  readonly bystander: Person;
  readonly redaction: Sent;
  /** Rows that name the bystander. */
  readonly theirs: string[];
  /** Entries of the store's ledger so far. */
  readonly recorded: number;
}

const prepared = new Map<string, Prepared>();
let people = 0;

const of = (cell: string): Prepared => {
  const one = prepared.get(cell);
  if (!one) throw new Error(`${cell} was not prepared`);
  return one;
};

/** Marks and orders of their own; the numbers of customers begin anew in each shop. */
function aPerson(customerId: number): Person {
  people += 1;
  return { index: people, customerId, orderIds: [0, 1, 2].map((n) => 9_920_000_000 + people * 10 + n) };
}

async function deliver(sent: readonly Sent[]): Promise<void> {
  for (const one of sent) expect(await send(one)).toBe(200);
}

/** What failed is tried again, now. */
async function applyEverything({ shopId }: StoreShop): Promise<void> {
  await applyAll(shopId);
  await db.asOwner('update webhook_inbox set retry_at = now() where shop_id = $1 and retry_at is not null', [shopId]);
  await applyAll(shopId);
}

const TABLES = ['customer', 'order', 'customer_score', 'code_intent', 'tag_change', 'data_request'];

async function rowsOf({ shopId }: StoreShop, { customerId, orderIds }: Person): Promise<string[]> {
  const numbers = new RegExp([customerId, ...orderIds].join('|'));
  const everything = await everythingIn(db, shopId);
  return everything.filter(({ table, text }) => TABLES.includes(table.replace('public.', '')) && numbers.test(text)).map(({ table, text }) => `${table} ${text}`).sort();
}

const intentKey = ({ index }: Person) => `code ${index}`;

const erased: Workflow<TestStore> = {
  name: 'customer erased',
  async prepare({ newShop, newCustomers }, cell) {
    const shop = await newShop();
    const { shopId, domain } = shop;
    const ids = (await newCustomers(shop, 2, ['VIP'])) as [number, number];
    const [person, bystander] = ids.map(aPerson) as [Person, Person];
    await deliver([person, bystander].flatMap((one) => [...webhooksAbout(one, domain, 5), askForData(one, domain)]));
    await applyEverything(shop);
    await score(db, shopId, ids, 'champions');
    await plan(shopId);
    for (const one of [person, bystander]) {
      await inShop(shopId, async (tx) => {
        await planCodeIntent(tx, { shopId, intentKey: intentKey(one), customerId: BigInt(one.customerId), alertId: null, percentage: 0.1, startsAt: new Date(), endsAt: new Date(Date.now() + 86_400_000) });
        await enqueue(tx, 'settle-code', { shopId: shopId.toString(), intentKey: intentKey(one) });
        await enqueue(tx, 'score-customers', { shopId: shopId.toString(), customerIds: ids.map(String) });
      });
    }
    // On their way to Shopify: planned, and not yet sent.
    await score(db, shopId, [person.customerId], 'loyal');
    await db.asOwner("update tag_run set state = 'applying', finished_at = null where shop_id = $1", [shopId]);
    await db.asOwner("update tag_change set state = 'planned' where shop_id = $1 and customer_id = $2", [shopId, person.customerId]);
    const theirs = await rowsOf(shop, bystander);
    expect(theirs.length).toBeGreaterThan(5);
    // Still waiting when the order to erase comes.
    await deliver(webhooksAbout(person, domain, 6));
    prepared.set(cell, { shop, person, bystander, theirs, redaction: { ...askToErase(person, domain), eventId: `redact-${person.index}` }, recorded: store.running.store.ledger.entries.length });
  },
  async act(_, cell) {
    const { shop, redaction } = of(cell);
    expect(await send(redaction)).toBe(200);
    await applyAll(shop.shopId);
  },
  async recover(_, cell) {
    const { shop, redaction } = of(cell);
    // Shopify, which may not have heard of our receipt, sends it again.
    await deliver([redaction]);
    await applyEverything(shop);
  },
  async judge(_, cell) {
    const { shop, person, bystander, theirs, recorded } = of(cell);
    expect(await rowsOf(shop, bystander), 'somebody else').toEqual(theirs);
    await expectNothingLeft(of(cell));
    await deliver([...webhooksAbout(person, shop.domain, 40), askForData(person, shop.domain), askToErase(person, shop.domain)]);
    await applyEverything(shop);
    await letTimePass(db, shop.shopId);
    await plan(shop.shopId);
    await applyTags(db, shop.shopId);
    await settleThrough(db, shop.shopId, intentKey(bystander));
    await expectNothingLeft(of(cell));
    const written = store.running.store.ledger.entries.slice(recorded).filter((entry) => entry.shop === shop.domain && /^(?:tags|metafield|discount|code)-/.test(entry.kind));
    expect(written.filter(({ detail }) => JSON.stringify(detail).includes(String(person.customerId))), 'nothing more about them to Shopify').toEqual([]);
    expect(written.filter(({ kind }) => kind === 'discount-created'), 'the code of somebody else').toHaveLength(1);
    logged.length = 0;
  },
  shopOf: ({ running }, cell) => ({ db, store: running.store, shop: of(cell).shop }),
};

async function expectNothingLeft({ shop, person }: Prepared): Promise<void> {
  const everything = await everythingIn(db, shop.shopId);
  const mine = (mark: string) => mark.startsWith(`zq${person.index}x`);
  expect(Object.entries(findIn(everything, ANY_MARK)).filter(([, marks]) => marks.some(mine)), 'marks').toEqual([]);
  expect(logged.join('').match(ANY_MARK)?.filter(mine) ?? [], 'marks in the log').toEqual([]);
  const numbers = new Set([person.customerId, ...person.orderIds].map(String));
  const found = Object.entries(findIn(everything, /\d{10,}/g)).filter(([, hits]) => hits.some((hit) => numbers.has(hit)));
  expect(found.map(([table]) => table), 'numbers').toEqual(['public.tombstone']);
}

test('customer erased: whatever happens at any step', { timeout: 3_600_000 }, async () => {
  const tally = await strikeSteps(crashes, erased, store, { stride: 5 });
  tally.expectNone();
  expect(Math.min(...Object.values(tally.boundaries))).toBeGreaterThan(1);
});
