import type { ExternalId, RecordedState, RunOperation } from '../../core/model.js';
import type { Clock } from '../../core/ports.js';
import { settle, type SettledOutcome } from '../../core/state/transitions.js';
import { FenceLost, type RecordedOutcome } from '../execute/run-log.js';
import { outcomesById, settleAll, type RunRecorder } from './run-recorder.js';
import { StaleState, type StateHead } from './state-head.js';

/** When the state is committed in the middle of a run. */
export interface CheckpointPolicy {
  /** After this many outcomes, or a tenth of the run if that is more … */
  readonly outcomes: number;
  /** … and in any case after this many milliseconds: the sign of life that others watch for. */
  readonly intervalMs: number;
}

/**
 * Records a run without a journal: the commit that opened it names every operation, so each intent is
 * durable from the start; outcomes are committed in groups. What is not in the last checkpoint of a run
 * that died is unknown and sent again.
 *
 * A checkpoint that finds another version stored has lost the fence. After one that failed nothing more
 * is intended, and before twice the size of a group has piled up the run waits for the commit under way:
 * what may have to be sent again stays bounded.
 */
export class CheckpointRecorder implements RunRecorder {
  readonly #head: StateHead;
  readonly #lockId: string;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #groupSize: number;
  readonly #ops: readonly RunOperation[];
  readonly #pending = new Map<ExternalId, SettledOutcome>();
  readonly #closed = new AbortController();
  readonly #fenceLost = new AbortController();
  readonly #beating: Promise<void>;
  #underWay: Promise<void> | null = null;
  #failure: unknown = null;

  /** `head` holds the state with the run open. */
  constructor(
    head: StateHead,
    ports: { readonly clock: Clock; readonly lockId: string },
    policy: CheckpointPolicy,
  ) {
    this.#head = head;
    this.#lockId = ports.lockId;
    this.#clock = ports.clock;
    this.#intervalMs = policy.intervalMs;
    this.#ops = head.state.run?.ops ?? [];
    // Each checkpoint stores the whole state: a large run must not store it a hundred times over.
    this.#groupSize = Math.max(policy.outcomes, Math.ceil(this.#ops.length / 10));
    this.#beating = this.#beat();
  }

  get fenceLost(): AbortSignal {
    return this.#fenceLost.signal;
  }

  async intend(): Promise<void> {
    if (this.#pending.size >= 2 * this.#groupSize) await this.#checkpoint();
    if (this.#failure !== null) throw this.#failure as Error;
  }

  record(outcomes: readonly RecordedOutcome[]): Promise<void> {
    for (const [id, outcome] of outcomesById(this.#ops, outcomes)) this.#pending.set(id, outcome);
    if (this.#pending.size >= this.#groupSize) void this.#checkpoint();
    return Promise.resolve();
  }

  settled(rest: ReadonlyMap<ExternalId, SettledOutcome>): RecordedState {
    return settleAll(this.#head.state, this.#pending, rest);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#beating;
    await this.#underWay;
  }

  async #beat(): Promise<void> {
    const { signal } = this.#closed;
    for (;;) {
      await this.#clock.sleep(this.#intervalMs, signal);
      if (signal.aborted || this.#failure !== null) return;
      await this.#checkpoint();
    }
  }

  /** Commits what is pending, or joins the commit that is under way. Never rejects. */
  #checkpoint(): Promise<void> {
    this.#underWay ??= this.#commit().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  async #commit(): Promise<void> {
    if (this.#failure !== null) return;
    const merged = new Map(this.#pending);
    try {
      await this.#head.commitRun(settle(this.#head.state, merged), this.#lockId);
      for (const id of merged.keys()) this.#pending.delete(id);
    } catch (error) {
      const lost = error instanceof StaleState;
      this.#failure = lost ? new FenceLost() : error;
      if (lost) this.#fenceLost.abort();
    }
  }
}
