// What resolvers know, and the shape of a table of them.
import type { ShopState } from '../model.ts';
import type { SimulatedStore } from '../store.ts';

/** A filter that was not understood, or a text that was read otherwise than meant: told in `extensions.search`. */
export interface SearchReport {
  path: (string | number)[];
  query: string;
  parsed: string;
  warnings: { field: string; message: string; code: string }[];
}

export interface AdminRequest {
  store: SimulatedStore;
  state: ShopState;
  scopes: ReadonlySet<string>;
  /** Below it lie bulk files and upload targets. */
  origin: string;
  searches: SearchReport[];
  /** Starts what goes on after the answer (bulk runs, redeem code jobs). */
  later: (work: () => void, delayMs: number) => void;
}

export type Arguments = Record<string, unknown>;
/** A source of the type that the table is for; the engine hands over what another resolver returned. */
export type Resolver = (source: unknown, args: Arguments, request: AdminRequest, path: readonly (string | number)[]) => unknown;
export type ResolverTable = Record<string, Resolver>;

/** Ties a table of resolvers to the model that stands behind a GraphQL type. */
export function resolversOf<Source>(
  table: Record<string, (source: Source, args: Arguments, request: AdminRequest, path: readonly (string | number)[]) => unknown>,
): ResolverTable {
  return table as ResolverTable;
}

const typeNames = new WeakMap<object, string>();

/** Says which object type a source is where the schema only promises an interface or a union. */
export function asType<T extends object>(typeName: string, source: T): T {
  typeNames.set(source, typeName);
  return source;
}

export function typeNameOf(source: unknown): string | undefined {
  return typeof source === 'object' && source !== null ? typeNames.get(source) : undefined;
}
