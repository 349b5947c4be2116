import type { Clock } from '../../core/ports/system.js';
import type { StateBackend } from '../../core/ports/state.js';

/** A holder without a sign of life for this long counts as dead: twelve times the interval at which a run commits. */
export const DEAD_AFTER_MS = 120_000;

/**
 * Decides whether a lock that another command holds may be taken over: only if its holder gives no sign of
 * life. A living run commits the state every ten seconds, or writes to its journal. Only this watcher's own
 * clock counts: the clocks of two machines are never compared, and the age in a lock is never trusted.
 *
 * A holder that has not opened its run yet gives no sign, and needs none: it has sent nothing, and it asks
 * whether the lock is still its own before it sends anything.
 */
export class LockTakeover {
  readonly #backend: StateBackend;
  readonly #clock: Clock;
  #seen: { readonly sign: string; readonly at: number } | null = null;

  constructor(backend: StateBackend, clock: Clock) {
    this.#backend = backend;
    this.#clock = clock;
  }

  /** Looks once. True if the lock `id` and all that its holder works on are as they were `DEAD_AFTER_MS` ago. */
  async isAllowed(id: string): Promise<boolean> {
    const { store, journals } = this.#backend;
    const stored = await store.read();
    const sign = JSON.stringify([id, stored?.version ?? null, await journals.pulse()]);
    const now = this.#clock.monotonic();
    if (this.#seen?.sign !== sign) this.#seen = { sign, at: now };
    return now - this.#seen.at >= DEAD_AFTER_MS;
  }
}
