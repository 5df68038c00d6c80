// The demo as a newcomer meets it: one command, one address, Ctrl-C; a crash before; a file that is none.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '../../app/records/database/embedded-postgres.ts';

const main = path.resolve(import.meta.dirname, '../demo/main.ts');
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'perennial-demo-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

interface Run {
  child: ChildProcess;
  said: { out: string; err: string };
  ended: Promise<number | null>;
}

function demo(...args: string[]): Run {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, DATA_DIR: dataDir }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  return { child, said, ended: new Promise((resolve) => child.once('exit', (code) => resolve(code))) };
}

const isAlive = (pid: number) => existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
const processes = () => JSON.parse(readFileSync(path.join(dataDir, 'processes.json'), 'utf8')) as number[];

/** The database was left whole: started again, it knows the one shop of the last demo. */
async function expectWholeDatabase(): Promise<void> {
  const postgres = await startEmbeddedPostgres(dataDir);
  const owner = new pg.Client({ connectionString: postgres.url });
  await owner.connect();
  expect((await owner.query('select count(*)::int as n from shop')).rows).toEqual([{ n: 1 }]);
  await owner.end();
  await postgres.stop();
}

async function opened(run: Run): Promise<string> {
  await expect.poll(() => /Open (http\S+)/.exec(run.said.out)?.[1], { timeout: 90_000 }).toBeDefined();
  return /Open (http\S+)/.exec(run.said.out)?.[1] ?? '';
}

describe('the demo', () => {
  it('prints one address that shows the admin, cleans up after a crash, and stops everything on Ctrl-C', { timeout: 240_000 }, async () => {
    const first = demo('--shoppers', '40', '--port', '0');
    expect((await fetch(await opened(first))).status).toBe(200);
    const orphans = processes().filter((pid) => pid !== first.child.pid);
    expect(orphans.length).toBeGreaterThanOrEqual(3);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = demo('--shoppers', '40', '--port', '0');
    const address = await opened(second);
    expect(orphans.filter(isAlive)).toEqual([]);
    const page = await (await fetch(address)).text();
    expect(page).toContain('<iframe');
    await expect.poll(() => second.said.err, { timeout: 60_000, message: 'the second demo' }).toContain('Ready: 40 customers scored');
    const started = processes();
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
    expect(started.filter(isAlive)).toEqual([]);
    await expect(fetch(address)).rejects.toThrow();
    await expectWholeDatabase();
  });

  it('names the line and the column of a wrong file, and what it expected', async () => {
    const file = path.join(dataDir, 'orders.csv');
    await writeFile(file, 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n1,A,Mug,two,2011-01-04 10:00:00,2.55,17850,United Kingdom\n');
    const run = demo('--orders', file, '--report');
    expect(await run.ended).toBe(1);
    expect(run.said.err).toMatch(/orders\.csv, line 2, column "Quantity": "two".*expected/s);
    expect(run.said.out).toBe('');
  });

  it('says which option is wrong', async () => {
    const run = demo('--shoppers', 'many');
    expect(await run.ended).toBe(1);
    expect(run.said.err).toContain('--shoppers many: expected a whole number');
  });
});
