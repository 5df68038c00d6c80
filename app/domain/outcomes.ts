// Errors are classed by what the caller can do. Anything that is none of these is a bug.

/** Try again after a while: the other side is busy, or the answer was lost. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly afterMs: number;
  constructor(afterMs: number, why: string, options?: ErrorOptions) {
    super(why, options);
    this.afterMs = afterMs;
  }
}

/** No retry can help: the shop uninstalled us, the customer is gone. */
export class GiveUp extends Error {
  override readonly name = 'GiveUp';
}

/** Only the merchant can help; `code` is a key of the locale files (errors.<code>). */
export class AskMerchant extends Error {
  override readonly name = 'AskMerchant';
  readonly code: string;
  constructor(code: string, why: string, options?: ErrorOptions) {
    super(why, options);
    this.code = code;
  }
}
