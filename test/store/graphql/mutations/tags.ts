// tagsAdd and tagsRemove, as recorded for every kind of owner.
import type { ShopState } from '../../model.ts';
import { addTags, removeTags, type Tagged } from '../../commerce/tags.ts';
import { parseGid } from '../../state/ids.ts';
import { accessDenied, holds, WRITE_SCOPE_OF_OWNER } from '../access.ts';
import { executionError, userError } from '../errors.ts';
import { asType, resolversOf, type AdminRequest, type Arguments } from '../request.ts';

type Found = { owner: Tagged; source: object } | { unknown: string };

function findOwner(state: ShopState, id: string): Found {
  const parsed = parseGid(id);
  const number = parsed?.id ?? -1;
  switch (parsed?.kind) {
    case 'Customer': {
      const thing = state.customers.get(number);
      return thing ? { owner: { kind: 'Customer', thing }, source: asType('Customer', thing) } : { unknown: 'Customer' };
    }
    case 'Order': {
      const thing = state.orders.get(number);
      return thing ? { owner: { kind: 'Order', thing }, source: asType('Order', thing) } : { unknown: 'Order' };
    }
    case 'Product': {
      const thing = state.products.get(number);
      return thing ? { owner: { kind: 'Product', thing }, source: asType('Product', thing) } : { unknown: 'Product' };
    }
    case 'DiscountNode': {
      const thing = state.discounts.get(number);
      return thing ? { owner: { kind: 'DiscountNode', thing }, source: asType('DiscountNode', { discount: thing }) } : { unknown: 'Discount' };
    }
    default:
      throw executionError('RESOURCE_NOT_FOUND', 'invalid id');
  }
}

function change(name: string, apply: typeof addTags, args: Arguments, { store, state, scopes }: AdminRequest) {
  const scope = WRITE_SCOPE_OF_OWNER[parseGid(String(args.id))?.kind ?? ''];
  if (scope && !holds(scopes, scope)) throw accessDenied(name, `\`${scope}\` access scope.`);
  const found = findOwner(state, String(args.id));
  if ('unknown' in found) return { node: null, userErrors: [userError(['id'], `${found.unknown} does not exist`)] };
  const outcome = apply(store, state, found.owner, args.tags as string[], 'app');
  if (outcome.outcome === 'refused') return { node: null, userErrors: [userError(['tags'], outcome.message)] };
  return { node: found.source, userErrors: [] };
}

export const tagMutations = resolversOf<undefined>({
  tagsAdd: (_source, args, request) => change('tagsAdd', addTags, args, request),
  tagsRemove: (_source, args, request) => change('tagsRemove', removeTags, args, request),
});
