import type { ExternalId } from '../../../core/model.js';
import type { PutOutcome } from '../../../core/sending/outcome.js';
import type { PutOutcomes, RunLog } from './run-log.js';

export interface LogEvents {
  /** The state is surely ours, after all. */
  confirmed(): void;
  intended(ids: readonly ExternalId[]): void;
  recorded(outcomes: PutOutcomes): void;
  /** Called once, and nothing after it. */
  failed(error: unknown): void;
}

/**
 * Feeds the run log: at most one `intend` and one `record` are under way, and outcomes that come
 * meanwhile go together in the next one. So a slow disk costs latency, not throughput.
 */
export class LogQueue {
  readonly #log: RunLog;
  readonly #events: LogEvents;
  readonly #open = new Set<ExternalId>();
  #intending = 0;
  #recording = false;
  #confirming = false;
  #waiting = new Map<ExternalId, PutOutcome>();
  #closed = false;

  constructor(log: RunLog, events: LogEvents) {
    this.#log = log;
    this.#events = events;
  }

  /** Whether an intent is being written. */
  get isIntending(): boolean {
    return this.#intending > 0;
  }

  /** How many users were handed to `intend` whose outcome is not durable yet. */
  get open(): number {
    return this.#open.size;
  }

  get idle(): boolean {
    return this.#closed || (this.#intending === 0 && !this.#recording);
  }

  /** Whether it is being asked whose the state is. */
  get isConfirming(): boolean {
    return this.#confirming;
  }

  /** Whether a request may go out now. If not, it is asked, and `confirmed` or `failed` follows. */
  isSure(): boolean {
    if (this.#confirming) return false;
    if (this.#log.isSure()) return true;
    this.#confirming = true;
    void this.#confirm();
    return false;
  }

  /** Must not be called while another intent is being written. */
  intend(ids: readonly ExternalId[]): void {
    this.#intending = ids.length;
    for (const id of ids) this.#open.add(id);
    void this.#intend(ids);
  }

  /** Takes the outcome of a user whose intent was handed in. */
  record(id: ExternalId, outcome: PutOutcome): void {
    if (this.#closed) return;
    this.#waiting.set(id, outcome);
    if (this.#recording) return;
    this.#recording = true;
    void this.#recordAll();
  }

  /** Writes and reports nothing from now on. */
  close(): void {
    this.#closed = true;
  }

  async #confirm(): Promise<void> {
    try {
      await this.#log.confirm();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#confirming = false;
    if (!this.#closed) this.#events.confirmed();
  }

  async #intend(ids: readonly ExternalId[]): Promise<void> {
    try {
      await this.#log.intend(ids);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#intending = 0;
    if (!this.#closed) this.#events.intended(ids);
  }

  async #recordAll(): Promise<void> {
    // Outcomes that were settled in the same turn share a write.
    await Promise.resolve();
    while (this.#waiting.size > 0 && !this.#closed) await this.#recordBatch();
    this.#recording = false;
  }

  async #recordBatch(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = new Map();
    try {
      await this.#log.record(batch);
    } catch (error) {
      this.#fail(error);
      return;
    }
    for (const id of batch.keys()) this.#open.delete(id);
    if (!this.#closed) this.#events.recorded(batch);
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events.failed(error);
  }
}
