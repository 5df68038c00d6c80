// Errors of documents, of execution and of users, replayed from what was recorded (sections 1, 2 and 13).
import { describe, expect, test } from 'vitest';
import { adminSchema } from '../graphql/schema.ts';
import { openStore } from './support/open-store.ts';

const store = openStore();
const codes = (errors: { extensions?: Record<string, unknown> }[] | undefined) => errors?.map((error) => error.extensions?.code);

describe('documents that are wrong', () => {
  test('broken syntax: only errors, PARSE_ERROR', async () => {
    const answer = await store.gql('{ shop { ');
    expect(Object.keys(answer)).toEqual(['errors']);
    expect(codes(answer.errors)).toEqual(['PARSE_ERROR']);
  });

  test.each([
    ['{ shop { id bogus } }', 'undefinedField', { typeName: 'Shop', fieldName: 'bogus' }],
    ['{ nothingLikeThis }', 'undefinedField', { typeName: 'QueryRoot', fieldName: 'nothingLikeThis' }],
    ['{ shop }', 'selectionMismatch', { typeName: 'Shop' }],
    ['{ customer { id } }', 'missingRequiredArguments', { className: 'Field', name: 'customer', arguments: 'id' }],
    ['{ customer(id: null) { id } }', 'argumentLiteralsIncompatible', {}],
    ['{ shop(id: 1) { id } }', 'argumentNotAccepted', { argumentName: 'id' }],
    ['query Q($x: ID!) { shop { id } }', 'variableNotUsed', { variableName: 'x' }],
  ])('%s → %s, no data, no cost', async (query, code, more) => {
    const answer = await store.gql(query, { x: 'gid://shopify/Customer/1' });
    expect(answer.errors).toMatchObject([{ extensions: { code, ...more } }]);
    expect(answer).not.toHaveProperty('data');
    expect(answer).not.toHaveProperty('extensions');
  });

  test('a `code` that the error type does not have fails the whole document', async () => {
    const answer = await store.gql('mutation { tagsAdd(id: "gid://shopify/Customer/1", tags: ["a"]) { userErrors { code message } } }');
    expect(answer.errors).toMatchObject([{ message: "Field 'code' doesn't exist on type 'UserError'" }]);
    expect(answer).not.toHaveProperty('data');
  });

  test('operation names', async () => {
    const two = 'query A { shop { id } } query B { shop { name } }';
    const ask = async (operationName?: string) => (await (await store.post({ query: two, operationName })).json()) as { errors?: unknown; data?: unknown };
    expect(await ask()).toEqual({ errors: [{ message: 'An operation name is required' }] });
    expect(await ask('Missing')).toEqual({ errors: [{ message: 'No operation named "Missing"' }] });
    expect((await ask('B')).data).toEqual({ shop: { name: 'Small Shop' } });
  });
});

describe('what is deprecated fails', () => {
  test('a field, an argument and an input field, in the text or in a variable', async () => {
    const field = await store.gql('{ customers(first: 1) { nodes { email } } }');
    expect(codes(field.errors)).toEqual(['DEPRECATED_IN_SIMULATED_STORE']);
    const query = await store.gql('{ currentBulkOperation { id } }');
    expect(codes(query.errors)).toEqual(['DEPRECATED_IN_SIMULATED_STORE']);
    const argument = await store.gql('mutation { bulkOperationRunMutation(mutation: "", stagedUploadPath: "", groupObjects: true) { userErrors { message } } }');
    expect(codes(argument.errors)).toEqual(['DEPRECATED_IN_SIMULATED_STORE']);
    const variable = await store.gql('mutation M($d: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $d) { userErrors { message } } }', {
      d: { title: 't', code: 'C', startsAt: '2026-01-01T00:00:00Z', customerSelection: { all: true } },
    });
    expect(codes(variable.errors)).toEqual(['DEPRECATED_IN_SIMULATED_STORE']);
  });
});

