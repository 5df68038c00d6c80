// One call for many customers. A set is all or nothing: whoever Shopify names as the obstacle is left out and noted, the others
// are sent again. Setting or deleting the same twice changes nothing, so a lost answer is asked for by sending again.
import type { CustomerFields, CustomerField } from '../../domain/segments/plan-customer-fields.ts';
import type { FieldsOutcome, TakenFields } from '../../records/write-back/metafields/changes.ts';
import type { AdminClient } from '../../shopify/admin-client.ts';
import { gid } from '../../shopify/gid.ts';
import { untilAnswered } from '../until-answered.ts';
import { DELETE_METAFIELDS, SET_METAFIELDS } from './metafield-operations.ts';
import { callPoints } from './pack-calls.ts';

/** As declared in shopify.app.toml. */
export const METAFIELD_OF = {
  stage: { key: 'stage', type: 'single_line_text_field' },
  riskScore: { key: 'risk_score', type: 'number_integer' },
  offerCode: { key: 'offer_code', type: 'single_line_text_field' },
} as const satisfies Record<CustomerField, { key: string; type: string }>;

/** Shopify takes at most 250 items in a list. */
export const MOST_DELETIONS = 250;

interface UserError {
  readonly field?: readonly string[] | null;
  readonly message: string;
}

/** An error as a code of the locales (customers.fields.error.<code>). */
function fieldError({ field, message }: UserError): 'customer-gone' | 'refused' {
  return field?.at(-1) === 'ownerId' || /owner does not exist/i.test(message) ? 'customer-gone' : 'refused';
}

/** The item of the list that an error names: ["metafields", "7", "ownerId"]. */
function placeOf({ field }: UserError): number | null {
  const place = Number(field?.[1] ?? Number.NaN);
  return field?.[0] === 'metafields' && Number.isInteger(place) ? place : null;
}

interface Item {
  readonly customer: TakenFields;
  readonly field: CustomerField;
}

const itemsOf = (customers: readonly TakenFields[]): Item[] => customers.flatMap((customer) => customer.fields.map((field) => ({ customer, field })));

function valueOf(to: CustomerFields, field: CustomerField): string {
  const value = to[field];
  if (value === null) throw new Error(`There is no ${field} to be set.`);
  return String(value);
}

/**
 * @param customers whose `fields` are all to be set (none of them null), or all to be deleted.
 * @throws what AdminClient.request throws; what was to be written is then in doubt.
 */
export async function sendFields(client: AdminClient, how: 'set' | 'delete', customers: readonly TakenFields[], signal: AbortSignal): Promise<FieldsOutcome[]> {
  if (customers.length === 0) return [];
  const items = itemsOf(customers);
  const errors = await untilAnswered(() => (how === 'set' ? set(client, customers.length, items, signal) : remove(client, items, signal)), signal);
  if (errors.length === 0) return customers.map(({ customerId, fields, to }) => ({ customerId, written: fields, to }));

  const refused = new Map<bigint, FieldsOutcome>();
  for (const error of errors) {
    const customer = items[placeOf(error) ?? -1]?.customer ?? (customers.length === 1 ? customers[0] : undefined);
    if (customer) refused.set(customer.customerId, { customerId: customer.customerId, error: fieldError(error) });
  }
  const others = customers.filter(({ customerId }) => !refused.has(customerId));
  if (refused.size > 0) return [...refused.values(), ...(await sendFields(client, how, others, signal))];
  // Shopify does not say who it is: each half by itself, until one alone is left.
  const half = Math.ceil(customers.length / 2);
  return [...(await sendFields(client, how, customers.slice(0, half), signal)), ...(await sendFields(client, how, customers.slice(half), signal))];
}

async function set(client: AdminClient, customers: number, items: readonly Item[], signal: AbortSignal): Promise<readonly UserError[]> {
  const metafields = items.map(({ customer, field }) => ({ ownerId: gid('Customer', customer.customerId), ...METAFIELD_OF[field], value: valueOf(customer.to, field) }));
  const { metafieldsSet } = await client.request(SET_METAFIELDS, { metafields }, { signal, points: callPoints(customers) });
  return metafieldsSet?.userErrors ?? [];
}

async function remove(client: AdminClient, items: readonly Item[], signal: AbortSignal): Promise<readonly UserError[]> {
  const metafields = items.map(({ customer, field }) => ({ ownerId: gid('Customer', customer.customerId), namespace: '$app', key: METAFIELD_OF[field].key }));
  const { metafieldsDelete } = await client.request(DELETE_METAFIELDS, { metafields }, { signal });
  return metafieldsDelete?.userErrors ?? [];
}
