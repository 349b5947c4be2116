import type { ExternalId, RecordedState, RunOperation } from '../../../core/model.js';
import type { Clock, JournalWriter, StateBackend } from '../../../core/ports.js';
import {
  intentRecord,
  journalLines,
  outcomeRecord,
  type JournalPosition,
  type JournalRecord,
} from '../../../core/state/journal-record.js';
import type { SettledOutcome } from '../../../core/state/transitions.js';
import { FenceLost, type RecordedOutcome } from '../execute/run-log.js';
import { operationAt, outcomesById, settleAll, type RunRecorder } from './run-recorder.js';

const FENCE_WATCH_MS = 1_000;

/**
 * Records a run in a journal beside the state: an intent is on the disk before its request is sent,
 * an outcome before it counts. What a crash leaves undecided is then just what was in flight.
 *
 * With each intent, and each second besides (a run may send again what it meant to send long ago), it
 * asks whether the lock is still ours: a run that somebody unlocked by hand sends nothing more. The
 * intent is written meanwhile. Where the lock is gone, nothing of it is sent, and whoever still reads it
 * sends its fields once more, which does no harm.
 */
export class JournalRecorder implements RunRecorder {
  readonly #backend: StateBackend;
  readonly #lockId: string;
  readonly #writer: JournalWriter;
  readonly #state: RecordedState;
  readonly #ops: readonly RunOperation[];
  readonly #recorded = new Map<ExternalId, SettledOutcome>();
  readonly #closed = new AbortController();
  readonly #fenceLost = new AbortController();
  readonly #watching: Promise<void>;
  #position: JournalPosition;

  constructor(
    ports: {
      readonly backend: StateBackend;
      readonly writer: JournalWriter;
      readonly lockId: string;
      readonly clock: Clock;
    },
    opened: { readonly state: RecordedState; readonly position: JournalPosition },
  ) {
    this.#backend = ports.backend;
    this.#lockId = ports.lockId;
    this.#writer = ports.writer;
    this.#state = opened.state;
    this.#ops = opened.state.run?.ops ?? [];
    this.#position = opened.position;
    this.#watching = this.#watch(ports.clock);
  }

  get fenceLost(): AbortSignal {
    return this.#fenceLost.signal;
  }

  async intend(ops: readonly number[]): Promise<void> {
    const intent = intentRecord(ops.map((op) => operationAt(this.#ops, op)));
    const [held] = await Promise.all([
      this.#backend.lock.holds(this.#lockId),
      this.#append(intent),
    ]);
    if (!held) throw new FenceLost();
  }

  async record(outcomes: readonly RecordedOutcome[]): Promise<void> {
    const byId = outcomesById(this.#ops, outcomes);
    await this.#append(outcomeRecord(byId));
    for (const [id, outcome] of byId) this.#recorded.set(id, outcome);
  }

  settled(rest: ReadonlyMap<ExternalId, SettledOutcome>): RecordedState {
    return settleAll(this.#state, this.#recorded, rest);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#watching;
    await this.#writer.close();
  }

  /** A look that fails says nothing: the next intent looks again, and stops the run where it can't. */
  async #watch(clock: Clock): Promise<void> {
    const { signal } = this.#closed;
    for (;;) {
      await clock.sleep(FENCE_WATCH_MS, signal);
      if (signal.aborted) return;
      const isOurs = await this.#backend.lock.holds(this.#lockId).catch(() => true);
      if (!isOurs) this.#fenceLost.abort();
    }
  }

  /** The chain of hashes needs the order of the lines, so the position moves before anything waits. */
  #append(record: JournalRecord): Promise<void> {
    const { lines, end } = journalLines([record], this.#position);
    this.#position = end;
    return this.#writer.append(lines);
  }
}
