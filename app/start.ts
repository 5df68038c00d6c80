// Runs the whole app on one machine: brings the database up to date, then keeps a web process and a worker alive.
// `npm start` is this file; the demo uses it too.
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { startEmbeddedPostgres } from './records/database/embedded-postgres.ts';

const MAIN = path.join(import.meta.dirname, 'main.ts');
const DRAIN_MS = 30_000;

export interface RunningApp {
  /** Current process ids, by role; they change when a process was started again. */
  pids(): Record<'web' | 'worker', number | undefined>;
  /** SIGTERM to both, SIGKILL to whichever has not drained in 30 seconds. */
  stop(): Promise<void>;
}

/** Imports and webhooks make much that is of no use a moment later: without a bound that part of the memory grows to 48 MB. */
const YOUNG_MB = 4;

/** The channel closes when this process dies, however it dies: then the other one ends too (main.ts). */
function run(role: string, env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', `--max-semi-space-size=${YOUNG_MB}`, MAIN, role], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

async function finished(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null) return child.exitCode;
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0))));
}

/** Starts a process again whenever it ends, waiting a little longer each time it did not live for a minute. */
class Keeper {
  private child: ChildProcess | undefined;
  private stopping = false;
  private waitMs = 250;
  private readonly role: string;
  private readonly env: NodeJS.ProcessEnv;
  private readonly onBegin: () => void;

  constructor(role: string, env: NodeJS.ProcessEnv, onBegin: () => void) {
    this.role = role;
    this.env = env;
    this.onBegin = onBegin;
    this.begin();
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  private begin(): void {
    if (this.stopping) return;
    const startedAt = Date.now();
    const child = run(this.role, this.env);
    this.child = child;
    queueMicrotask(this.onBegin);
    child.once('exit', (code, signal) => {
      if (this.stopping) return;
      this.waitMs = Date.now() - startedAt > 60_000 ? 250 : Math.min(this.waitMs * 2, 10_000);
      process.stderr.write(`The ${this.role} process ended (${signal ?? `code ${code}`}); it starts again in ${this.waitMs} ms.\n`);
      setTimeout(() => this.begin(), this.waitMs);
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), DRAIN_MS);
    await finished(child);
    clearTimeout(timer);
  }
}

/**
 * @param env the environment of the processes; see .env.example.
 * @param onProcesses told whenever a process was started, also again.
 * @throws when the database cannot be set up; the reason stands on standard error.
 */
export async function startApp(env: NodeJS.ProcessEnv, onProcesses: (pids: ReturnType<RunningApp['pids']>) => void = () => undefined): Promise<RunningApp> {
  if ((await finished(run('setup', env))) !== 0) throw new Error('The database could not be set up; the reason stands above.');
  const pids = () => ({ web: web.pid, worker: worker.pid });
  const tell = () => onProcesses(pids());
  const web: Keeper = new Keeper('web', env, tell);
  const worker: Keeper = new Keeper('worker', env, tell);
  return {
    pids,
    async stop() {
      await Promise.all([web.stop(), worker.stop()]);
    },
  };
}

async function main(): Promise<void> {
  const app = await startApp(process.env);
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void app.stop().then(async () => {
        if (!process.env['DATABASE_URL']) await (await startEmbeddedPostgres(process.env['DATA_DIR'] ?? '.data')).stop();
        process.exit(0);
      });
    });
  }
}

if (import.meta.main) await main();
