import { NEW_OP, type OpHistory } from '../../../core/sending/retry-policy.js';

export interface QueuedOp {
  readonly op: number;
  readonly history: OpHistory;
  /** When it may be sent, in ms of the monotonic clock. */
  readonly dueAt: number;
}

/**
 * Operations whose intent is durable and that wait to be sent: those that are due again first, by their
 * time, then the new ones in order. Small: as many as the run keeps open.
 */
export class SendQueue {
  readonly #fresh: number[] = [];
  readonly #again: QueuedOp[] = [];

  get fresh(): number {
    return this.#fresh.length;
  }

  get again(): number {
    return this.#again.length;
  }

  get size(): number {
    return this.#fresh.length + this.#again.length;
  }

  add(ops: readonly number[]): void {
    this.#fresh.push(...ops);
  }

  /** Behind those with the same time, so that a throttled run does not use up one user's attempts. */
  addAgain(queued: QueuedOp): void {
    const after = this.#again.findIndex((other) => other.dueAt > queued.dueAt);
    this.#again.splice(after === -1 ? this.#again.length : after, 0, queued);
  }

  /** When the next one may be sent: a time, or `now` where one is waiting; null where there is none. */
  nextDueAt(now: number): number | null {
    return this.#fresh.length > 0 ? now : (this.#again[0]?.dueAt ?? null);
  }

  take(now: number): QueuedOp | undefined {
    const again = this.#again[0];
    if (again !== undefined && again.dueAt <= now) return this.#again.shift();
    const op = this.#fresh.shift();
    return op === undefined ? undefined : { op, history: NEW_OP, dueAt: now };
  }

  drain(): readonly QueuedOp[] {
    const fresh = this.#fresh.splice(0).map((op) => ({ op, history: NEW_OP, dueAt: 0 }));
    return [...this.#again.splice(0), ...fresh];
  }
}
