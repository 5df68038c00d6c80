// Everything that a request can name, in every route there is: what belongs to another shop is answered exactly as what
// nobody has, and nothing of the other shop changes.
import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { config } from '../../app/config.server.ts';
import { inShop, inShopBulk } from '../../app/records/db.ts';
import { askForPreview } from '../../app/records/segments/definition-previews.ts';
import { getShopSettings, shopSettingsSchema } from '../../app/records/shop-settings.ts';
import { insertTagChanges, insertTagRun } from '../../app/records/write-back/tag-plans.ts';
import { useDatabase } from '../support/database.ts';
import { saveSettings } from '../support/save-settings.ts';
import { BROWSER_USER_AGENT, mintSessionToken } from '../support/session-token.ts';
import '../routes/support/shopify-stub.ts';
import { appHandler, findRoutes, readRouteModule, type RouteFile } from './support/app-handler.ts';
import { inputsOf, intentsOf, intentsSent } from './support/asked-for.ts';
import { ENTRIES, type Entry, type Form, type Kind } from './support/entries.ts';
import { digestOf, type Tenant, threeShops, type ThreeShops } from './support/three-shops.ts';

const db = useDatabase();
const routes = findRoutes();
let shops: ThreeShops;
let handle: (request: Request) => Promise<Response>;
let token: string;

beforeAll(async () => {
  // Time stands still, so that two answers differ by what was asked alone.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  shops = await threeShops(db, async ({ shopId }) => {
    await saveSettings(shopId, { unpaidAfterDays: 9 });
    const settings = shopSettingsSchema.parse(await getShopSettings(shopId));
    await inShop(shopId, (tx) => askForPreview(tx, shopId, settings));
    await inShopBulk(shopId, async (connection) => {
      const tagRunId = await insertTagRun(connection, shopId, 'scored');
      await insertTagChanges(connection, shopId, tagRunId, [{ customerId: 1_000n, add: ['perennial:group:loyal'], remove: [], reason: 'scored' }]);
    });
  });
  handle = await appHandler();
  token = await mintSessionToken({ shop: shops.own.domain, apiKey: config().apiKey, apiSecret: config().apiSecret });
  return () => vi.useRealTimers();
});

describe('the entries', () => {
  it('name every route in the file system, and none that is not there', () => {
    expect(Object.keys(ENTRIES).sort()).toEqual(routes.map(({ id }) => id).sort());
  });

  it.each(routes.map((route) => [route.id, route] as const))('name whatever %s reads from a request', async (id, { file, pattern }) => {
    const entry: Entry = ENTRIES[id] ?? {};
    const forms = entry.forms ?? [];
    const named = new Set([entry.path ?? {}, entry.query ?? {}, ...forms.flatMap(({ fields, inputs }) => [fields, inputs ?? {}])].flatMap((names) => Object.keys(names)));
    expect(inputsOf(file, pattern).filter((name) => !named.has(name))).toEqual([]);
    expect(intentsOf(file).filter((intent) => !forms.some(({ fields }) => fields['intent'] === intent))).toEqual([]);
    expect(forms.length > 0).toBe('action' in (await readRouteModule({ file })));
  });

  it('name every intent that a page sends', () => {
    const named = Object.values(ENTRIES).flatMap(({ forms = [] }) => forms.map(({ fields }) => fields['intent']));
    expect(intentsSent().length).toBeGreaterThan(3);
    expect(intentsSent().filter((intent) => !named.includes(intent))).toEqual([]);
  });
});

