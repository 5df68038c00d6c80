// Mutations on code discounts.
import type { Discount, ShopState } from '../../model.ts';
import { startCodeJob, finishCodeJob, removeCode } from '../../discounts/code-jobs.ts';
import { activateDiscount, createDiscount, deactivateDiscount, deleteDiscount, updateDiscount } from '../../discounts/manage-discounts.ts';
import { readBasicInput } from '../../discounts/read-basic-input.ts';
import { gid, nextId, parseGid } from '../../state/ids.ts';
import { executionError, userError } from '../errors.ts';
import { resolversOf } from '../request.ts';

const JOB_MS = 300;

/** @throws where the id is of another kind; null where there is no such discount. */
function discountOf(state: ShopState, id: unknown): Discount | null {
  const parsed = parseGid(String(id));
  if (!parsed || !parsed.kind.startsWith('Discount')) throw executionError('RESOURCE_NOT_FOUND', `Invalid id: ${String(id)}`);
  return parsed.kind === 'DiscountCodeNode' ? (state.discounts.get(parsed.id) ?? null) : null;
}

const UNKNOWN = userError(['id'], 'Code discount does not exist.', 'INVALID');

export const discountMutations = resolversOf<undefined>({
  discountCodeBasicCreate: (_source, args, { store, state }) => {
    const { change, errors } = readBasicInput(state, args.basicCodeDiscount as Record<string, unknown>, null);
    if (errors.length > 0) return { codeDiscountNode: null, userErrors: errors };
    return { codeDiscountNode: { discount: createDiscount(store, state, change, 'app') }, userErrors: [] };
  },
  discountCodeBasicUpdate: (_source, args, { store, state }) => {
    const discount = discountOf(state, args.id);
    if (!discount) return { codeDiscountNode: null, userErrors: [userError(['id'], 'Discount does not exist', null)] };
    const { change, errors } = readBasicInput(state, args.basicCodeDiscount as Record<string, unknown>, discount);
    if (errors.length > 0) return { codeDiscountNode: null, userErrors: errors };
    updateDiscount(store, state, discount, change, 'app');
    return { codeDiscountNode: { discount }, userErrors: [] };
  },
  discountCodeDelete: (_source, args, { store, state }) => {
    const discount = discountOf(state, args.id);
    if (!discount) return { deletedCodeDiscountId: null, userErrors: [UNKNOWN] };
    deleteDiscount(store, state, discount, 'app');
    return { deletedCodeDiscountId: args.id, userErrors: [] };
  },
  discountCodeActivate: (_source, args, { store, state }) => {
    const discount = discountOf(state, args.id);
    if (!discount) return { codeDiscountNode: null, userErrors: [UNKNOWN] };
    activateDiscount(store, state, discount);
    return { codeDiscountNode: { discount }, userErrors: [] };
  },
  discountCodeDeactivate: (_source, args, { store, state }) => {
    const discount = discountOf(state, args.id);
    if (!discount) return { codeDiscountNode: null, userErrors: [UNKNOWN] };
    deactivateDiscount(store, state, discount);
    return { codeDiscountNode: { discount }, userErrors: [] };
  },
  discountRedeemCodeBulkAdd: (_source, args, { store, state, later }) => {
    const discount = discountOf(state, args.discountId);
    if (!discount) return { bulkCreation: null, userErrors: [userError(['discountId'], 'Code discount does not exist.', 'INVALID')] };
    const codes = (args.codes as { code: string }[]).map((each) => each.code);
    if (codes.length === 0) return { bulkCreation: null, userErrors: [userError(['codes'], "Codes can't be blank", 'BLANK')] };
    const job = startCodeJob(store, state, discount, codes);
    later(() => finishCodeJob(store, state, job), JOB_MS);
    return { bulkCreation: job, userErrors: [] };
  },
  discountCodeRedeemCodeBulkDelete: (_source, args, { store, state }) => {
    const discount = discountOf(state, args.discountId);
    if (!discount) return { job: null, userErrors: [userError(['discountId'], 'Code discount does not exist.', 'INVALID')] };
    const given = ['ids', 'search', 'savedSearchId'].filter((name) => args[name] != null);
    if (given.length === 0) return { job: null, userErrors: [userError(null, 'Missing expected argument key: `ids`, `search` or `saved_search_id`.', 'MISSING_ARGUMENT')] };
    if (given.length > 1) return { job: null, userErrors: [userError(null, 'Only one of `ids`, `search` or `saved_search_id` is permitted.', 'TOO_MANY_ARGUMENTS')] };
    if (given[0] !== 'ids') throw executionError('NOT_IMPLEMENTED_BY_SIMULATED_STORE', `The simulated store does not implement discountCodeRedeemCodeBulkDelete(${given[0]}:).`);
    const ids = (args.ids as string[]).map((id) => parseGid(id)?.id);
    if (ids.length === 0) return { job: null, userErrors: [userError(null, 'Something went wrong, please try again.', null)] };
    for (const code of discount.codes.filter(({ id }) => ids.includes(id))) removeCode(store, state, discount, code);
    return { job: { id: gid('Job', nextId(state, 'Job')), done: true }, userErrors: [] };
  },
});
