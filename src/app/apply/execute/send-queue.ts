import type { UpdateRequest } from '../../../core/ports/cor.js';
import { NEW_PUT, type PutHistory } from '../../../core/sending/retry-policy.js';

export interface QueuedPut {
  readonly update: UpdateRequest;
  readonly history: PutHistory;
  /** When it may be sent, in ms of the monotonic clock. */
  readonly dueAt: number;
}

/**
 * PUTs whose intent is durable and that wait to be sent: those that are due again first, by their time,
 * then the new ones in order. Small: as many as the run keeps open.
 */
export class SendQueue {
  readonly #fresh: UpdateRequest[] = [];
  readonly #again: QueuedPut[] = [];

  get fresh(): number {
    return this.#fresh.length;
  }

  get again(): number {
    return this.#again.length;
  }

  get size(): number {
    return this.#fresh.length + this.#again.length;
  }

  add(updates: readonly UpdateRequest[]): void {
    this.#fresh.push(...updates);
  }

  /** Queued after those with the same time, so a throttled run does not use up one user's attempts. */
  addAgain(queued: QueuedPut): void {
    const after = this.#again.findIndex((other) => other.dueAt > queued.dueAt);
    this.#again.splice(after === -1 ? this.#again.length : after, 0, queued);
  }

  /** When the next one may be sent: a time, or `now` if one is waiting; null if there is none. */
  nextDueAt(now: number): number | null {
    return this.#fresh.length > 0 ? now : (this.#again[0]?.dueAt ?? null);
  }

  take(now: number): QueuedPut | undefined {
    const again = this.#again[0];
    if (again !== undefined && again.dueAt <= now) return this.#again.shift();
    const update = this.#fresh.shift();
    return update === undefined ? undefined : { update, history: NEW_PUT, dueAt: now };
  }

  drain(): readonly QueuedPut[] {
    const fresh = this.#fresh.splice(0).map((update) => ({ update, history: NEW_PUT, dueAt: 0 }));
    return [...this.#again.splice(0), ...fresh];
  }
}
