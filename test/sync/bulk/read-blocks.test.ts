import fc from '../../support/seeded-fast-check.ts';
import { expect, it } from 'vitest';
import { readBlocks } from '../../../app/sync/bulk/read-blocks.ts';

async function* pieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const to = Math.min(cut, bytes.byteLength);
    if (to > from) yield bytes.subarray(from, to);
    from = Math.max(from, to);
  }
  if (from < bytes.byteLength) yield bytes.subarray(from);
}

interface Line {
  text: string;
  endBytes: number;
}

/** The lines of all blocks; each block must be where it says it is, and end with a newline. */
async function read(bytes: Buffer, cuts: readonly number[], from = 0, size: number | null = bytes.byteLength + from): Promise<Line[]> {
  const lines: Line[] = [];
  let position = from;
  for await (const block of readBlocks(pieces(bytes, cuts), from, size)) {
    expect(block.fromBytes).toBe(position);
    const texts = block.bytes.toString().split('\n');
    expect(texts.pop()).toBe('');
    for (const text of texts) {
      position = Math.min(position + Buffer.byteLength(text) + 1, block.endBytes);
      lines.push({ text, endBytes: position });
    }
    expect(position).toBe(block.endBytes);
  }
  return lines;
}

const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((line) => !/\n/.test(line) && line.isWellFormed());

it('finds every line whole, wherever the network cuts, within a character too', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1 }), fc.array(fc.nat(400)), fc.boolean(), async (lines, cuts, newlineAtEnd) => {
      const bytes = Buffer.from(lines.join('\n') + (newlineAtEnd ? '\n' : ''));
      const found = await read(bytes, cuts);
      expect(found.map((line) => line.text)).toEqual(lines);
      expect(found.at(-1)?.endBytes).toBe(bytes.byteLength);
    }),
    { seed: 1 },
  );
});

it('gone on with behind any line, it gives the rest', async () => {
  const bytes = Buffer.from('a\nüü\n茶\n{}\n');
  const all = await read(bytes, []);
  for (const { endBytes } of all) {
    const rest = await read(bytes.subarray(endBytes), [1], endBytes);
    expect(rest).toEqual(all.filter((line) => line.endBytes > endBytes));
  }
});

it('a last line that was cut off is not given', async () => {
  expect(await read(Buffer.from('one\ntwo'), [], 0, 100)).toEqual([{ text: 'one', endBytes: 4 }]);
  expect(await read(Buffer.from('one\ntwo'), [], 0, null)).toEqual([{ text: 'one', endBytes: 4 }]);
});
