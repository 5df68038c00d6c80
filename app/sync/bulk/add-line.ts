import type { ImportKind } from '../../records/bulk-imports.ts';
import type { Batch } from '../../records/inbound/export/staged-rows.ts';
import { parseCustomerFileLine, parseOrderFileLine } from './parse-lines.ts';
import { OrderScanner } from './scan/scan-orders.ts';

const NEWLINE = 0x0a;

/** Brings lines of a block into a batch: by scanning where the line looks as ever, else by JSON.parse. */
export interface LineAdder {
  source(block: Buffer): void;
  /** @returns where the next line begins. @throws for a line that cannot be read; the batch is then as it was. */
  add(from: number, batch: Batch): number;
  /** Whether the line there is no part of what came before it. */
  beginsAnew(from: number): boolean;
}

/** @param scanning false: everything goes through JSON.parse. */
export function lineAdder(kind: ImportKind, scanning = true): LineAdder {
  let block: Buffer = Buffer.alloc(0);
  const scanner = kind === 'orders' && scanning ? new OrderScanner() : null;
  const parse = (from: number, batch: Batch): number => {
    const newline = block.indexOf(NEWLINE, from);
    const end = newline < 0 ? block.byteLength : newline;
    if (end > from) addParsed(kind, block.toString('utf8', from, end), batch);
    return end + 1;
  };
  return {
    source(bytes) {
      block = bytes;
      scanner?.source(bytes);
    },
    add(from, batch) {
      const next = scanner?.line(from, batch) ?? -1;
      return next >= 0 ? next : parse(from, batch);
    },
    beginsAnew: (from) => scanner?.isOrder(from) ?? true,
  };
}

function addParsed(kind: ImportKind, json: string, batch: Batch): void {
  if (kind === 'customers') return batch.addCustomer(parseCustomerFileLine(json));
  const parsed = parseOrderFileLine(json);
  if ('order' in parsed) batch.addOrder(parsed.order);
  else batch.addLine(parsed.line);
}
