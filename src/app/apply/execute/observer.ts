import type { OpOutcome } from '../../../core/sending/outcome.js';

/** Hears of a run for progress lines. Called synchronously, often: it must be quick. */
export interface ExecutionObserver {
  /** A request goes out; `inFlight` counts it. */
  sent(op: number, inFlight: number): void;
  /** A request came back or was abandoned. */
  returned(op: number, inFlight: number): void;
  /** The outcome of an operation is durable. */
  settled(op: number, outcome: OpOutcome): void;
  /** COR asked for a pause: nobody sends for `ms`. */
  paused(ms: number): void;
  /** How many requests may be in flight now, and the rate in force (null: none). */
  adapted(limit: number, ratePerSecond: number | null): void;
}

/**
 * Keeps a faulty observer away from the run: the first exception ends the observing, not the run, and is
 * kept for the caller to report. It is a bug of ours, but no reason to lose an apply.
 */
export class GuardedObserver {
  readonly #observer: ExecutionObserver;
  #error: unknown = null;
  #silent = false;

  constructor(observer: ExecutionObserver) {
    this.#observer = observer;
  }

  /** What the observer threw, null where it did not. */
  get error(): unknown {
    return this.#error;
  }

  tell(call: (observer: ExecutionObserver) => void): void {
    if (this.#silent) return;
    try {
      call(this.#observer);
    } catch (error) {
      this.#silent = true;
      this.#error = error;
    }
  }
}
