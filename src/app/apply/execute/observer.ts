import type { ExternalId } from '../../../core/model.js';
import type { PutOutcome } from '../../../core/sending/outcome.js';

/** Hears of a run for progress lines. Called synchronously and often, so it must be quick. */
export interface ExecutionObserver {
  /** A request goes out; `inFlight` counts it. */
  sent(id: ExternalId, inFlight: number): void;
  /** A request came back or was abandoned. */
  returned(id: ExternalId, inFlight: number): void;
  /** The outcome of a user's PUT is durable. */
  settled(id: ExternalId, outcome: PutOutcome): void;
  /** COR asked for a pause: nobody sends for `ms`. */
  paused(ms: number): void;
}

/**
 * Keeps a faulty observer away from the run: its first exception ends the observing, not the run, and is
 * kept for the caller to report. It is a bug of ours, but no reason to lose an apply.
 */
export class GuardedObserver {
  readonly #observer: ExecutionObserver;
  #error: unknown = null;
  #silent = false;

  constructor(observer: ExecutionObserver) {
    this.#observer = observer;
  }

  /** What the observer threw, or null. */
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
