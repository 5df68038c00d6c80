// One process of the app, started as `npm start` starts it (app/start.ts), but nobody starts it again.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const MAIN = path.resolve(import.meta.dirname, '../../app/main.ts');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface AppProcess {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  isRunning(): boolean;
  /** @returns how it ended. */
  end(signal?: NodeJS.Signals): Promise<Ended>;
}

/** @param env of the whole process; see .env.example. */
export function startAppProcess(role: 'setup' | 'web' | 'worker', env: NodeJS.ProcessEnv): AppProcess {
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, role], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit').then(([code, signal]): Ended => ({ code: code as number | null, signal: signal as NodeJS.Signals | null }));
  return {
    pid: child.pid ?? 0,
    ended,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    end(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

/** @throws where the app does not answer within a minute. */
export async function untilHealthy(appUrl: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const answer = await fetch(`${appUrl}/healthz`).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
  }
  throw new Error('The app did not come up within a minute; its log stands above.');
}
