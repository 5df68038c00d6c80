// The simulated store: several shops, one clock, one ledger. What shoppers and the merchant do to it is in commerce/,
// what the app does in graphql/; both tell the listeners (webhooks) through `emit`.
import { randomBytes } from 'node:crypto';
import type { Customer, Discount, Instant, Order, Product, Segment, ShopState } from './model.ts';
import { Ledger } from './state/ledger.ts';
import { emptyShopState, type NewShop } from './state/shop-state.ts';

export const DEFAULT_SHOP_DOMAIN = 'perennial-demo.myshopify.com';

export interface StoreOptions {
  shop?: NewShop;
  clientId?: string;
  /** Scopes the app was granted; the control API and the app's toml may change them. */
  scopes?: readonly string[];
  /** How long search goes on showing what was there before a change, in ms (recorded: seconds to a minute). */
  searchLagMs?: number;
  /** The wall clock, in ms. */
  clock?: () => Instant;
  /** Numbers in [0, 1) for tokens and names of uploads; of the system where it is left out. */
  random?: () => number;
}

/** Declared in shopify.app.toml, as `[customer.metafields.app.score]`. */
export interface MetafieldDefinition {
  id: number;
  ownerType: string;
  /** Resolved: "app--<app id>". */
  namespace: string;
  key: string;
  name: string;
  description: string | null;
  type: string;
}

export interface StoreEvent {
  state: ShopState;
  /** "orders/create" */
  topic: string;
  payload: Record<string, unknown>;
  at: Instant;
}

type Searchable = Customer | Order | Discount | Product | Segment;

/** What search shows of a thing until its index has caught up; null: not there yet. */
interface Lagging {
  until: Instant;
  shown: Searchable | null;
}

export class SimulatedStore {
  readonly shops = new Map<string, ShopState>();
  readonly ledger = new Ledger();
  readonly defaultShop: ShopState;
  readonly clientId: string;
  /** The app's number; its reserved metafield namespace is named after it. */
  readonly appId = 248_765_001;
  scopes: string[];
  readonly metafieldDefinitions: MetafieldDefinition[] = [];
  searchLagMs: number;
  /** Whether Shopify let the app see names, addresses, phone numbers and e-mail addresses. */
  protectedDataApproved = true;
  /** Added to the wall clock. */
  clockOffsetMs = 0;
  private readonly clock: () => Instant;
  private readonly random: (() => number) | undefined;
  private readonly listeners: ((event: StoreEvent) => void)[] = [];
  private readonly lagging = new WeakMap<ShopState, Map<Searchable, Lagging>>();

  constructor(options: StoreOptions = {}) {
    this.clock = options.clock ?? Date.now;
    this.random = options.random;
    this.clientId = options.clientId ?? 'perennial-simulated';
    this.scopes = [...(options.scopes ?? [])];
    this.searchLagMs = options.searchLagMs ?? 1500;
    this.defaultShop = this.addShop({ domain: DEFAULT_SHOP_DOMAIN, ...options.shop });
  }

  now(): Instant {
    return this.clock() + this.clockOffsetMs;
  }

  /** Hexadecimal digits that nobody guesses, unless chance was given from a seed. */
  randomHex(bytes: number): string {
    const { random } = this;
    return random ? Array.from({ length: bytes }, () => Math.floor(random() * 256).toString(16).padStart(2, '0')).join('') : randomBytes(bytes).toString('hex');
  }

  /** @throws where the shop is there already. */
  addShop(input: NewShop): ShopState {
    const state = emptyShopState(input, this.shops.size, this.now());
    if (this.shops.has(state.shop.domain)) throw new Error(`The shop ${state.shop.domain} exists already.`);
    this.shops.set(state.shop.domain, state);
    return state;
  }

  getShop(domain: string): ShopState | undefined {
    return this.shops.get(domain);
  }

  requireShop(domain: string): ShopState {
    const state = this.shops.get(domain);
    if (!state) throw new Error(`The simulated store has no shop ${domain}.`);
    return state;
  }

  onEvent(listener: (event: StoreEvent) => void): void {
    this.listeners.push(listener);
  }

  /** Tells what happened to whoever delivers webhooks. */
  emit(state: ShopState, topic: string, payload: Record<string, unknown>): void {
    const event = { state, topic, payload, at: this.now() };
    for (const listener of this.listeners) listener(event);
  }

  record(state: ShopState, kind: Parameters<Ledger['add']>[2], detail: Record<string, unknown>): void {
    this.ledger.add(this.now(), state.shop.domain, kind, detail);
  }

  /** To be called before a thing changes (with created = true: just after it was made): search lags behind. */
  lagSearch(state: ShopState, thing: Searchable, created = false): void {
    if (this.searchLagMs <= 0) return;
    let things = this.lagging.get(state);
    if (!things) this.lagging.set(state, (things = new Map()));
    const present = things.get(thing);
    if (present && present.until > this.now()) return;
    things.set(thing, { until: this.now() + this.searchLagMs, shown: created ? null : { ...thing } });
  }

  /** @returns the thing as the search index has it now; null where it does not know it yet. */
  asSearched<T extends Searchable>(state: ShopState, thing: T): T | null {
    const things = this.lagging.get(state);
    const lag = things?.get(thing);
    if (!things || !lag) return thing;
    if (lag.until <= this.now()) {
      things.delete(thing);
      return thing;
    }
    return lag.shown as T | null;
  }
}

export function createStore(options: StoreOptions = {}): SimulatedStore {
  return new SimulatedStore(options);
}
