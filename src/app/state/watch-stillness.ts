import type { Clock, StateBackend } from '../../core/ports.js';

/**
 * Without a sign of life for this long a holder counts as dead: twelve times the interval at which a
 * living run commits.
 */
export const STILL_AFTER_MS = 120_000;

/**
 * Watches whether the holder of a lock still gives signs of life. A living run commits the state every ten
 * seconds, or writes to its journal. Only this watcher's own clock counts: the clocks of two machines are
 * never compared, and the age in a lock is never trusted.
 *
 * A holder that has not opened its run yet gives no sign, and needs none: it has sent nothing, and it asks
 * whether the lock is still its own before it sends anything.
 */
export class StillnessWatch {
  readonly #backend: StateBackend;
  readonly #clock: Clock;
  #seen: { readonly sign: string; readonly at: number } | null = null;

  constructor(backend: StateBackend, clock: Clock) {
    this.#backend = backend;
    this.#clock = clock;
  }

  /** Looks once. True if the lock `id` and all that its holder works on are as they were `STILL_AFTER_MS` ago. */
  async isStill(id: string): Promise<boolean> {
    const sign = JSON.stringify([id, await this.#version(), await this.#backend.journals.pulse()]);
    const now = this.#clock.monotonic();
    if (this.#seen?.sign !== sign) this.#seen = { sign, at: now };
    return now - this.#seen.at >= STILL_AFTER_MS;
  }

  async #version(): Promise<string | null> {
    return (await this.#backend.store.read())?.version ?? null;
  }
}
