import type { Clock } from '../../../core/ports/system.js';
import {
  elapsedBetween,
  momentOf,
  STANDSTILL_MS,
  type Moment,
} from '../../../core/sending/standstill.js';
import { FenceLost } from '../execute/run-log.js';

/** How often a run reads the clock, in ms, so it notices a standstill. */
const BEAT_MS = 1_000;

export interface FenceOptions {
  readonly clock: Clock;
  /** Asks whether the lock is still ours. */
  readonly holds: () => Promise<boolean>;
  /** How often to ask while nothing else does, in milliseconds. */
  readonly lookEveryMs: number;
  /** How old an answer may be for something to be sent. Infinity: as old as it likes. */
  readonly sureForMs: number;
}

/**
 * Knows whether the lock of a run is still ours. It asks every so often, and before the next request if the
 * process stood still (a suspended laptop, a stopped VM or process): others count a run that gives no sign
 * of life as dead, and take over.
 */
export class Fence {
  readonly #options: FenceOptions;
  readonly #lost = new AbortController();
  readonly #closed = new AbortController();
  readonly #watching: Promise<unknown>;
  #lookedAt: Moment;
  #beatAt: Moment;
  /** How often the process stood still, and after how many of those times the lock was found ours. */
  #standstills = 0;
  #settled = 0;

  constructor(options: FenceOptions) {
    this.#options = options;
    this.#lookedAt = momentOf(options.clock);
    this.#beatAt = this.#lookedAt;
    this.#watching = Promise.all([this.#beat(), this.#watch()]);
  }

  /** Aborted as soon as the lock is known to be lost. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Whether something may be sent now. If not, `confirm` first. */
  isSure(): boolean {
    const age = elapsedBetween(this.#lookedAt, this.#takeNote());
    return this.#settled === this.#standstills && age <= this.#options.sureForMs;
  }

  /**
   * Asks now. Rejects with FenceLost if the lock is lost, and with what the asking rejects with. After a
   * standstill `giveSignOfLife` must prove to others that the run lives, before anything is sent.
   */
  async confirm(giveSignOfLife: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    do {
      this.#takeNote();
      const standstills = this.#standstills;
      await this.#look();
      if (this.#settled < standstills) await giveSignOfLife();
      this.#settled = standstills;
      this.#takeNote();
    } while (this.#settled < this.#standstills);
  }

  lose(): void {
    this.#lost.abort();
  }

  /** Ends the watching. Nothing is asked any more. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#watching;
  }

  async #look(): Promise<void> {
    if (!(await this.#options.holds())) this.lose();
    if (this.lost.aborted) throw new FenceLost();
    this.#lookedAt = momentOf(this.#options.clock);
  }

  #takeNote(): Moment {
    const now = momentOf(this.#options.clock);
    if (elapsedBetween(this.#beatAt, now) > STANDSTILL_MS) this.#standstills += 1;
    this.#beatAt = now;
    return now;
  }

  async #beat(): Promise<void> {
    const signal = AbortSignal.any([this.#closed.signal, this.lost]);
    while (!signal.aborted) {
      await this.#options.clock.sleep(BEAT_MS, signal);
      this.#takeNote();
    }
  }

  /** A look that fails says nothing. */
  async #watch(): Promise<void> {
    const signal = AbortSignal.any([this.#closed.signal, this.lost]);
    for (;;) {
      await this.#options.clock.sleep(this.#options.lookEveryMs, signal);
      if (signal.aborted) return;
      await this.#look().catch(() => undefined);
    }
  }
}
