// discountRedeemCodeBulkAdd: success at once, the truth about each code later (recorded).
import type { Discount, Instant, RedeemCode, ShopState } from '../model.ts';
import type { SimulatedStore } from '../store.ts';
import { gid, isoSeconds, nextId } from '../state/ids.ts';

export interface CodeJob {
  id: number;
  discountId: number;
  createdAt: Instant;
  done: boolean;
  codes: { code: string; message: string | null; redeemCode: RedeemCode | null }[];
}

const jobs = new WeakMap<ShopState, Map<number, CodeJob>>();

export function codeJobsOf(state: ShopState): Map<number, CodeJob> {
  let known = jobs.get(state);
  if (!known) jobs.set(state, (known = new Map()));
  return known;
}

export function startCodeJob(store: SimulatedStore, state: ShopState, discount: Discount, codes: readonly string[]): CodeJob {
  const job: CodeJob = {
    id: nextId(state, 'DiscountRedeemCodeBulkCreation'),
    discountId: discount.id,
    createdAt: store.now(),
    done: false,
    codes: codes.map((code) => ({ code, message: null, redeemCode: null })),
  };
  codeJobsOf(state).set(job.id, job);
  return job;
}

export function finishCodeJob(store: SimulatedStore, state: ShopState, job: CodeJob): void {
  const discount = state.discounts.get(job.discountId);
  const seen = new Set<string>();
  for (const each of job.codes) {
    const key = each.code.toUpperCase();
    each.message = codeProblem(each.code) ?? (seen.has(key) ? 'Codes must be unique within BulkDiscountCodeCreation' : null);
    seen.add(key);
    if (each.message === null && state.discountByCode.has(key)) each.message = 'must be unique. Please try a different code.';
    if (each.message === null && discount) each.redeemCode = addCode(store, state, discount, each.code);
  }
  if (discount) discount.bulk = true;
  job.done = true;
}

function codeProblem(code: string): string | null {
  if (code === '') return 'is too short (minimum is 1 character)';
  if (/[\r\n]/.test(code)) return 'cannot contain newline characters.';
  return code.length > 255 ? 'is too long (maximum is 255 characters)' : null;
}

/** The caller has made sure that the code is free. */
export function addCode(store: SimulatedStore, state: ShopState, discount: Discount, code: string): RedeemCode {
  const redeemCode: RedeemCode = { id: nextId(state, 'DiscountRedeemCode'), code, usageCount: 0 };
  discount.codes.push(redeemCode);
  state.discountByCode.set(code.toUpperCase(), discount.id);
  store.record(state, 'code-added', { code, discountId: discount.id });
  if (discount.codes.length > 1) {
    store.emit(state, 'discounts/redeemcode_added', {
      admin_graphql_api_id: gid('DiscountCodeNode', discount.id),
      redeem_code: { id: gid('DiscountRedeemCode', redeemCode.id), code },
      updated_at: isoSeconds(store.now()),
    });
  }
  return redeemCode;
}

export function removeCode(store: SimulatedStore, state: ShopState, discount: Discount, { id, code }: RedeemCode): void {
  discount.codes = discount.codes.filter((each) => each.id !== id);
  state.discountByCode.delete(code.toUpperCase());
  store.record(state, 'code-removed', { code, discountId: discount.id });
  store.emit(state, 'discounts/redeemcode_removed', {
    admin_graphql_api_id: gid('DiscountCodeNode', discount.id),
    redeem_code: { id: gid('DiscountRedeemCode', id), code },
    updated_at: isoSeconds(store.now()),
  });
}
