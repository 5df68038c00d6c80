// What the store really did, in order, for tests to compare with what the app believes.

export interface LedgerEntry {
  /** From 1, without gaps. */
  number: number;
  at: number;
  shop: string;
  kind: LedgerKind;
  detail: Record<string, unknown>;
}

export type LedgerKind =
  | 'app-installed'
  | 'app-uninstalled'
  | 'bulk-operation'
  | 'code-added'
  | 'code-redeemed'
  | 'code-refused'
  | 'code-removed'
  | 'customer-created'
  | 'customer-deleted'
  | 'customer-merged'
  | 'customer-updated'
  | 'discount-created'
  | 'discount-deleted'
  | 'discount-updated'
  | 'fault'
  | 'metafield-deleted'
  | 'metafield-set'
  | 'order-cancelled'
  | 'order-created'
  | 'order-deleted'
  | 'order-refunded'
  | 'privacy-request'
  | 'segment-created'
  | 'segment-deleted'
  | 'tags-added'
  | 'tags-removed'
  | 'throttled'
  | 'token-issued'
  | 'webhook-sent';

export class Ledger {
  readonly entries: LedgerEntry[] = [];

  add(at: number, shop: string, kind: LedgerKind, detail: Record<string, unknown>): void {
    this.entries.push({ number: this.entries.length + 1, at, shop, kind, detail });
  }

  of(kind: LedgerKind, shop?: string): LedgerEntry[] {
    return this.entries.filter((entry) => entry.kind === kind && (!shop || entry.shop === shop));
  }
}
