// Every job: its name and what it is told. Callers depend on this, never on the work (worker.ts joins the two).
// shopId travels as a string: payloads are JSON.

interface OfShop {
  shopId: string;
}

export interface JobContracts {
  /** sync: ask Shopify for a bulk export of customers and one of orders, after an install or on request. */
  'import-shop': OfShop;
  /** sync: take one bulk import a step further: poll, download, apply. Enqueued again until it is done. */
  'advance-import': OfShop & { importId: string };
  /** sync: apply the stored webhooks of a shop. */
  'apply-webhooks': OfShop;
  /** sync: shop/redact came to a shop that seemed to be installed: ask Shopify, and erase the shop where it is not. */
  'confirm-departure': OfShop & { askedAtMs: number };
  /** sync: delete what has been kept long enough. Scheduled daily. */
  'forget-old': Record<string, never>;
  /** sync: encrypt anew what an older key encrypted. Scheduled daily. */
  'rotate-keys': Record<string, never>;
  /** sync: hold what changed lately in Shopify against what is stored, and repair it. */
  'reconcile-hot': OfShop;
  /** sync: hold everything in Shopify against what is stored. Enqueued again until it is done. */
  'reconcile-deep': OfShop;
  /** sync: ask for the passes of every installed shop that are due. Scheduled. */
  'reconcile-all-shops': Record<string, never>;
  /** sync: raise an alarm where a shop's data is late, and end it where it is no longer. Scheduled. */
  'watch-freshness': Record<string, never>;
  /** scoring: score the whole shop: fit the models, cut points, segments, risk; then alerts and tags. */
  'score-shop': OfShop & { because: string };
  /** scoring: score these customers with the parameters of the last run. */
  'score-customers': OfShop & { customerIds: string[] };
  /** scoring: hold what would have been said on a past day against what happened. */
  'backtest-shop': OfShop & { asOfDay: number };
  /** scoring: who moved between the segments from one day to another. */
  'move-segments': OfShop & { fromDay: number; toDay: number };
  /** scoring: who would move by the settings of this preview; its tags follow. */
  'preview-definition': OfShop & { previewId: string };
  /** write-back: what the tags of this preview would cost; `asScored`: of the scores as they are, for the page of write-back. */
  'preview-tags': OfShop & { previewId: string; asScored?: true };
  /** campaigns: open, update and close churn alerts from the current scores. All customers where none are named. */
  'review-alerts': OfShop & { customerIds?: string[] };
  /** write-back: plan the tag changes and apply them within the cost budget. All customers where none are named. `staff`: who asked for it. */
  'write-tags': OfShop & { reason: string; customerIds?: string[]; staff?: string };
  /** write-back: go on with a run that was planned. */
  'apply-tag-run': OfShop & { tagRunId: string };
  /** write-back: bring the customers' metafields to what scores and offers say. All customers where none are named. */
  'write-metafields': OfShop & { reason: string; customerIds?: string[]; staff?: string };
  /** write-back: go on writing the metafields that were planned. */
  'apply-metafields': OfShop;
  /** write-back: see to the customers whose metafield names an offer that is over, or lacks one. Scheduled. */
  'sweep-offer-fields': Record<string, never>;
  /** write-back: go on with runs of tags and metafields that nobody is at. Scheduled. */
  'sweep-runs': Record<string, never>;
  /** write-back: make the code of an intent, or find out whether it was made. */
  'settle-code': OfShop & { intentKey: string };
  /** write-back: make the codes of a batch together, and find out what became of each. */
  'settle-code-batch': OfShop & { batchId: string };
  /** write-back: hold the discounts in Shopify that bear our mark against the intents, and put right what differs. */
  'find-orphan-codes': OfShop;
  /** write-back: ask for that of every installed shop whose hour it is. Scheduled. */
  'find-all-orphan-codes': Record<string, never>;
  /** write-back: settle every intent that is still open. Scheduled. */
  'sweep-codes': Record<string, never>;
  /** scoring: rescore every installed shop. Scheduled daily. */
  'score-all-shops': Record<string, never>;
}

export type JobName = keyof JobContracts;

export interface QueuePolicy {
  /** A job older than this is taken from its worker and run again. */
  expireInSeconds: number;
  retryLimit: number;
  retryDelaySeconds: number;
  /** A worker that dies is noticed after this long. */
  heartbeatSeconds: number;
}

const usual: QueuePolicy = { expireInSeconds: 300, retryLimit: 8, retryDelaySeconds: 2, heartbeatSeconds: 20 };

export const queuePolicies: Record<JobName, QueuePolicy> = {
  'import-shop': usual,
  'advance-import': { ...usual, expireInSeconds: 3600, retryLimit: 30 },
  'apply-webhooks': usual,
  'confirm-departure': { ...usual, retryLimit: 30 },
  'forget-old': { ...usual, expireInSeconds: 3600 },
  'rotate-keys': { ...usual, expireInSeconds: 3600 },
  'reconcile-hot': { ...usual, expireInSeconds: 1800, retryLimit: 30 },
  'reconcile-deep': { ...usual, expireInSeconds: 1800, retryLimit: 30 },
  'reconcile-all-shops': usual,
  'watch-freshness': usual,
  'score-shop': { ...usual, expireInSeconds: 1800 },
  'score-customers': usual,
  'backtest-shop': { ...usual, expireInSeconds: 1800, retryLimit: 2 },
  'move-segments': { ...usual, retryLimit: 2 },
  // Somebody waits for it: what cannot be had at once is asked for anew.
  'preview-definition': { ...usual, expireInSeconds: 600, retryLimit: 1 },
  'preview-tags': { ...usual, expireInSeconds: 600, retryLimit: 1 },
  'review-alerts': { ...usual, expireInSeconds: 1800 },
  'write-tags': { ...usual, expireInSeconds: 3600 },
  'apply-tag-run': { ...usual, expireInSeconds: 3600, retryLimit: 30 },
  'write-metafields': { ...usual, expireInSeconds: 3600 },
  'apply-metafields': { ...usual, expireInSeconds: 3600, retryLimit: 30 },
  'sweep-offer-fields': usual,
  'sweep-runs': usual,
  'settle-code': { ...usual, retryLimit: 30 },
  'settle-code-batch': { ...usual, retryLimit: 30 },
  'find-orphan-codes': { ...usual, expireInSeconds: 1800 },
  'find-all-orphan-codes': usual,
  'sweep-codes': usual,
  'score-all-shops': usual,
};
