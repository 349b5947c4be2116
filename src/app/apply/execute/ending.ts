import type { StopCause } from '../../../core/sending/stop.js';

/** How long the log may take to write the outcomes of abandoned requests. */
const LAST_RECORDS_MS = 1_000;

/** Why a run ends early, and how long what is under way still gets. Times are of the monotonic clock. */
export class Ending {
  readonly #graceMs: number;
  readonly #lastsUntil: number | null;
  #cause: StopCause | null = null;
  #abandonAt: number | null = null;
  #closeLogAt: number | null = null;
  /** Whether a PUT ended that would have gone on. */
  #cutShort = false;

  constructor(
    startedAt: number,
    limits: { readonly graceMs: number; readonly maxDurationMs: number | null },
  ) {
    this.#graceMs = limits.graceMs;
    this.#lastsUntil = limits.maxDurationMs === null ? null : startedAt + limits.maxDurationMs;
  }

  /** Whether nothing more may be sent. */
  get hasBegun(): boolean {
    return this.#cause !== null;
  }

  /** Sends nothing more. The first cause stands, unless a later one says that records are missing. */
  begin(cause: StopCause, now: number): void {
    const grave = cause.reason === 'log-failed' || cause.reason === 'fence-lost';
    if (this.#cause === null || grave) this.#cause = cause;
    if (grave || cause.reason === 'interrupted') this.#abandonAt ??= now + this.#graceMs;
  }

  cutShort(): void {
    this.#cutShort = true;
  }

  /** What was in flight is given up: the log gets a moment to write that down. */
  abandoned(now: number): void {
    this.#abandonAt = null;
    this.#closeLogAt ??= now + LAST_RECORDS_MS;
  }

  isTimeOver(now: number): boolean {
    return !this.hasBegun && this.#lastsUntil !== null && now >= this.#lastsUntil;
  }

  isGraceOver(now: number): boolean {
    return this.#abandonAt !== null && now >= this.#abandonAt;
  }

  isLogOverdue(now: number): boolean {
    return this.#closeLogAt !== null && now >= this.#closeLogAt;
  }

  /** The times at which one of the three comes true. */
  get deadlines(): readonly number[] {
    const times = [this.hasBegun ? null : this.#lastsUntil, this.#abandonAt, this.#closeLogAt];
    return times.filter((at) => at !== null);
  }

  /** What the run reports. A policy is not blamed if it left nothing out. */
  report(hasUnsent: boolean): StopCause {
    if (this.#cause === null) return { reason: 'done' };
    const isPolicy = ['breaker', 'max-failures', 'max-duration'].includes(this.#cause.reason);
    return isPolicy && !this.#cutShort && !hasUnsent ? { reason: 'done' } : this.#cause;
  }
}
