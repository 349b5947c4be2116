import type { OpOutcome } from '../../../core/sending/outcome.js';

export interface RecordedOutcome {
  readonly op: number;
  readonly outcome: OpOutcome;
}

/** Where a run writes down what it is about to do and what came of it. `op` is an index of the run. */
export interface RunLog {
  /**
   * Resolves when the intent to send these operations is durable. Nothing of them is sent before.
   * Rejects with FenceLost where another run has taken over, with anything else where it failed.
   */
  intend(ops: readonly number[]): Promise<void>;
  /** Resolves when these outcomes are durable. They count from then on. Rejects as `intend` does. */
  record(outcomes: readonly RecordedOutcome[]): Promise<void>;
}

/** The state belongs to another run now: this one must not send or write anything more. */
export class FenceLost extends Error {
  constructor() {
    super('another run has taken over the state');
    this.name = 'FenceLost';
  }
}
