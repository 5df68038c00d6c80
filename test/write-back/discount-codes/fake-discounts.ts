// Shopify's discounts as far as codes need them, with the answers recorded of the real one, a ledger, and faults on demand.
import { type Answer, type Asked, COST, type ScriptedShopify } from '../../shopify/scripted-shopify.ts';

export interface FakeDiscount {
  id: string;
  code: string;
  title: string;
  usageLimit: number;
  customers: string[];
  active: boolean;
  percentage: number;
  startsAt: string;
  endsAt: string;
}

/** What goes wrong with one request; request-faults.ts has all kinds. */
export type Fault = 'lost-before' | 'http-502-after';

interface BasicInput {
  title: string;
  code: string;
  usageLimit: number;
  context: { customers: { add: string[] } };
  startsAt: string;
  endsAt: string;
  customerGets: { value: { percentage: number } };
}

export class FakeDiscounts {
  readonly discounts: FakeDiscount[] = [];
  /** Of every moment: codes of one title that could be redeemed at once. */
  mostRedeemableOfOneTitle = 0;
  /** @param request counts from 1, over all operations. */
  faultAt: (request: number, operationName: string) => Fault | null = () => null;
  requests = 0;

  constructor(shopify: ScriptedShopify) {
    shopify.answer((asked) => this.answer(asked));
  }

  redeemable(title: string): FakeDiscount[] {
    return this.discounts.filter((discount) => discount.active && discount.title === title);
  }

  private async answer(asked: Asked): Promise<Answer> {
    this.requests += 1;
    const fault = this.faultAt(this.requests, asked.operationName);
    if (fault === 'lost-before') return { fault: 'reset' };
    const data = this.execute(asked);
    if (fault === 'http-502-after') return { status: 502, json: {} };
    return { json: { data, extensions: { cost: COST } } };
  }

  private execute({ operationName, body }: Asked): unknown {
    const variables = body['variables'] as Record<string, unknown>;
    if (operationName === 'createDiscount') return { discountCodeBasicCreate: this.create(variables['discount'] as BasicInput) };
    if (operationName === 'discountByCode') return { codeDiscountNodeByCode: this.byCode(String(variables['code'])) };
    if (operationName === 'deactivateDiscount') return { discountCodeDeactivate: this.deactivate(String(variables['id'])) };
    throw new Error(`not implemented: ${operationName}`);
  }

  add(discount: Omit<FakeDiscount, 'id'>): FakeDiscount {
    const made = { ...discount, id: `gid://shopify/DiscountCodeNode/${this.discounts.length + 1}` };
    this.discounts.push(made);
    if (made.title.startsWith('Perennial ')) this.mostRedeemableOfOneTitle = Math.max(this.mostRedeemableOfOneTitle, this.redeemable(made.title).length);
    return made;
  }

  private create(input: BasicInput): unknown {
    if (this.discounts.some(({ code }) => code.toUpperCase() === input.code.toUpperCase())) {
      return { codeDiscountNode: null, userErrors: [{ field: ['basicCodeDiscount', 'code'], message: 'Code must be unique. Please try a different code.', code: 'TAKEN' }] };
    }
    const { percentage } = input.customerGets.value;
    if (percentage < 0 || percentage > 1) {
      return { codeDiscountNode: null, userErrors: [{ field: ['basicCodeDiscount', 'customerGets', 'value', 'percentage'], message: 'Value must be between 0.0 and 1.0', code: 'VALUE_OUTSIDE_RANGE' }] };
    }
    const { id } = this.add({ code: input.code, title: input.title, usageLimit: input.usageLimit, customers: input.context.customers.add, active: true, percentage, startsAt: input.startsAt, endsAt: input.endsAt });
    return { codeDiscountNode: { id }, userErrors: [] };
  }

  private byCode(code: string): unknown {
    const found = this.discounts.find((discount) => discount.code.toUpperCase() === code.toUpperCase());
    if (!found) return null;
    const { id, title, usageLimit, customers, active } = found;
    return { id, codeDiscount: { __typename: 'DiscountCodeBasic', title, status: active ? 'ACTIVE' : 'EXPIRED', asyncUsageCount: 0, usageLimit, context: { __typename: 'DiscountCustomers', customers: customers.map((customer) => ({ id: customer })) } } };
  }

  private deactivate(id: string): unknown {
    const found = this.discounts.find((discount) => discount.id === id);
    if (!found) return { codeDiscountNode: null, userErrors: [{ field: ['id'], message: 'Code discount does not exist.', code: 'INVALID' }] };
    found.active = false;
    return { codeDiscountNode: { id }, userErrors: [] };
  }
}
