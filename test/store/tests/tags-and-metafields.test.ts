// Tags and metafields, replayed from what was recorded (sections 4 and 9).
import { describe, expect, test } from 'vitest';
import { customerOf, openStore } from './support/open-store.ts';

const store = openStore();
const ada = () => `gid://shopify/Customer/${customerOf(store, 'ada@example.com')}`;
const bob = () => `gid://shopify/Customer/${customerOf(store, 'bob@example.com')}`;

async function tags(mutation: 'tagsAdd' | 'tagsRemove', id: string, given: string[]) {
  const query = `mutation T($id: ID!, $tags: [String!]!) { ${mutation}(id: $id, tags: $tags) { node { id ... on Customer { tags } ... on Order { tags } ... on Product { tags } } userErrors { field message } } }`;
  const answer = await store.gql(query, { id, tags: given });
  return answer.data[mutation] as unknown as { node: { tags: string[] } | null; userErrors: unknown[] };
}

describe('tags', () => {
  test('a bare text splits at the comma, in a list too; sorted without regard to case', async () => {
    expect((await tags('tagsAdd', bob(), ['blue, green'])).node?.tags).toEqual(['blue', 'green']);
    expect((await tags('tagsAdd', bob(), ['Alpha,zeta', ' big sale '])).node?.tags).toEqual(['Alpha', 'big sale', 'blue', 'green', 'zeta']);
  });

  test('another spelling adds nothing, the first one stays', async () => {
    const { node, userErrors } = await tags('tagsAdd', ada(), ['vip']);
    expect(node?.tags).toEqual(['VIP']);
    expect(userErrors).toEqual([]);
  });

  test('removing another spelling takes the tag from a customer and a product, not from an order', async () => {
    await tags('tagsAdd', ada(), ['Red']);
    expect((await tags('tagsRemove', ada(), ['red'])).node?.tags).toEqual(['VIP']);
    const product = `gid://shopify/Product/${[...store.running.state.products.keys()][0]}`;
    await tags('tagsAdd', product, ['Red']);
    expect((await tags('tagsRemove', product, ['red'])).node?.tags).toEqual([]);
    const order = `gid://shopify/Order/${[...store.running.state.orders.keys()][0]}`;
    await tags('tagsAdd', order, ['Red']);
    expect((await tags('tagsRemove', order, ['red'])).node?.tags).toEqual(['Red']);
  });

  test('removing what is not there is no error; the ledger shows only what changed', async () => {
    const before = store.running.store.ledger.entries.length;
    expect((await tags('tagsRemove', ada(), ['never'])).userErrors).toEqual([]);
    expect(store.running.store.ledger.entries.length).toBe(before);
    await tags('tagsAdd', ada(), ['perennial:group:champions', 'VIP']);
    expect(store.running.store.ledger.entries.at(-1)).toMatchObject({ kind: 'tags-added', detail: { owner: ada(), tags: ['perennial:group:champions'], by: 'app' } });
  });

  test('an unknown customer', async () => {
    expect(await tags('tagsAdd', 'gid://shopify/Customer/1', ['a'])).toEqual({ node: null, userErrors: [{ field: ['id'], message: 'Customer does not exist' }] });
  });

  test('one alias may fail and the others be done', async () => {
    const answer = await store.gql(`mutation { good: tagsAdd(id: "${bob()}", tags: ["one"]) { node { id } } bad: tagsAdd(id: "gid://shopify/Shop/1", tags: ["x"]) { node { id } } }`);
    expect(answer.data).toEqual({ good: { node: { id: bob() } }, bad: null });
    expect(answer.errors).toMatchObject([{ path: ['bad'] }]);
  });
});

const SET = 'mutation M($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { metafields { id namespace key value type compareDigest } userErrors { field message code } } }';

interface SetAnswer {
  metafields: { id: string; namespace: string; value: string; type: string; compareDigest: string }[] | null;
  userErrors: unknown[];
}

async function set(...metafields: object[]): Promise<SetAnswer> {
  return (await store.gql(SET, { m: metafields })).data.metafieldsSet as unknown as SetAnswer;
}

