// Walks the shop and writes the JSONL: slashes escaped, `__parentId` last, children right after their parent, or, on
// demand, anywhere at all (which Shopify reserves the right to).
import { closeSync, openSync, writeSync } from 'node:fs';
import { writeAll, type ExportPlan, type NodeWalker } from './compile-export.ts';

export interface ExportCounts {
  objectCount: number;
  rootObjectCount: number;
  fileSize: number;
}

const CHUNK_CHARACTERS = 1 << 20;
/** Lines that are kept back and shuffled when children may lie apart from their parents. */
const POOL_LINES = 4000;

/** Yields now and then, so that the store goes on answering; the last value is the counts. */
export function* writeExport(plan: ExportPlan, file: string, scatterSeed: number | null, sliceMs: number): Generator<ExportCounts, ExportCounts> {
  const counts: ExportCounts = { objectCount: 0, rootObjectCount: 0, fileSize: 0 };
  const sink = openSink(file, counts, scatterSeed);
  try {
    let sliceStart = performance.now();
    for (const root of plan.roots) {
      for (const node of root.nodesOf()) {
        counts.rootObjectCount += 1;
        writeNode(root.walker, node, null, sink.line);
        if (performance.now() - sliceStart > sliceMs) {
          yield counts;
          sliceStart = performance.now();
        }
      }
    }
    sink.finish();
  } finally {
    sink.close();
  }
  return counts;
}

function writeNode(walker: NodeWalker, source: unknown, parentId: string | null, line: (text: string) => void): void {
  const row = writeAll(walker, source);
  const id = row.id as string;
  if (parentId !== null) row.__parentId = parentId;
  line(JSON.stringify(row).replaceAll('/', '\\/'));
  for (const child of walker.children) {
    for (const node of child.nodesOf(source)) writeNode(child.walker, node, id, line);
  }
}

interface Sink {
  line: (text: string) => void;
  finish: () => void;
  close: () => void;
}

function openSink(file: string, counts: ExportCounts, scatterSeed: number | null): Sink {
  const handle = openSync(file, 'w');
  let pending: string[] = [];
  let pendingCharacters = 0;
  const flush = () => {
    if (pending.length === 0) return;
    counts.fileSize += writeSync(handle, `${pending.join('\n')}\n`);
    pending = [];
    pendingCharacters = 0;
  };
  const put = (text: string) => {
    counts.objectCount += 1;
    pending.push(text);
    pendingCharacters += text.length;
    if (pendingCharacters > CHUNK_CHARACTERS) flush();
  };
  const pool: string[] = [];
  let state = scatterSeed ?? 0;
  const takeAny = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const place = state % pool.length;
    const taken = pool[place] ?? '';
    const last = pool.pop() ?? '';
    if (place < pool.length) pool[place] = last;
    put(taken);
  };
  return {
    line: (text) => {
      if (scatterSeed === null) return put(text);
      pool.push(text);
      if (pool.length > POOL_LINES) takeAny();
    },
    finish: () => {
      while (pool.length > 0) takeAny();
      flush();
    },
    close: () => closeSync(handle),
  };
}
