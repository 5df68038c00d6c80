// npm run -s bench -- import [--size ORDERS]
// A result file of so many orders, with twice as many lines, through the app's own path into its own tables, on the embedded
// PostgreSQL as the app starts it. Beside it readline + JSON.parse + COPY text. Each run is a process of its own, on empty
// tables, after a checkpoint; what both have stored is compared before a time is read.
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { setupQueue } from '../../../app/queue/boss.ts';
import { startEmbeddedPostgres } from '../../../app/records/database/embedded-postgres.ts';
import { linesOf } from '../../../app/records/inbound/order-lines.ts';
import { setupDatabase } from '../../../app/records/database/setup-database.ts';
import { alternate, type Goal, goal, type Run } from '../measure/alternate.ts';
import { makeFile } from './make-file.ts';

const ORDERS = 500_000;
const RUNS = 3;
/** Bytes that an order with its lines takes in the file, the tables, their indexes and the log, at most. */
const DISK_PER_ORDER = 6_000;
const SHOP_ID = '1';

interface Measured {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMemoryMb: number;
  readonly walBytes: number;
  readonly bookkeepingWalBytes: number;
}

const COLUMNS = `count(*), sum(order_id), sum(customer_id), sum(gross_minor), sum(refunded_minor), sum(net_minor), sum(presentment_minor), count(presentment_currency), sum(length(name)),
  sum(extract(epoch from processed_at)), sum(extract(epoch from updated_at)), sum(extract(epoch from cancelled_at)), sum(cardinality(discount_codes)), count(*) filter (where financial_status = 'PAID'), count(source_name)`;
const LINE_COLUMNS = 'count(*), sum(line_id), sum(order_id), sum(quantity), sum(unit_price), sum(length(title)), sum(octet_length(title)), sum(length(sku))';
/** Ours stand in the row of their order. */
const OUR_LINES = `(select o.order_id, l.* from "order" o cross join lateral ${linesOf('o')} l) lines`;

const say = (text: string): boolean => process.stderr.write(`${text}\n`);

