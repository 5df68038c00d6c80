/** Crockford's base 32: no I, L, O or U, so a code read aloud or copied by hand stays itself. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PREFIX = 'PRN-';
/** 13 characters of 5 bits: 65 bits, past guessing. */
const CHARACTERS = 13;
const NEEDED_BYTES = Math.ceil((CHARACTERS * 5) / 8);

/**
 * The discount code that belongs to a digest: the same digest gives the same code, for ever.
 *
 * @param digest at least 9 bytes of a keyed hash; the first 65 bits are used
 * @throws RangeError for a shorter one
 */
export function codeFromDigest(digest: Uint8Array): string {
  if (digest.length < NEEDED_BYTES) throw new RangeError(`a code needs ${NEEDED_BYTES} bytes of digest, not ${digest.length}`);
  let code = PREFIX;
  for (let i = 0; i < CHARACTERS; i += 1) {
    const bit = i * 5;
    const pair = ((digest[bit >> 3] ?? 0) << 8) | (digest[(bit >> 3) + 1] ?? 0);
    code += ALPHABET[(pair >> (11 - (bit & 7))) & 31];
  }
  return code;
}

const SHAPE = new RegExp(`^${PREFIX}[${ALPHABET}]{${CHARACTERS}}$`);

/** Whether a code could be one of ours, by its looks. @param code upper case */
export function isShapedLikeOurs(code: string): boolean {
  return SHAPE.test(code);
}