describe('metafields', () => {
  test('an omitted namespace is the app’s own, and a declared one needs no type', async () => {
    const { metafields, userErrors } = await set({ ownerId: ada(), key: 'risk_score', value: '81' });
    expect(userErrors).toEqual([]);
    expect(metafields).toMatchObject([{ namespace: `app--${store.running.store.appId}`, value: '81', type: 'number_integer' }]);
    const read = await store.gql(`{ customer(id: "${ada()}") { metafield(key: "risk_score") { value jsonValue ownerType } metafields(first: 5, namespace: "$app") { nodes { key } } } metafieldDefinitions(first: 5, ownerType: CUSTOMER) { nodes { key type { name } } } }`);
    expect(read.data.customer).toEqual({ metafield: { value: '81', jsonValue: 81, ownerType: 'CUSTOMER' }, metafields: { nodes: [{ key: 'risk_score' }] } });
    expect(read.data.metafieldDefinitions.nodes).toContainEqual({ key: 'risk_score', type: { name: 'number_integer' } });
  });

  test('without a declaration the type must be said', async () => {
    expect(await set({ ownerId: ada(), namespace: 'custom', key: 'size', value: 'L' })).toEqual({
      metafields: [],
      userErrors: [{ field: ['metafields', '0', 'type'], message: "Type can't be blank", code: 'BLANK' }],
    });
  });

  test('all or nothing: one unknown owner, and nothing is written', async () => {
    const good = { ownerId: bob(), key: 'risk_score', value: '5' };
    expect((await set(good, { ...good, ownerId: 'gid://shopify/Customer/1' })).userErrors).toEqual([{ field: ['metafields', '1', 'ownerId'], message: 'Owner does not exist.', code: 'INVALID_VALUE' }]);
    expect(store.running.state.metafields.get(bob())).toBeUndefined();
  });

  test('more than 25', async () => {
    const many = Array.from({ length: 26 }, () => ({ ownerId: bob(), key: 'risk_score', value: '5' }));
    expect(await set(...many)).toEqual({ metafields: null, userErrors: [{ field: ['metafields'], message: 'Exceeded the maximum metafields input limit of 25.', code: 'LESS_THAN_OR_EQUAL_TO' }] });
  });

  test('compareDigest: stale is refused, the same value passes, null only creates', async () => {
    const base = { ownerId: bob(), namespace: 'custom', key: 'note', type: 'single_line_text_field' };
    const created = (await set({ ...base, value: 'one', compareDigest: null })).metafields?.[0];
    expect(created?.compareDigest).toMatch(/^[0-9a-f]{64}$/);
    expect((await set({ ...base, value: 'two', compareDigest: null })).userErrors).toMatchObject([{ code: 'STALE_OBJECT' }]);
    expect((await set({ ...base, value: 'one', compareDigest: 'f'.repeat(64) })).userErrors).toEqual([]);
    expect((await set({ ...base, key: 'other', value: 'x', compareDigest: 'f'.repeat(64) })).userErrors).toMatchObject([{ code: 'INVALID_COMPARE_DIGEST' }]);
    const changed = (await set({ ...base, value: 'two', compareDigest: created?.compareDigest })).metafields?.[0];
    expect(changed).toMatchObject({ id: created?.id, value: 'two' });
    expect(changed?.compareDigest).not.toBe(created?.compareDigest);
  });

  test('another app’s namespace and a wrong value', async () => {
    expect((await set({ ownerId: ada(), namespace: 'app--1', key: 'abc', value: '1', type: 'number_integer' })).userErrors).toMatchObject([{ code: 'APP_NOT_AUTHORIZED' }]);
    expect((await set({ ownerId: ada(), key: 'risk_score', value: 'high' })).userErrors).toMatchObject([{ field: ['metafields', '0', 'value'], code: 'INVALID_VALUE' }]);
  });

  test('deleting what is not there gives null and no error', async () => {
    const query = `mutation { metafieldsDelete(metafields: [{ ownerId: "${bob()}", namespace: "custom", key: "note" }, { ownerId: "${bob()}", namespace: "custom", key: "never" }]) { deletedMetafields { key } userErrors { field message } } }`;
    expect((await store.gql(query)).data.metafieldsDelete).toEqual({ deletedMetafields: [{ key: 'note' }, null], userErrors: [] });
  });
});