describe('variables and ids', () => {
  test('INVALID_VARIABLE tells every problem and echoes the value', async () => {
    const value = { title: 5, nonsense: true };
    const answer = await store.gql('mutation M($d: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $d) { userErrors { message } } }', { d: value });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'INVALID_VARIABLE', value } }]);
    expect(answer.errors?.[0]?.message).toBe(
      'Variable $d of type DiscountCodeBasicInput! was provided invalid value for nonsense (Field is not defined on DiscountCodeBasicInput), title (Could not coerce value 5 to String)',
    );
  });

  test('a malformed id as a variable', async () => {
    const answer = await store.gql('query Q($id: ID!) { customer(id: $id) { id } }', { id: 'not-a-gid' });
    expect(answer.errors).toMatchObject([{ message: "Invalid global id 'not-a-gid'", extensions: { code: 'INVALID_VARIABLE' } }]);
  });

  test('an id of another kind: RESOURCE_NOT_FOUND, null root, cost present', async () => {
    const bulk = await store.gql('{ bulkOperation(id: "gid://shopify/Product/1") { id } }');
    expect(bulk).toMatchObject({ data: { bulkOperation: null }, errors: [{ message: 'Invalid id: gid://shopify/Product/1', extensions: { code: 'RESOURCE_NOT_FOUND' } }] });
    expect(bulk.extensions.cost).toBeDefined();
    const tags = await store.gql('mutation { tagsAdd(id: "gid://shopify/Segment/1", tags: ["a"]) { node { id } } }');
    expect(tags).toMatchObject({ data: { tagsAdd: null }, errors: [{ message: 'invalid id' }] });
  });

  test('an unknown id is null without an error; a segment is not', async () => {
    const answer = await store.gql('{ customer(id: "gid://shopify/Customer/1") { id } order(id: "gid://shopify/Order/1") { id } discountNode(id: "gid://shopify/DiscountNode/1") { id } nodes(ids: ["gid://shopify/Customer/1"]) { id } }');
    expect(answer.data).toEqual({ customer: null, order: null, discountNode: null, nodes: [null] });
    expect(answer.errors).toBeUndefined();
    expect((await store.gql('{ segment(id: "gid://shopify/Segment/1") { id } }')).errors).toMatchObject([{ message: 'Segment does not exist', extensions: { code: 'NOT_FOUND' } }]);
  });
});

describe('protected customer data', () => {
  test('without approval names and addresses are closed, and the rest is answered', async () => {
    await store.control('/protected-data', { approved: false });
    const answer = await store.gql('{ customers(first: 2) { nodes { id firstName tags } } }');
    await store.control('/protected-data', { approved: true });
    expect(answer.errors).toHaveLength(2);
    expect(answer.errors?.[0]).toMatchObject({ path: ['customers', 'nodes', 0, 'firstName'], extensions: { code: 'ACCESS_DENIED' } });
    expect(answer.errors?.[0]?.message).toContain('not approved to access');
    expect(answer.data.customers.nodes).toMatchObject([{ firstName: null, tags: ['VIP'] }, { firstName: null, tags: [] }]);
  });
});

describe('what the store does not have', () => {
  test('fails loudly and by name, and is never made up', async () => {
    const answer = await store.gql('{ customers(first: 1) { nodes { id paymentMethods(first: 1) { nodes { id } } } } }');
    expect(codes(answer.errors)).toEqual(['NOT_IMPLEMENTED_BY_SIMULATED_STORE']);
    expect(answer.errors?.[0]?.message).toContain('Customer.paymentMethods');
    expect((await store.gql('mutation { customerDelete(input: { id: "gid://shopify/Customer/1" }) { deletedCustomerId } }')).errors?.[0]?.message).toContain('Mutation.customerDelete');
  });

  test('every resolver is one that the schema has', async () => {
    const { schema } = adminSchema();
    const { customerTypes } = await import('../graphql/types/customer.ts');
    const { orderTypes } = await import('../graphql/types/order.ts');
    const { discountTypes } = await import('../graphql/types/discount.ts');
    const { productTypes } = await import('../graphql/types/product.ts');
    const { shopTypes } = await import('../graphql/types/shop.ts');
    const { metafieldTypes } = await import('../graphql/types/metafield.ts');
    const { queryRoot } = await import('../graphql/query-root.ts');
    for (const [typeName, table] of Object.entries({ ...customerTypes, ...orderTypes, ...discountTypes, ...productTypes, ...shopTypes, ...metafieldTypes, QueryRoot: queryRoot })) {
      const type = schema.getType(typeName);
      if (!type || !('getFields' in type)) throw new Error(`The schema has no type ${typeName}.`);
      const unknown = Object.keys(table).filter((field) => !(field in type.getFields()));
      expect(unknown, typeName).toEqual([]);
    }
  });
});
