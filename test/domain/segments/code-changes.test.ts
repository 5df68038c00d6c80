import { expect, test } from 'vitest';
import { seededRandom } from '../../../app/domain/numerics/random.ts';
import { planCodeChanges } from '../../../app/domain/segments/codes/code-changes.ts';
import { packCodes, type PackedCodes } from '../../../app/domain/segments/codes/pack-codes.ts';
import type { SegmentCodes } from '../../../app/domain/segments/codes/segment-codes.ts';

const random = seededRandom(12);

function codesOf(standing: ReadonlyMap<bigint, number>): SegmentCodes {
  const customerIds = BigInt64Array.from(standing.keys()).sort();
  const codes = Array.from(customerIds, (id) => standing.get(id)!);
  return { customerIds, cells: Uint8Array.from(codes, (code) => code % 125), stages: Uint8Array.from(codes, (code) => Math.floor(code / 125)) };
}

const plain = (chunks: Iterable<PackedCodes>): unknown => Array.from(chunks, ({ firstKey, customerIds, codes }) => [firstKey, Buffer.from(customerIds).toString('hex'), Buffer.from(codes).toString('hex')]);

/** The chunks after what the plan says was written. */
function applied(before: readonly PackedCodes[], codes: SegmentCodes): PackedCodes[] {
  const { standing, whole, gone } = planCodeChanges(before, codes);
  const chunks = new Map(before.map((chunk) => [chunk.firstKey, chunk]));
  for (const chunk of standing) chunks.set(chunk.firstKey, { ...chunks.get(chunk.firstKey)!, ...chunk });
  for (const chunk of whole) chunks.set(chunk.firstKey, chunk);
  for (const firstKey of gone) chunks.delete(firstKey);
  return [...chunks.values()].sort((a, b) => (a.firstKey < b.firstKey ? -1 : 1));
}

test('agreement: what is written makes the chunks of the new codes, and who moved is who stands elsewhere, came or went', () => {
  const kinds = { standing: 0, whole: 0, gone: 0, nothing: 0 };
  for (let turn = 0; turn < 12; turn += 1) {
    const were = new Map(Array.from({ length: 12_000 }, () => [6_000_000_000_000n + BigInt(random.integer(2 ** 31)), random.integer(875)] as const));
    const are = new Map(were);
    const [moves, comes, goes] = [turn % 2 === 0 ? 40 : 0, turn % 3 === 0 ? 3 : 0, turn % 4 === 0 ? 6000 : 0];
    const ids = [...were.keys()];
    for (let i = 0; i < moves; i += 1) are.set(ids[random.integer(ids.length)]!, random.integer(875));
    for (let i = 0; i < goes; i += 1) are.delete(ids[random.integer(ids.length)]!);
    for (let i = 0; i < comes; i += 1) are.set(7_000_000_000_000n + BigInt(random.integer(2 ** 31)), 3);
    const before = [...packCodes(codesOf(were))];
    const codes = codesOf(are);
    const { standing, whole, gone, moved } = planCodeChanges(before, codes);
    expect(plain(applied(before, codes))).toEqual(plain(packCodes(codes)));
    expect(Array.from(moved.places, (place) => codes.customerIds[place]).join()).toBe(codes.customerIds.filter((id) => were.get(id) !== are.get(id)).join());
    expect(BigInt64Array.from(moved.gone).sort().join()).toBe(BigInt64Array.from(ids.filter((id) => !are.has(id))).sort().join());
    kinds.standing += standing.length;
    kinds.whole += whole.length;
    kinds.gone += gone.length;
    if (standing.length + whole.length + gone.length === 0) kinds.nothing += 1;
  }
  expect(Math.min(...Object.values(kinds))).toBeGreaterThan(0);
});

test('limits: from nothing, and to nothing', () => {
  const codes = codesOf(new Map([[5n, 1], [9n, 2]]));
  const none = codesOf(new Map());
  expect(planCodeChanges([], codes)).toMatchObject({ standing: [], gone: [], moved: { places: Uint32Array.of(0, 1), gone: [] } });
  expect(planCodeChanges([...packCodes(codes)], none).moved).toEqual({ places: new Uint32Array(0), gone: [5n, 9n] });
  expect(plain(applied([...packCodes(codes)], none))).toEqual(plain(packCodes(none)));
});