/** Ways to write one and the same thing; each is a list, for a name may be given more than once. */
const WAYS: Record<string, (id: string, own: string) => readonly string[]> = {
  plain: (id) => [id],
  'GID of a customer': (id) => [`gid://shopify/Customer/${id}`],
  'GID of an order': (id) => [`gid://shopify/Order/${id}`],
  'padded with a zero': (id) => [`0${id}`],
  signed: (id) => [`+${id}`],
  negative: (id) => [`-${id}`],
  huge: (id) => [`${id}00000000000000000000`],
  decimal: (id) => [`${id}.0`],
  'with a blank': (id) => [` ${id} `],
  'with a zero byte': (id) => [`${id}\0`],
  'with a hash': (id) => [`#${id}`],
  'as a cursor': (id) => [`1_${id}`],
  JSON: (id) => [`{"id":"${id}"}`],
  list: (id) => [`[${id}]`],
  SQL: (id) => [`${id} or 1=1`],
  'twice, ours first': (id, own) => [own, id],
  'twice, ours last': (id, own) => [id, own],
  'with ours behind': (id, own) => [`${id},${own}`],
  'full-width digits': (id) => [[...id].map((digit) => (/\d/.test(digit) ? String.fromCodePoint(0xff10 + Number(digit)) : digit)).join('')],
};

const WORD_WAYS = ['plain', 'JSON', 'twice, ours first', 'with ours behind'];

/** Names that somebody might hope to be listened to, in every route. */
const HOPED: Readonly<Record<string, (tenant: { ids: Readonly<Record<Kind, string>>; shopId: bigint | string }) => string>> = {
  shop: ({ ids }) => ids.word,
  host: ({ ids }) => Buffer.from(`admin.shopify.com/store/${ids.word.split('.')[0]}`).toString('base64url'),
  shopId: ({ shopId }) => String(shopId),
  shop_id: ({ shopId }) => String(shopId),
  customerId: ({ ids }) => ids.customer,
  alertId: ({ ids }) => ids.alert,
  id: ({ ids }) => ids.preview,
  'ids[]': ({ ids }) => ids.customer,
};

type Pairs = readonly (readonly [string, string])[];
interface Asked {
  readonly route: RouteFile;
  readonly entry: Entry;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Pairs;
  readonly form?: Pairs | undefined;
  readonly as: 'data' | 'document' | 'stranger';
}

function sign(query: Pairs): Pairs {
  const values = new Map<string, string[]>();
  for (const [key, value] of query) values.set(key, [...(values.get(key) ?? []), value]);
  const message = [...values].map(([key, all]) => `${key}=${all.join(',')}`).sort().join('');
  return [...query, ['signature', createHmac('sha256', config().apiSecret).update(message).digest('hex')]];
}

function requestOf({ route, entry, path, query, form, as }: Asked): Request {
  const filled = route.pattern.replace(/:(\w+)|\*/g, (all, name: string | undefined) => encodeURIComponent(path[name ?? all] ?? ''));
  const signed = (): Pairs => {
    const given = new Set(query.map(([name]) => name));
    const usual: Pairs = [['shop', shops.own.domain], ['logged_in_customer_id', shops.own.ids.customer], ['path_prefix', '/apps/perennial'], ['timestamp', String(Math.floor(Date.now() / 1000))]];
    return sign([...usual.filter(([name]) => !given.has(name)), ...query]);
  };
  const index = form && route.index && as === 'data' ? [['index', ''] as const] : [];
  const only = as === 'data' && !form ? [['_routes', route.id] as const] : [];
  const search = new URLSearchParams([...(entry.signed ? signed() : query), ...index, ...only].map(([name, value]) => [name, value]));
  // A resource without a page is asked for as it is.
  const suffix = as === 'data' && route.id.startsWith('routes/app') ? (filled === '/' ? '_root.data' : '.data') : '';
  const headers = { 'user-agent': BROWSER_USER_AGENT, ...(entry.signed || as === 'stranger' ? {} : { authorization: `Bearer ${token}` }) };
  return new Request(`${config().appUrl}${filled}${suffix}?${search}`, { headers, ...(form ? { method: 'POST', body: new URLSearchParams(form.map(([name, value]) => [name, value])) } : {}) });
}

