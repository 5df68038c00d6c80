import { AskMerchant, GiveUp, RetryLater } from '../../app/domain/outcomes.ts';
import type { ShopToKeep } from './kept-shop.ts';

/** A piece of work that is done many times over, each time with something going wrong at another place of it. */
export interface Workflow<Stage> {
  readonly name: string;
  /** Before anything goes wrong. */
  prepare(stage: Stage, cell: string): Promise<void>;
  /** The step that things go wrong with: one run of each job, as the queue starts it. May fail. */
  act(stage: Stage, cell: string): Promise<void>;
  /** Jobs again and again, as the queue and the sweep start them, until all is settled. */
  recover(stage: Stage, cell: string): Promise<void>;
  /** What must be true afterwards, of what the simulated store really did. */
  judge(stage: Stage, cell: string): Promise<void>;
  /**
   * The shop of a cell, where nothing outside it takes part. Then it is prepared once and put back for each step, and what has left
   * the same behind as another step is not recovered and judged again.
   */
  shopOf?(stage: Stage, cell: string): ShopToKeep;
}

/**
 * A job's own errors are the queue's to handle: it runs again. Anything but a wish to run again is noted.
 *
 * @param bugs "run again" where what happens is so strange that the app may call it a bug: the queue tries those again too.
 */
export async function asJob(work: () => Promise<unknown>, bugs: 'noted' | 'run again' = 'noted'): Promise<void> {
  try {
    await work();
  } catch (error) {
    const final = error instanceof GiveUp || error instanceof AskMerchant;
    if (!(error instanceof RetryLater) && (final || bugs === 'noted')) throw error;
  }
}
