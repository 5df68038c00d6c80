// include_fields and filter of a subscription.
import { parseSearch, type SearchNode } from '../search/parse-search.ts';

/** Keeps the named paths only; a path through a list takes it from every element. */
export function pickFields(payload: Record<string, unknown>, paths: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(groupByHead(paths))) {
    if (!(name in payload)) continue;
    const value = payload[name];
    picked[name] = inner.length === 0 ? value : pickInside(value, inner);
  }
  return picked;
}

function groupByHead(paths: readonly string[]): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const path of paths) {
    const [head = '', ...tail] = path.split('.');
    groups[head] ??= [];
    if (tail.length > 0) groups[head].push(tail.join('.'));
  }
  return groups;
}

function pickInside(value: unknown, paths: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => pickInside(each, paths));
  return typeof value === 'object' && value !== null ? pickFields(value as Record<string, unknown>, paths) : value;
}

/** Search syntax over the payload's fields. */
export function passesFilter(payload: Record<string, unknown>, filter: string | null): boolean {
  const node = filter ? parseSearch(filter) : null;
  return node === null || matches(payload, node);
}

function matches(payload: Record<string, unknown>, node: SearchNode): boolean {
  if (node.kind === 'and') return node.parts.every((part) => matches(payload, part));
  if (node.kind === 'or') return node.parts.some((part) => matches(payload, part));
  if (node.kind === 'not') return !matches(payload, node.part);
  if (node.kind === 'text') throw new Error(`The filter names no field for "${node.value}"; Shopify refuses such a filter.`);
  return valuesAt(payload, node.field.split('.')).some((value) => {
    if (node.value === '*') return value !== null && value !== undefined;
    if (node.comparator === '=') return String(value) === node.value;
    const [a, b] = [Number(value), Number(node.value)];
    if (node.comparator === '>=') return a >= b;
    if (node.comparator === '>') return a > b;
    return node.comparator === '<' ? a < b : a <= b;
  });
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((each: unknown) => valuesAt(each, path));
  const [head, ...tail] = path;
  if (head === undefined) return [value];
  return typeof value === 'object' && value !== null ? valuesAt((value as Record<string, unknown>)[head], tail) : [];
}
