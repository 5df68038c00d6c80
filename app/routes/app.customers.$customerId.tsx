// One customer: orders, scores and what they mean, risk with its parts, what was written to Shopify.
import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { z } from 'zod';
import { enqueue } from '../queue/enqueue.ts';
import { inShop } from '../records/db.ts';
import { getCustomerPage } from '../records/pages/customers/one.ts';
import { readDefinitions } from '../records/pages/definitions.ts';
import { groupAreas } from '../records/pages/rfm-grid.ts';
import { setScoringOptOut } from '../records/scoring-opt-out.ts';
import { getShopSettings } from '../records/shop-settings.ts';
import { CustomerView } from '../ui/customers/one/customer-view.tsx';
import { useCustomerNames } from '../ui/customers/use-customer-names.ts';
import { requireAdminShop } from './admin-shop.server.ts';
import { showNames } from './shown-names.server.ts';

const customerIdSchema = z.string().regex(/^[1-9]\d{0,17}$/).transform(BigInt);

/** One answer for an id that is none, one that nobody has, and one of another shop. */
const nothingHere = () => new Response(null, { status: 404 });

function requireCustomerId(raw: string | undefined): bigint {
  const parsed = customerIdSchema.safeParse(raw);
  if (!parsed.success) throw nothingHere();
  return parsed.data;
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shopId, domain, timeZone } = await requireAdminShop(request);
  const customerId = requireCustomerId(params['customerId']);
  const { unpaidAfterDays, churn } = await getShopSettings(shopId);
  const [customer, definitions] = await Promise.all([getCustomerPage(shopId, customerId, { timeZone, unpaidAfterDays, nowMs: Date.now() }), inShop(shopId, readDefinitions)]);
  if (!customer) throw nothingHere();
  return {
    customer,
    definitions,
    areas: groupAreas(),
    threshold: definitions?.threshold ?? churn.threshold,
    unpaidAfterDays,
    names: showNames(request, { shopId, domain }, [customer.customerId]),
  };
}

const actionSchema = z.object({ intent: z.literal('scoring'), optOut: z.enum(['yes', 'no']) });

export async function action({ request, params }: ActionFunctionArgs) {
  const { shopId } = await requireAdminShop(request);
  const customerId = requireCustomerId(params['customerId']);
  const input = actionSchema.safeParse(Object.fromEntries(await request.formData()));
  if (!input.success) throw new Response(null, { status: 400 });
  const optedOut = input.data.optOut === 'yes';
  const known = await inShop(shopId, async (tx) => {
    if (!(await setScoringOptOut(tx, shopId, customerId, optedOut))) return false;
    // Removes the scores of an opted-out customer, and with them the alert and the tags.
    await enqueue(tx, 'score-customers', { shopId: String(shopId), customerIds: [String(customerId)] });
    return true;
  });
  if (!known) throw nothingHere();
  return { optedOut };
}

export const headers: HeadersFunction = (args) => boundary.headers(args);

export default function Customer() {
  const { names: streamed, ...data } = useLoaderData<typeof loader>();
  return <CustomerView {...data} names={useCustomerNames(streamed)} />;
}
