// Money bags of an order: the shop's currency and the buyer's.
import type { Order } from '../../model.ts';
import { graphqlAmount, minorDigits, roundTo, times } from '../../state/decimal.ts';
import type { AdminRequest, ResolverTable } from '../request.ts';
import { resolversOf } from '../request.ts';

export interface MoneyV2 {
  amount: string;
  currencyCode: string;
}

export interface MoneyBag {
  amount: string;
  currencyCode: string;
  presentment: Order['presentment'];
}

export function money(amount: string, currencyCode: string): MoneyV2 {
  return { amount, currencyCode };
}

export function moneyBag(amount: string, order: Order, request: AdminRequest): MoneyBag {
  return { amount, currencyCode: request.state.shop.currencyCode, presentment: order.presentment };
}

export const moneyTypes: Record<string, ResolverTable> = {
  MoneyV2: resolversOf<MoneyV2>({ amount: (m) => graphqlAmount(m.amount), currencyCode: (m) => m.currencyCode }),
  MoneyBag: resolversOf<MoneyBag>({
    shopMoney: (bag) => bag,
    presentmentMoney: (bag) =>
      bag.presentment ? money(roundTo(times(bag.amount, bag.presentment.rate), minorDigits(bag.presentment.currencyCode)), bag.presentment.currencyCode) : bag,
  }),
};
