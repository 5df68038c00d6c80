// Finds things by search text. Unknown filters are left out with a warning, never refused (recorded).
import type { AdminRequest, SearchReport } from '../graphql/request.ts';
import { parseSearch, type Comparator, type SearchNode } from './parse-search.ts';
import { instantOf, type Span } from './instant.ts';

export type FilterField<T> =
  | { kind: 'number'; get: (thing: T, request: AdminRequest) => number | null }
  | { kind: 'instant'; get: (thing: T, request: AdminRequest) => number | null | (number | null)[] }
  | { kind: 'text'; get: (thing: T, request: AdminRequest) => string | null | readonly string[]; exact?: boolean }
  | { kind: 'boolean'; get: (thing: T, request: AdminRequest) => boolean };

export type FilterFields<T> = Record<string, FilterField<T>>;

export interface SearchKind<T> {
  fields: FilterFields<T>;
  /** What a word without a field is looked for in. */
  texts: (thing: T) => (string | null)[];
}

type Test<T> = (thing: T) => boolean;

/** @returns null where the text filters nothing. Warnings go into the request's reports. */
export function compileSearch<T>(kind: SearchKind<T>, text: string, request: AdminRequest, path: readonly (string | number)[]): Test<T> | null {
  const warnings: SearchReport['warnings'] = [];
  const parsed: string[] = [];
  const node = parseSearch(text);
  const test = node ? compile(kind, node, request, warnings, parsed) : null;
  if (warnings.length > 0) request.searches.push({ path: [...path], query: text, parsed: parsed.join(' AND '), warnings });
  return test;
}

function compile<T>(kind: SearchKind<T>, node: SearchNode, request: AdminRequest, warnings: SearchReport['warnings'], parsed: string[]): Test<T> | null {
  if (node.kind === 'not') {
    const part = compile(kind, node.part, request, warnings, parsed);
    return part && ((thing) => !part(thing));
  }
  if (node.kind === 'and' || node.kind === 'or') {
    const parts = node.parts.map((part) => compile(kind, part, request, warnings, parsed)).filter((part) => part !== null);
    if (parts.length === 0) return null;
    return node.kind === 'and' ? (thing) => parts.every((part) => part(thing)) : (thing) => parts.some((part) => part(thing));
  }
  if (node.kind === 'text') {
    const wanted = node.value.toLowerCase();
    return (thing) => kind.texts(thing).some((each) => each?.toLowerCase().includes(wanted));
  }
  const field = kind.fields[node.field];
  if (!field) {
    warnings.push({ field: node.field, message: 'Invalid search field for this query.', code: 'invalid_field' });
    return null;
  }
  if (field.kind === 'instant') {
    const span = instantOf(node.value, node.quoted, request.state.shop.ianaTimezone);
    if (!span) return invalidValue(node.field, warnings);
    parsed.push(`${node.field} ${node.comparator} "${span.shown}"`);
    return (thing) => {
      const found = field.get(thing, request);
      return (Array.isArray(found) ? found : [found]).some((at) => at !== null && within(at, node.comparator, span));
    };
  }
  parsed.push(`${node.field} ${node.comparator} "${node.value}"`);
  if (field.kind === 'number') {
    const wanted = Number(node.value.replace(/^gid:\/\/shopify\/[A-Za-z]+\//, ''));
    if (node.value === '' || Number.isNaN(wanted)) return invalidValue(node.field, warnings);
    return (thing) => {
      const found = field.get(thing, request);
      return found !== null && compares(found, node.comparator, wanted);
    };
  }
  if (field.kind === 'boolean') return (thing) => field.get(thing, request) === (node.value.toLowerCase() === 'true');
  return textTest(field, node.value, request);
}

function invalidValue(field: string, warnings: SearchReport['warnings']): null {
  warnings.push({ field, message: `Input value is invalid for search field ${field}.`, code: 'invalid_value' });
  return null;
}

function textTest<T>(field: Extract<FilterField<T>, { kind: 'text' }>, value: string, request: AdminRequest): Test<T> {
  const wanted = value.toLowerCase();
  const matches = (found: string) => {
    const lower = found.toLowerCase();
    if (wanted.endsWith('*')) return lower.startsWith(wanted.slice(0, -1));
    return lower === wanted || (!field.exact && lower.split(/[\s@.]+/).includes(wanted));
  };
  return (thing) => {
    const found = field.get(thing, request);
    return typeof found === 'string' ? matches(found) : (found ?? []).some(matches);
  };
}

function within(at: number, comparator: Comparator, span: Span): boolean {
  // Shopify compares whole seconds.
  const second = Math.floor(at / 1000) * 1000;
  if (comparator === '=') return second >= span.from && second < span.to;
  if (comparator === '>=') return second >= span.from;
  if (comparator === '>') return second >= span.to;
  return comparator === '<' ? second < span.from : second < span.to;
}

function compares(found: number, comparator: Comparator, wanted: number): boolean {
  if (comparator === '=') return found === wanted;
  if (comparator === '>=') return found >= wanted;
  if (comparator === '>') return found > wanted;
  return comparator === '<' ? found < wanted : found <= wanted;
}
