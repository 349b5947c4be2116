import type { OpOutcome } from '../../../core/sending/outcome.js';
import type { RecordedOutcome, RunLog } from './run-log.js';

export interface LogEvents {
  intended(ops: readonly number[]): void;
  recorded(outcomes: readonly RecordedOutcome[]): void;
  /** Once, and nothing after it. */
  failed(error: unknown): void;
}

/**
 * Feeds the run log: at most one `intend` and one `record` are under way, and outcomes that come
 * meanwhile go together in the next one. So a slow disk costs latency, not throughput.
 */
export class LogQueue {
  readonly #log: RunLog;
  readonly #events: LogEvents;
  readonly #open = new Set<number>();
  #intending = 0;
  #recording = false;
  #waiting: RecordedOutcome[] = [];
  #closed = false;

  constructor(log: RunLog, events: LogEvents) {
    this.#log = log;
    this.#events = events;
  }

  /** Operations whose intent is being written. */
  get intending(): number {
    return this.#intending;
  }

  /** Operations handed to `intend` whose outcome is not durable yet, in that order. */
  get open(): ReadonlySet<number> {
    return this.#open;
  }

  get idle(): boolean {
    return this.#closed || (this.#intending === 0 && !this.#recording);
  }

  /** Must not be called while another intent is being written. */
  intend(ops: readonly number[]): void {
    this.#intending = ops.length;
    for (const op of ops) this.#open.add(op);
    void this.#intend(ops);
  }

  /** Takes the outcome of an open operation. */
  record(op: number, outcome: OpOutcome): void {
    if (this.#closed) return;
    this.#waiting.push({ op, outcome });
    if (this.#recording) return;
    this.#recording = true;
    void this.#recordAll();
  }

  /** Nothing is written or reported from now on; what is open stays open. */
  close(): void {
    this.#closed = true;
  }

  async #intend(ops: readonly number[]): Promise<void> {
    try {
      await this.#log.intend(ops);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#intending = 0;
    if (!this.#closed) this.#events.intended(ops);
  }

  async #recordAll(): Promise<void> {
    // Outcomes that were settled in the same turn share a write.
    await Promise.resolve();
    while (this.#waiting.length > 0 && !this.#closed) await this.#recordBatch();
    this.#recording = false;
  }

  async #recordBatch(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      await this.#log.record(batch);
    } catch (error) {
      this.#fail(error);
      return;
    }
    for (const { op } of batch) this.#open.delete(op);
    if (!this.#closed) this.#events.recorded(batch);
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events.failed(error);
  }
}