/** Status, headers and body, with whatever was asked for taken out wherever it is repeated. */
async function answerTo(asked: Asked, names: readonly string[]): Promise<string> {
  const response = await handle(requestOf(asked));
  const text = JSON.stringify([response.status, [...response.headers], await response.text()]);
  const spelt = names.flatMap((name) => [name, encodeURIComponent(name), name.split('.')[0] ?? name, Buffer.from(`admin.shopify.com/store/${name.split('.')[0]}`).toString('base64url')]);
  return spelt.reduce((left, name) => left.replaceAll(name, '#'), text);
}

interface Place {
  readonly name: string;
  readonly kind: Kind;
  readonly put: (values: readonly string[]) => Asked | null;
}

/** Every place of a route into which something can be written. */
function placesOf(route: RouteFile): Place[] {
  const entry = ENTRIES[route.id] ?? {};
  const ownPath = Object.fromEntries(Object.entries(entry.path ?? {}).map(([name, kind]) => [name, name === '*' ? 'session-token' : shops.own.ids[kind]]));
  const base = { route, entry, path: ownPath, query: [], as: 'data' as const };
  const repeated = (name: string, values: readonly string[]) => values.map((value) => [name, value] as const);
  const fieldsOf = ({ fields, inputs = {} }: Form, but?: string): Pairs => [...Object.entries(fields), ...Object.entries(inputs).flatMap(([name, kind]) => (name === but ? [] : [[name, shops.own.ids[kind]] as const]))];
  const forms = entry.forms ?? [];
  return [
    ...Object.entries(entry.path ?? {}).flatMap(([name, kind]): Place[] => {
      const put = (form?: Pairs) => (values: readonly string[]) => (values.length === 1 ? { ...base, path: { ...ownPath, [name]: values[0] ?? '' }, form } : null);
      return [{ name: `path ${name}`, kind, put: put() }, ...forms.map((form) => ({ name: `path ${name} ${JSON.stringify(form.fields)}`, kind, put: put(fieldsOf(form)) }))];
    }),
    ...Object.entries(entry.query ?? {}).map(([name, kind]): Place => ({ name: `query ${name}`, kind, put: (values) => ({ ...base, query: repeated(name, values) }) })),
    ...forms.flatMap((form) => Object.entries(form.inputs ?? {}).map(([name, kind]): Place => ({ name: `form ${JSON.stringify(form.fields)} ${name}`, kind, put: (values) => ({ ...base, form: [...fieldsOf(form, name), ...repeated(name, values)] }) }))),
  ];
}

let pairs = 0;
/** Time stands still, and until something is sent nothing changes: what nobody has need not be asked for twice. */
const ofNobody = new Map<string, string>();

async function answerToNobody(asked: Asked, names: readonly string[]): Promise<string> {
  if (asked.form) return answerTo(asked, names);
  const key = [requestOf(asked).url, asked.as, ...names.slice(1)].join(' ');
  const known = ofNobody.get(key) ?? (await answerTo(asked, names));
  ofNobody.set(key, known);
  return known;
}

async function compare(label: string, foreign: Asked | null, none: Asked | null, names: readonly string[], differing: string[]): Promise<void> {
  if (!foreign || !none) return;
  pairs += 1;
  if (foreign.form) ofNobody.clear();
  const [theirs, nobodys] = [await answerTo(foreign, names), await answerToNobody(none, names)];
  if (theirs !== nobodys) differing.push(`${label}\n  theirs:  ${theirs.slice(0, 600)}\n  nobody's: ${nobodys.slice(0, 600)}`);
  else if (/7[12]0000000\d{4}/.test(theirs)) differing.push(`${label}: a number of another shop in ${theirs.slice(0, 600)}`);
}

