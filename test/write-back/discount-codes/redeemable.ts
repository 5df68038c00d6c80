// The oracle of codes: what a checkout of the simulated store would take, at every moment and at rest. Never our own tables.
import { discountStatus } from '../../store/discounts/check-code.ts';
import type { Discount } from '../../store/model.ts';
import type { SimulatedStore } from '../../store/store.ts';
import type { StoreShop } from '../simulated-store.ts';

const left = (discount: Discount, usageCount: number) => usageCount < (discount.usageLimit ?? Infinity);

/** Codes of ours that can be redeemed now. */
export function redeemableCodes(store: SimulatedStore, { state }: StoreShop): string[] {
  return [...state.discounts.values()]
    .filter((discount) => discountStatus(discount, store.now()) !== 'EXPIRED')
    .flatMap((discount) => discount.codes.filter(({ code, usageCount }) => code.startsWith('PRN-') && left(discount, usageCount)).map(({ code }) => code))
    .sort();
}

export interface CodeWatch {
  /** Moments at which one intent had more than one redeemable code. */
  readonly doubled: string[];
  stop(): void;
}

/** Looks after everything that the store records. @param intentOf the intent that has, or had, a code. */
export function watchRedeemable(store: SimulatedStore, shop: StoreShop, intentOf: (code: string) => string | undefined): CodeWatch {
  const doubled: string[] = [];
  const record = store.record;
  store.record = function recorded(state, kind, detail) {
    record.call(store, state, kind, detail);
    if (state !== shop.state || !/^(?:discount|code)-/.test(kind)) return;
    const keys = redeemableCodes(store, shop).map((code) => intentOf(code) ?? `no intent: ${code}`);
    for (const key of new Set(keys)) if (keys.filter((one) => one === key).length > 1) doubled.push(key);
  };
  return {
    doubled,
    stop() {
      store.record = record;
    },
  };
}
