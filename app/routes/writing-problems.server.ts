// Of what only the merchant can mend, that which keeps Perennial from writing to Shopify.
import type { ShopProblems } from '../records/shop-problems.ts';
import { REQUEST_OVERDUE, REQUEST_WAITS } from '../sync/privacy/watch-requests.ts';
import { LATE } from '../sync/reconcile/watch-freshness.ts';

const OTHERS: readonly string[] = [LATE, REQUEST_WAITS, REQUEST_OVERDUE, 'import-failed'];

export const writingProblems = (problems: ShopProblems): string[] => Object.keys(problems).filter((code) => !OTHERS.includes(code));
