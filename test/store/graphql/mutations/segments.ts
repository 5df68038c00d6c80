// Segments of the shop. Their query text is kept as it is; who belongs to one the store cannot tell.
import type { Segment, ShopState } from '../../model.ts';
import { nextId, parseGid } from '../../state/ids.ts';
import { executionError, userError, type UserErrorShape } from '../errors.ts';
import { resolversOf } from '../request.ts';

const MOST_SEGMENTS = 6000;

function segmentOf(state: ShopState, id: unknown): Segment | null {
  const parsed = parseGid(String(id));
  if (parsed?.kind !== 'Segment') throw executionError('RESOURCE_NOT_FOUND', 'invalid id');
  return state.segments.get(parsed.id) ?? null;
}

function checkTexts(name: string | null | undefined, query: string | null | undefined): UserErrorShape[] {
  const errors: UserErrorShape[] = [];
  if (name !== undefined && name !== null) {
    if (name.trim() === '') errors.push(userError(['name'], "Name can't be blank"));
    if (name.trim().length > 255) errors.push(userError(['name'], 'Name is too long (maximum is 255 characters)'));
  }
  if (query !== undefined && query !== null) {
    if (query.trim() === '') errors.push(userError(['query'], "Query can't be blank"));
    if (query.length > 5000) errors.push(userError(['query'], 'Query is too long (maximum is 5000 characters)'));
  }
  return errors;
}

/** A name that is taken gets a number behind it, silently (recorded). */
function freeName(state: ShopState, wanted: string, own: Segment | null): string {
  const taken = new Set([...state.segments.values()].filter((segment) => segment !== own).map((segment) => segment.name));
  if (!taken.has(wanted)) return wanted;
  const numbered = /^(.*) \((\d+)\)$/.exec(wanted);
  const stem = numbered?.[1] ?? wanted;
  let number = numbered ? Number(numbered[2]) + 1 : 2;
  while (taken.has(`${stem} (${number})`)) number += 1;
  return `${stem} (${number})`;
}

export const segmentMutations = resolversOf<undefined>({
  segmentCreate: (_source, args, { store, state }) => {
    const errors = checkTexts(args.name as string, args.query as string);
    if (errors.length > 0) return { segment: null, userErrors: errors };
    if (state.segments.size >= MOST_SEGMENTS) return { segment: null, userErrors: [userError(null, 'Segment limit reached. Delete an existing segment to create more.')] };
    const now = store.now();
    const segment: Segment = { id: nextId(state, 'Segment'), name: freeName(state, (args.name as string).trim(), null), query: args.query as string, creationDate: now, lastEditDate: now };
    state.segments.set(segment.id, segment);
    store.lagSearch(state, segment, true);
    store.record(state, 'segment-created', { segmentId: segment.id, name: segment.name });
    return { segment, userErrors: [] };
  },
  segmentUpdate: (_source, args, { store, state }) => {
    const segment = segmentOf(state, args.id);
    if (!segment) return { segment: null, userErrors: [userError(['id'], 'Segment does not exist')] };
    const [name, query] = [args.name as string | null | undefined, args.query as string | null | undefined];
    if (name == null && query == null) return { segment: null, userErrors: [userError(null, 'At least one attribute to change must be present')] };
    const errors = checkTexts(name, query);
    if (errors.length > 0) return { segment: null, userErrors: errors };
    store.lagSearch(state, segment);
    if (name != null) segment.name = freeName(state, name.trim(), segment);
    if (query != null) segment.query = query;
    segment.lastEditDate = store.now();
    return { segment, userErrors: [] };
  },
  segmentDelete: (_source, args, { store, state }) => {
    const segment = segmentOf(state, args.id);
    if (!segment) return { deletedSegmentId: null, userErrors: [userError(['id'], 'Segment does not exist')] };
    state.segments.delete(segment.id);
    store.record(state, 'segment-deleted', { segmentId: segment.id });
    return { deletedSegmentId: args.id, userErrors: [] };
  },
});
