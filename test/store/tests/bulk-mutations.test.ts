// Bulk mutations over staged uploads (section 3).
import { describe, expect, test } from 'vitest';
import { customerOf, eventually, openStore, type Loose } from './support/open-store.ts';

const store = openStore();
const STAGE = 'mutation S($i: [StagedUploadInput!]!) { stagedUploadsCreate(input: $i) { stagedTargets { url resourceUrl parameters { name value } } userErrors { field message } } }';
const RUN = 'mutation R($m: String!, $p: String!) { bulkOperationRunMutation(mutation: $m, stagedUploadPath: $p) { bulkOperation { id status type } userErrors { field message code } } }';
const TAGS = 'mutation call($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { node { id } userErrors { field message } } }';

async function upload(lines: string): Promise<string> {
  const { stagedTargets } = (await store.gql(STAGE, { i: [{ filename: 'vars.jsonl', mimeType: 'text/jsonl', resource: 'BULK_MUTATION_VARIABLES', httpMethod: 'POST' }] })).data.stagedUploadsCreate;
  const target = stagedTargets[0] as unknown as { url: string; parameters: { name: string; value: string }[] };
  const form = new FormData();
  for (const { name, value } of target.parameters) form.append(name, value);
  form.append('file', new Blob([lines], { type: 'text/jsonl' }), 'vars.jsonl');
  const response = await fetch(target.url, { method: 'POST', body: form });
  expect(response.status).toBe(201);
  return target.parameters.find((each) => each.name === 'key')?.value ?? '';
}

async function run(mutation: string, path: string): Promise<Loose> {
  const answer = await store.gql(RUN, { m: mutation, p: path });
  expect(answer.errors).toBeUndefined();
  return answer.data.bulkOperationRunMutation;
}

async function resultOf(operation: Loose): Promise<Record<string, unknown>[]> {
  const done = await eventually(async () => {
    const read = (await store.gql('query B($id: ID!) { bulkOperation(id: $id) { status url objectCount } }', { id: operation.id })).data.bulkOperation;
    return read.status === 'COMPLETED' ? read : null;
  });
  return (await (await fetch(done.url)).text()).trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a bulk mutation', () => {
  test('does every line and answers each by its number', async () => {
    const ids = ['ada', 'bob'].map((name) => `gid://shopify/Customer/${customerOf(store, `${name}@example.com`)}`);
    const lines = [...ids, 'gid://shopify/Customer/1'].map((id) => JSON.stringify({ id, tags: ['swept'] })).join('\n');
    const { bulkOperation, userErrors } = await run(TAGS, await upload(`${lines}\n`));
    expect(userErrors).toEqual([]);
    expect(bulkOperation).toMatchObject({ status: 'CREATED', type: 'MUTATION' });
    expect(await resultOf(bulkOperation)).toEqual([
      { data: { tagsAdd: { node: { id: ids[0] }, userErrors: [] } }, __lineNumber: 0 },
      { data: { tagsAdd: { node: { id: ids[1] }, userErrors: [] } }, __lineNumber: 1 },
      { data: { tagsAdd: { node: null, userErrors: [{ field: ['id'], message: 'Customer does not exist' }] } }, __lineNumber: 2 },
    ]);
    expect(store.running.state.customers.get(customerOf(store, 'bob@example.com'))?.tags).toContain('swept');
  });

  test('metafieldsSet and tagsRemove too; a line that makes no sense spoils only itself', async () => {
    const id = `gid://shopify/Customer/${customerOf(store, 'ada@example.com')}`;
    const set = 'mutation call($metafields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $metafields) { metafields { key value } userErrors { field message code } } }';
    const lines = [JSON.stringify({ metafields: [{ ownerId: id, key: 'risk_score', value: '7' }] }), 'nonsense', JSON.stringify({ metafields: 'wrong' })].join('\n');
    const rows = await resultOf((await run(set, await upload(lines))).bulkOperation);
    expect(rows[0]).toMatchObject({ data: { metafieldsSet: { metafields: [{ key: 'risk_score', value: '7' }] } } });
    expect(rows[1]).toHaveProperty('errors');
    expect(rows[2]).toHaveProperty('errors');
    const remove = TAGS.replace('tagsAdd', 'tagsRemove');
    await resultOf((await run(remove, await upload(JSON.stringify({ id, tags: ['vip'] })))).bulkOperation);
    expect(store.running.state.customers.get(customerOf(store, 'ada@example.com'))?.tags).not.toContain('VIP');
  });

  test('text before file: what is refused, in the recorded words', async () => {
    expect((await run('mutation {', 'nowhere')).userErrors).toMatchObject([{ field: null, code: 'INVALID_MUTATION' }]);
    expect((await run('{ shop { id } }', 'nowhere')).userErrors).toMatchObject([{ code: 'INVALID_MUTATION' }]);
    expect((await run('mutation call($id: ID!) { a: tagsAdd(id: $id, tags: []) { node { id } } b: tagsAdd(id: $id, tags: []) { node { id } } }', 'nowhere')).userErrors).toEqual([
      { field: ['mutation'], message: 'You must specify a single top level mutation.', code: null },
    ]);
    expect((await run('mutation { bulkOperationCancel(id: "gid://shopify/BulkOperation/1") { userErrors { message } } }', 'nowhere')).userErrors).toEqual([
      { field: ['mutation'], message: 'You must use an allowed mutation name.', code: null },
    ]);
    expect((await run(TAGS, 'nowhere')).userErrors).toMatchObject([{ field: null, code: 'NO_SUCH_FILE' }]);
    expect((await run(TAGS, await upload(''))).userErrors).toEqual([{ field: null, message: 'The input file is empty.', code: 'INVALID_STAGED_UPLOAD_FILE' }]);
  });
});