describe('what belongs to another shop', () => {
  it('is, in every route and every way of writing it, what nobody has; and it stays as it was', async () => {
    const foreigners: readonly Tenant[] = [shops.live, shops.gone];
    const nobody = { ids: shops.nobody, shopId: '9000001' };
    const before = await digestOf(db, foreigners);
    const differing: string[] = [];
    for (const route of routes) {
      const entry = ENTRIES[route.id] ?? {};
      for (const { name, kind, put } of placesOf(route)) {
        const otherKind: Kind = kind === 'customer' ? 'order' : 'customer';
        for (const [way, write] of Object.entries(WAYS)) {
          for (const [at, foreigner] of foreigners.entries()) {
            // Both foreign shops in the ways that matter, the living one in all of them.
            if (at > 0 && !['plain', 'GID of a customer', 'JSON', 'twice, ours first'].includes(way)) continue;
            // Nobody has days and names of pages; and what is ours is really done, the second time otherwise than the first.
            if ((kind === 'word' && !WORD_WAYS.includes(way)) || (name.startsWith('form') && way === 'twice, ours last')) continue;
            const own = shops.own.ids[kind];
            await compare(`${route.id} ${name} ${way} ${foreigner.domain}`, put(write(foreigner.ids[kind], own)), put(write(shops.nobody[kind], own)), [foreigner.ids[kind], shops.nobody[kind]], differing);
          }
        }
        for (const foreigner of foreigners) await compare(`${route.id} ${name} of another kind`, put([foreigner.ids[otherKind]]), put([shops.nobody[otherKind]]), [foreigner.ids[otherKind], shops.nobody[otherKind]], differing);
      }
      const path = Object.fromEntries(Object.entries(entry.path ?? {}).map(([name, kind]) => [name, name === '*' ? 'session-token' : shops.own.ids[kind]]));
      for (const [name, of] of Object.entries(HOPED)) {
        for (const foreigner of foreigners) {
          // Signed by Shopify for that shop, it is that shop that asks; it lives, and is answered.
          if (entry.signed && name === 'shop' && foreigner === shops.live) continue;
          const values = [of(foreigner), of(nobody)] as const;
          const names = [...values, foreigner.ids.word, nobody.ids.word];
          const withQuery = (value: string, as: Asked['as']): Asked => ({ route, entry, path, query: [[name, value]], as });
          for (const as of foreigner === shops.live && name === 'shop' ? (['data', 'document', 'stranger'] as const) : (['data', 'stranger'] as const)) {
            await compare(`${route.id} hoping for ${name} as ${as}`, withQuery(values[0], as), withQuery(values[1], as), names, differing);
          }
          for (const form of entry.forms?.slice(0, 1) ?? []) {
            const withForm = (value: string): Asked => ({ route, entry, path, query: [], as: 'data', form: [...Object.entries(form.fields), [name, value]] });
            await compare(`${route.id} form hoping for ${name}`, withForm(values[0]), withForm(values[1]), names, differing);
          }
        }
      }
    }
    expect(differing.slice(0, 8).join('\n')).toBe('');
    expect(await digestOf(db, foreigners)).toEqual(before);
    expect(pairs).toBeGreaterThanOrEqual(1_000);
  }, 360_000);

  it('is found by its own shop: the questions are good ones', async () => {
    const alike: string[] = [];
    for (const route of routes) {
      for (const { name, kind, put } of placesOf(route)) {
        if (kind === 'word') continue;
        const [ours, nobodys] = [put([shops.own.ids[kind]]), put([shops.nobody[kind]])];
        if (!ours || !nobodys) continue;
        const names = [shops.own.ids[kind], shops.nobody[kind]];
        if ((await answerTo(nobodys, names)) === (await answerTo(ours, names))) alike.push(`${route.id} ${name}`);
      }
    }
    // A place in the list is a number like any other; our preview is forgotten behind the four asked for since; without an offer
    // the block is empty; nobody has asked for data.
    expect(alike.filter((place) => !/query (after|before|preview)$|proxy\.(offer|tried)|app\.privacy/.test(place))).toEqual([]);
  });
});
