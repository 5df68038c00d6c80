// RFM of a whole shop in memory: ours on the purchase history, beside DuckDB and ClickHouse on two threads. They may choose
// the better of two layouts: rows by time with cancelled ones marked, or by customer with only what counts, as ours has it.
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PurchaseHistory } from '../../../../app/domain/glossary.ts';
import { cutPointsOf } from '../../../../app/domain/segments/cut-points.ts';
import { rfmCodes } from '../../../../app/domain/segments/rfm-codes.ts';
import { rfmMeasures } from '../../../../app/domain/segments/segment-model.ts';
import { alternate, goal, timed, type Contender, type Figure, type Goal, type Run } from '../../measure/alternate.ts';
import { installNpmPeer } from '../../measure/install-peer.ts';
import { startPeer, type PeerProcess } from '../../measure/peer-process.ts';
import { TODAY, type StoreColumns } from '../simulated-store.ts';
import { CHECKSUM_MODULUS } from './sql.ts';

const PEERS = [
  { name: 'duckdb', package: '@duckdb/node-api', version: '1.5.6-r.1', file: 'duckdb-peer.ts' },
  { name: 'clickhouse', package: 'chdb', version: '3.4.0', file: 'clickhouse-peer.ts' },
] as const;

const LAYOUTS = ['by_time', 'by_customer'] as const;

/** Scores everybody, and folds the cells of the customers who bought as the peers do. */
function scoreAll(history: PurchaseHistory): string {
  const measures = rfmMeasures(history);
  const codes = rfmCodes(measures, cutPointsOf(measures, { method: 'quintiles' }));
  let buyer = 0;
  let cells = 0;
  let folded = 0;
  for (let i = 0; i < history.customerIds.length; i += 1) {
    if (history.orderStart[i] === history.orderStart[i + 1]) continue;
    const code = codes[buyer++]!;
    cells += code;
    folded += (i % CHECKSUM_MODULUS) * code;
  }
  return `${buyer} ${cells} ${folded}`;
}

function* csvOf({ customer, day, cents, cancelled }: StoreColumns): Generator<string> {
  for (let from = 0; from < customer.length; from += 10_000) {
    let lines = '';
    for (let row = from; row < Math.min(from + 10_000, customer.length); row += 1) lines += `${customer[row]},${day[row]},${cents[row]},${cancelled[row]}\n`;
    yield lines;
  }
}

export async function benchRfm(store: StoreColumns, history: PurchaseHistory, say: (text: string) => void): Promise<{ figures: object; goals: readonly Goal[] }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'perennial-bench-'));
  const started: PeerProcess[] = [];
  const about: Record<string, unknown> = {};
  const contenders: Contender[] = [{ name: 'ours', run: () => timed(() => scoreAll(history)) }];
  try {
    const file = path.join(folder, 'orders.csv');
    await pipeline(Readable.from(csvOf(store)), createWriteStream(file));
    for (const peer of PEERS) {
      const installed = installNpmPeer(peer.package, peer.version);
      if (installed === null) continue;
      say(`${peer.name} reads ${store.customer.length} orders …`);
      const process_ = await startPeer(process.execPath, [path.join(import.meta.dirname, peer.file), installed, file, String(TODAY)]);
      started.push(process_);
      Object.assign(about, process_.about);
      for (const layout of LAYOUTS) contenders.push({ name: `${peer.name} ${layout}`, run: () => process_.ask<Run>(layout) });
    }
    say('RFM of all customers …');
    const figures = await alternate(contenders);
    const peers = Object.entries(figures).filter(([name]) => name !== 'ours');
    if (peers.length === 0) return { figures: { ...figures, peers: null }, goals: [] };
    const best = (of: (figure: Figure) => number): number => Math.min(...peers.map(([, figure]) => of(figure)));
    const ratio = figures.ours!.wallMs / best(({ wallMs }) => wallMs);
    const cpuRatio = (figures.ours!.cpuMs ?? NaN) / best(({ cpuMs }) => cpuMs ?? Infinity);
    return { figures: { ...figures, peers: about, ratio, cpuRatio }, goals: [goal('RFM in memory, wall, over the best of DuckDB and ClickHouse', ratio, { atMost: 0.6 })] };
  } finally {
    for (const peer of started) peer.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
