// The other side of peer-process.ts, for peers written here: says what it is, then answers each line with one line.
import { createInterface } from 'node:readline';

export async function answerLines(about: object, answer: (line: string) => object | Promise<object>): Promise<void> {
  process.stdout.write(`${JSON.stringify(about)}\n`);
  for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
}
