import { FIRST_KEY } from './chunk-starts.ts';

/** Neighbouring chunks that are put anew together, and the places in `changed` of those who changed in them. */
export interface ChunkGroup {
  readonly firstKeys: readonly bigint[];
  readonly from: number;
  readonly to: number;
}

/**
 * The chunks in which somebody changed. A chunk whose first key is gone goes into the one before it: so do both belong together.
 *
 * @param firsts of all chunks, ascending, the first of the shop among them
 * @param changed ascending, each once
 * @param isThere whether somebody who changed is still there
 */
export function chunkGroups(firsts: readonly bigint[], changed: BigInt64Array, isThere: (key: bigint) => boolean): ChunkGroup[] {
  const groups: { firstKeys: bigint[]; from: number; to: number }[] = [];
  let at = 0;
  firsts.forEach((first, i) => {
    const next = firsts[i + 1];
    const isGone = first !== FIRST_KEY && changed[at] === first && !isThere(first);
    const from = at;
    while (at < changed.length && (next === undefined || changed[at]! < next)) at += 1;
    if (at === from) return;
    const last = groups.at(-1);
    const before = firsts[i - 1]!;
    if (!isGone) groups.push({ firstKeys: [first], from, to: at });
    else if (last?.firstKeys.at(-1) === before) Object.assign(last, { firstKeys: [...last.firstKeys, first], to: at });
    else groups.push({ firstKeys: [before, first], from, to: at });
  });
  return groups;
}
