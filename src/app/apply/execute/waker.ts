import type { Clock } from '../../../core/ports/system.js';

/** Longer delays overflow Node's timers, which then ring at once: sleep again instead. */
const LONGEST_SLEEP_MS = 3_600_000;

/**
 * Lets one loop sleep until something happens or a time comes. At most one timer exists; `stop` leaves
 * none behind.
 */
export class Waker {
  readonly #clock: Clock;
  #woken = false;
  #resume: (() => void) | null = null;
  #timer: { readonly at: number; readonly cancel: AbortController } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Something happened. It is not lost if nobody waits just now. */
  wake(): void {
    this.#woken = true;
    this.#resume?.();
  }

  /** Resolves after the next `wake`, or at `at` on the monotonic clock (null: only then). */
  async wait(at: number | null): Promise<void> {
    if (at !== null) this.#setTimer(at);
    if (!this.#woken) {
      await new Promise<void>((resolve) => {
        this.#resume = resolve;
      });
      this.#resume = null;
    }
    this.#woken = false;
  }

  stop(): void {
    this.#timer?.cancel.abort();
    this.#timer = null;
  }

  /** A timer that rings earlier is left alone: waking too often does no harm. */
  #setTimer(at: number): void {
    if (this.#timer !== null && this.#timer.at <= at) return;
    this.stop();
    const timer = { at, cancel: new AbortController() };
    this.#timer = timer;
    const ms = Math.min(LONGEST_SLEEP_MS, Math.max(0, at - this.#clock.monotonic()));
    void this.#clock.sleep(ms, timer.cancel.signal).then(() => {
      if (this.#timer !== timer) return;
      this.#timer = null;
      this.wake();
    });
  }
}
