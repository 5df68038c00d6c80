// A peer in a process of its own, kept warm between runs. It speaks lines of JSON: first what it is, then one answer a line asked.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Run } from './alternate.ts';

export interface PeerProcess {
  /** What it says of itself, such as its version. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Sends one line and waits for the answer. */
  ask<T = Run>(line: string): Promise<T>;
  end(): void;
}

/** @throws where the process ends before it has said what it is. */
export async function startPeer(command: string, args: readonly string[]): Promise<PeerProcess> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const { value, done } = await answers.next();
    if (done) throw new Error(`${command} ended: ${errors}`);
    return JSON.parse(value);
  };
  child.on('error', (error) => (errors += error.message));
  // Whoever writes to a peer that has ended learns it from the answer that does not come.
  child.stdin.on('error', () => undefined);
  const about = (await next()) as Record<string, unknown>;
  return {
    about,
    ask: async (line) => {
      child.stdin.write(`${line}\n`);
      return (await next()) as never;
    },
    end: () => child.kill(),
  };
}
