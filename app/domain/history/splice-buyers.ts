import { type Buyers, sliceBuyers } from './buyers.ts';

/**
 * The buyers with some of them put anew: what was known of `changed` goes, and `news` comes in its place. The result is what
 * buyersOf gives for all orders together, since each buyer depends on their own orders alone.
 *
 * @param changed ascending, each once; also those who were not there, or are not there any more
 * @param news of no others than `changed`
 */
export function spliceBuyers(known: Buyers, changed: BigInt64Array, news: Buyers): Buyers {
  const parts: Buyers[] = [];
  let from = 0;
  let fresh = 0;
  for (const key of changed) {
    let at = from;
    while (at < known.keys.length && known.keys[at]! < key) at += 1;
    if (at > from) parts.push(sliceBuyers(known, from, at));
    from = known.keys[at] === key ? at + 1 : at;
    if (news.keys[fresh] !== key) continue;
    parts.push(sliceBuyers(news, fresh, fresh + 1));
    fresh += 1;
  }
  if (from < known.keys.length) parts.push(sliceBuyers(known, from, known.keys.length));
  return joinBuyers(parts);
}

/** @param parts by ascending keys */
export function joinBuyers(parts: readonly Buyers[]): Buyers {
  const n = parts.reduce((sum, { keys }) => sum + keys.length, 0);
  const m = parts.reduce((sum, { day }) => sum + day.length, 0);
  const joined = {
    keys: new BigInt64Array(n),
    scored: new Uint8Array(n),
    orderStart: new Uint32Array(n + 1),
    day: new Int32Array(m),
    netMinor: new Float64Array(m),
    grossMinor: new Float64Array(m),
    state: new Uint8Array(m),
  };
  let at = 0;
  let order = 0;
  for (const part of parts) {
    joined.keys.set(part.keys, at);
    joined.scored.set(part.scored, at);
    for (let i = 0; i < part.keys.length; i += 1) joined.orderStart[at + i + 1] = order + part.orderStart[i + 1]!;
    joined.day.set(part.day, order);
    joined.netMinor.set(part.netMinor, order);
    joined.grossMinor.set(part.grossMinor, order);
    joined.state.set(part.state, order);
    at += part.keys.length;
    order += part.day.length;
  }
  return joined;
}
