import type { ExternalId, RecordedState } from '../../../core/model.js';
import type { Clock } from '../../../core/ports/system.js';
import type { RecordedOutcome } from '../../../core/state/recorded-outcome.js';
import { settle } from '../../../core/state/transitions.js';
import { FenceLost, type PutOutcomes } from '../execute/run-log.js';
import { DEAD_AFTER_MS } from '../../state/lock-takeover.js';
import type { Fence } from './fence.js';
import { recordedOutcomes, settleAll, type RunRecorder } from './run-recorder.js';
import { StaleState, type StateHead } from '../../state/state-head.js';

/** How long to wait before a backend that can't be reached is asked again whose the lock is. */
const ASK_AGAIN_MS = 2_000;

/**
 * A run that has given no sign of life for so long sends nothing more: others may take over after twice
 * the time. The rest is for what is in flight, and for a clock that runs slower than theirs.
 */
const SILENT_AFTER_MS = DEAD_AFTER_MS / 2;

/** When the state is committed in the middle of a run. */
export interface CheckpointPolicy {
  /** After this many outcomes, or a tenth of the run if that is more … */
  readonly outcomes: number;
  /** … and in any case after this many milliseconds: the sign of life that others watch for. */
  readonly intervalMs: number;
}

/** Far more often than others wait for a sign of life (`DEAD_AFTER_MS`). */
export const CHECKPOINTS: CheckpointPolicy = { outcomes: 250, intervalMs: 10_000 };

/**
 * Records a run without a journal: the commit that opened it names every operation, so each intent is
 * durable from the start; outcomes are committed in groups. What is not in the last checkpoint of a run
 * that died is unknown and sent again.
 *
 * A checkpoint that finds another version stored has lost the fence, and so has a run whose lock is gone,
 * or whose last confirmed commit is so old that others may soon count it as dead. After one that failed nothing more
 * is intended, and before twice the size of a group has piled up the run waits for the commit under way:
 * what may have to be sent again stays bounded.
 */
export class CheckpointRecorder implements RunRecorder {
  readonly #head: StateHead;
  readonly #lockId: string;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #groupSize: number;
  readonly #pending = new Map<ExternalId, RecordedOutcome>();
  readonly #closed = new AbortController();
  readonly #fence: Fence;
  readonly #watching: Promise<unknown>;
  #signOfLifeAt: number;
  #underWay: Promise<void> | null = null;
  #failure: unknown = null;

  /** `head` holds the state with the run open; `openedAt` is when its commit began, by the monotonic clock. */
  constructor(
    ports: {
      readonly head: StateHead;
      readonly fence: Fence;
      readonly clock: Clock;
      readonly lockId: string;
    },
    policy: CheckpointPolicy,
    openedAt: number,
  ) {
    this.#head = ports.head;
    this.#signOfLifeAt = openedAt;
    this.#lockId = ports.lockId;
    this.#clock = ports.clock;
    this.#intervalMs = policy.intervalMs;
    // Each checkpoint stores the whole state: a large run must not store it a hundred times over.
    const puts = ports.head.state.run?.ops.length ?? 0;
    this.#groupSize = Math.max(policy.outcomes, Math.ceil(puts / 10));
    this.#fence = ports.fence;
    this.#watching = Promise.all([this.#beat(), this.#watchSilence()]);
  }

  get fenceLost(): AbortSignal {
    return this.#fence.lost;
  }

  isSure(): boolean {
    return this.#fence.isSure();
  }

  /** A backend that can't be reached is asked again, until the run has fallen silent. */
  async confirm(): Promise<void> {
    for (;;) {
      try {
        await this.#fence.confirm(() => this.#giveSignOfLife());
        return;
      } catch (error) {
        this.#throwFailure();
        if (this.#closed.signal.aborted) throw error;
      }
      await this.#clock.sleep(ASK_AGAIN_MS, this.#closed.signal);
    }
  }

  async intend(): Promise<void> {
    if (this.#pending.size >= 2 * this.#groupSize) await this.#checkpoint();
    if (this.#silentIn() <= 0) this.#fence.lose();
    this.#throwFailure();
  }

  record(outcomes: PutOutcomes): Promise<void> {
    for (const [id, outcome] of recordedOutcomes(outcomes)) this.#pending.set(id, outcome);
    if (this.#pending.size >= this.#groupSize) void this.#checkpoint();
    return Promise.resolve();
  }

  settled(rest: PutOutcomes): RecordedState {
    return settleAll(this.#head.state, this.#pending, rest);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#fence.close();
    await this.#watching;
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

  /** A backend that does not answer must not delay it. */
  async #watchSilence(): Promise<void> {
    const signal = AbortSignal.any([this.#closed.signal, this.fenceLost]);
    while (!signal.aborted) {
      const left = this.#silentIn();
      if (left <= 0) this.#fence.lose();
      else await this.#clock.sleep(left, signal);
    }
  }

  #silentIn(): number {
    return this.#signOfLifeAt + SILENT_AFTER_MS - this.#clock.monotonic();
  }

  /** Somebody who took over has committed since, so a new commit of ours proves that nobody has. */
  async #giveSignOfLife(): Promise<void> {
    // One that was under way may have arrived long ago.
    await this.#underWay;
    await this.#checkpoint();
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#fence.lost.aborted) throw new FenceLost();
    if (this.#failure !== null) throw this.#failure as Error;
  }

  /** Commits what is pending, or joins the commit that is under way. Never rejects. */
  #checkpoint(): Promise<void> {
    this.#underWay ??= this.#commit().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  async #commit(): Promise<void> {
    if (this.#failure !== null || this.#fence.lost.aborted) return;
    const merged = new Map(this.#pending);
    // Others may see it as soon as it is sent, however late its answer comes.
    const sentAt = this.#clock.monotonic();
    try {
      await this.#head.commitRun(settle(this.#head.state, merged), this.#lockId);
      this.#signOfLifeAt = sentAt;
      for (const id of merged.keys()) this.#pending.delete(id);
    } catch (error) {
      if (error instanceof StaleState) this.#fence.lose();
      else this.#failure ??= error;
    }
  }
}
