// The simulated store as a process of its own, as Shopify is one: its work never slows the app's.
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

export interface StoreAddresses {
  origin: string;
  shop: string;
  accessToken: string;
  adminUrl: string;
  storefrontUrl: string;
}

export interface StoreProcess extends StoreAddresses {
  /** What the loaded history says of itself: where it is from, by how many days its dates were moved. */
  history: Record<string, unknown>;
  pid: number | undefined;
  stop(): Promise<void>;
}

/** @throws with the store's own words when it does not start, e.g. for a wrong file. */
export async function startStoreProcess(args: string[], env: NodeJS.ProcessEnv): Promise<StoreProcess> {
  const main = path.resolve(import.meta.dirname, '../store/main.ts');
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let errors = '';
  let told = false;
  child.stderr?.on('data', (chunk: Buffer) => {
    if (told) process.stderr.write(chunk);
    else errors += chunk.toString();
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('\n')) resolve(output.slice(0, output.indexOf('\n')));
    });
    child.once('exit', (code) => reject(new Error(errors.trim() || `The simulated store ended with code ${code}.`)));
  });
  told = true;
  const addresses = JSON.parse(line) as StoreAddresses;
  const { history } = (await (await fetch(`${addresses.origin}/_store`)).json()) as { history: Record<string, unknown> };
  return {
    ...addresses,
    history,
    pid: child.pid,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}