async function runProcess(script: string, args: readonly string[]): Promise<Measured> {
  // As app/start.ts starts the app's processes; the peer is faster without.
  const flags = script === 'ours.ts' ? ['--max-semi-space-size=4'] : [];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...flags, path.join(import.meta.dirname, script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${script} ended with ${String(code)}`);
  return JSON.parse(out) as Measured;
}

/** Processor time of the server and of all its processes that have ended, in milliseconds; null where there is no /proc. */
async function serverCpuMs(cluster: string): Promise<number | null> {
  try {
    const pid = (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0] ?? '';
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
  } catch {
    return null;
  }
}

async function useServer<T>(work: (server: { dataDir: string; cluster: string; ownerUrl: string; appUrl: string; owner: pg.Client }) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'perennial-bench-'));
  // Anybody may look in: PostgreSQL runs as a user of its own where we are root.
  await chmod(dataDir, 0o755);
  const postgres = await startEmbeddedPostgres(dataDir);
  try {
    const appUrl = await setupDatabase(postgres.url, 'bench', setupQueue);
    const owner = new pg.Client({ connectionString: postgres.url });
    await owner.connect();
    await owner.query("insert into shop (shop_id, domain, currency_code) overriding system value values ($1, 'bench.myshopify.com', 'USD')", [SHOP_ID]);
    await owner.query('create table peer_order (like "order" including defaults including constraints, primary key (shop_id, order_id))');
    await owner.query('alter table peer_order drop column lines, drop column line_products');
    await owner.query('create table peer_line (shop_id bigint, order_id bigint, line_id bigint, product_id bigint, variant_id bigint, sku text, title text not null, quantity integer not null, unit_price numeric(20, 6) not null, primary key (shop_id, order_id, line_id))');
    try {
      return await work({ dataDir, cluster: path.join(dataDir, 'postgres'), ownerUrl: postgres.url, appUrl, owner });
    } finally {
      await owner.end();
    }
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function checksum(owner: pg.Client, orders: string, lines: string): Promise<string> {
  const sums: unknown[] = [];
  for (const sql of [`select ${COLUMNS} from ${orders}`, `select ${LINE_COLUMNS} from ${lines}`]) sums.push(...((await owner.query<unknown[]>({ text: sql, rowMode: 'array' })).rows[0] ?? []));
  return sums.map(String).join(' ');
}

export async function run({ size = ORDERS }: { size?: number }): Promise<{ goals: readonly Goal[]; [figure: string]: unknown }> {
  return useServer(async ({ dataDir, cluster, ownerUrl, appUrl, owner }) => {
    const file = path.join(dataDir, 'orders.jsonl');
    say(`a result file of ${size} orders …`);
    const fileBytes = await makeFile(file, size);
    const empty = async () => {
      await owner.query('truncate "order", early_order_line, bulk_import, peer_order, peer_line');
      await owner.query('checkpoint');
    };
    const memory = { ours: 0, peer: 0 };
    const contender = (name: 'ours' | 'peer', script: string, url: string, tables: [string, string]) => ({
      name,
      async run(): Promise<Run> {
        await empty();
        const before = await serverCpuMs(cluster);
        const measured = await runProcess(script, [url, SHOP_ID, file]);
        const after = await serverCpuMs(cluster);
        say(`${name}: ${Math.round(measured.wallMs)} ms`);
        memory[name] = Math.max(memory[name], measured.peakMemoryMb);
        return { wallMs: measured.wallMs, cpuMs: before === null || after === null ? null : measured.cpuMs + after - before, checksum: await checksum(owner, ...tables) };
      },
    });
    const figures = await alternate([contender('peer', 'peer.ts', ownerUrl, ['peer_order', 'peer_line']), contender('ours', 'ours.ts', appUrl, ['"order"', OUR_LINES])], RUNS, 1);
    const again = await importAgain(owner, appUrl, file);
    const tenfold = await importTenfold(owner, appUrl, file, size, empty);
    const ratio = (figures['ours']?.wallMs ?? Number.NaN) / (figures['peer']?.wallMs ?? Number.NaN);
    return {
      orders: size,
      lines: 2 * size,
      fileBytes,
      first: { ours: figures['ours'], peer: figures['peer'], ratio, cpuRatio: (figures['ours']?.cpuMs ?? Number.NaN) / (figures['peer']?.cpuMs ?? Number.NaN) },
      again,
      peakMemoryMb: { ours: memory.ours, again: again.peakMemoryMb, times: tenfold.times, larger: tenfold.peakMemoryMb, peer: memory.peer },
      goals: [
        goal('first import, ours / readline + JSON.parse + COPY text', ratio, { atMost: 0.25 }),
        goal('bytes of WAL while the same file is imported again', again.walBytes, { atMost: 0 }),
        goal('rows written by importing the same file again', again.rowsWritten, { atMost: 0 }),
        goal('peak memory of the importing process, MB', Math.max(memory.ours, again.peakMemoryMb), { atMost: 150 }),
        goal(`peak memory at ${tenfold.times} times the file, MB`, tenfold.peakMemoryMb, { atMost: 150 }),
      ],
    };
  });
}

/**
 * After a vacuum, as autovacuum does it within a minute: with data checksums on (PostgreSQL 18's default) the first reader of
 * a page, of the catalogue's too, notes in it that its rows are committed, and that notice would be logged on our account.
 * Counted is all that the server logs meanwhile, whoever writes it; what the import notes of itself (that it was asked for,
 * and ended) stands apart.
 */
async function importAgain(owner: pg.Client, appUrl: string, file: string) {
  say('the same file again …');
  await owner.query('alter system set autovacuum = off');
  await owner.query('select pg_reload_conf()');
  for (const statement of ['vacuum (analyze)', 'vacuum', 'checkpoint']) await owner.query(statement);
  const newest = async () => (await owner.query<{ n: string }>('select count(*) as n from "order" where xmin::text::bigint >= $1::bigint', [now])).rows[0]?.n;
  const now = (await owner.query<{ now: string }>("select pg_snapshot_xmax(pg_current_snapshot())::text as now")).rows[0]?.now;
  const measured = await runProcess('ours.ts', [appUrl, SHOP_ID, file, 'still']);
  const rowsWritten = Number(await newest());
  await owner.query('alter system reset autovacuum');
  await owner.query('select pg_reload_conf()');
  return { ...measured, rowsWritten };
}

/** Ten times the orders, or as many times as the disk holds. */
async function importTenfold(owner: pg.Client, appUrl: string, file: string, size: number, empty: () => Promise<void>) {
  const { bavail, bsize } = await statfs(path.dirname(file));
  const times = Math.max(1, Math.min(10, Math.floor((bavail * bsize) / 2 / (size * DISK_PER_ORDER))));
  say(`${times} times the file …`);
  await empty();
  await makeFile(file, size * times);
  return { times, ...(await runProcess('ours.ts', [appUrl, SHOP_ID, file])) };
}
