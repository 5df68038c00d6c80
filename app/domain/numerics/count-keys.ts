/**
 * The distinct values of a list of numbers, ascending, and how often each occurs.
 *
 * @param keys is sorted in place: one native sort of a typed array beats a hash table at every size measured
 */
export function countKeys(keys: Float64Array): { key: Float64Array; count: Float64Array } {
  keys.sort();
  let distinct = 0;
  for (let i = 0; i < keys.length; i += 1) if (i === 0 || keys[i] !== keys[i - 1]) distinct += 1;
  const key = new Float64Array(distinct);
  const count = new Float64Array(distinct);
  let at = -1;
  for (let i = 0; i < keys.length; i += 1) {
    if (i === 0 || keys[i] !== keys[i - 1]) key[++at] = keys[i]!;
    count[at]! += 1;
  }
  return { key, count };
}
