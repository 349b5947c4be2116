import type { Clock, LockInfo, StateBackend, StateVersion } from '../../core/ports.js';

/**
 * Without a sign of life for this long a holder counts as dead: twelve times the interval at which a
 * living run commits.
 */
export const STILL_AFTER_MS = 120_000;

/**
 * Watches whether the holder of a lock on a shared backend still gives signs of life. A living run
 * commits the state every ten seconds, so its version moves. Only this watcher's own clock counts: the
 * clocks of two machines are never compared, and the age that a lock claims means nothing.
 *
 * A holder that has not opened its run yet gives no sign, and needs none: it has sent nothing, and the
 * commit that would open its run fails once the lock is another's.
 */
export class StillnessWatch {
  readonly #backend: StateBackend;
  readonly #clock: Clock;
  #seen: {
    readonly owner: string;
    readonly version: StateVersion | null;
    readonly at: number;
  } | null = null;

  constructor(backend: StateBackend, clock: Clock) {
    this.#backend = backend;
    this.#clock = clock;
  }

  /** Looks once. True when neither owner nor version has moved for `STILL_AFTER_MS`. */
  async isStill(owner: LockInfo): Promise<boolean> {
    // A local holder is on this machine: it is provably gone, or it lives.
    if (this.#backend.kind === 'local') return false;
    const version = (await this.#backend.read())?.version ?? null;
    const now = this.#clock.monotonic();
    if (this.#seen?.owner !== owner.ID || this.#seen.version !== version) {
      this.#seen = { owner: owner.ID, version, at: now };
    }
    return now - this.#seen.at >= STILL_AFTER_MS;
  }
}
