import type { ExternalId, RecordedState, RunOperation } from '../../../core/model.js';
import type { Clock, JournalWriter, StateBackend } from '../../../core/ports.js';
import {
  intentRecord,
  journalLines,
  outcomeRecord,
  type JournalPosition,
  type JournalRecord,
} from '../../../core/state/journal-record.js';
import type { RecordedOutcome } from '../../../core/state/recorded-outcome.js';
import { FenceLost, type PutOutcomes } from '../execute/run-log.js';
import { operationsById, recordedOutcomes, settleAll, type RunRecorder } from './run-recorder.js';

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
  readonly #operations: ReadonlyMap<ExternalId, RunOperation>;
  readonly #recorded = new Map<ExternalId, RecordedOutcome>();
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
    this.#operations = operationsById(opened.state);
    this.#position = opened.position;
    this.#watching = this.#watch(ports.clock);
  }

  get fenceLost(): AbortSignal {
    return this.#fenceLost.signal;
  }

  async intend(ids: readonly ExternalId[]): Promise<void> {
    const intent = intentRecord(ids.map((id) => this.#operationOf(id)));
    const [held] = await Promise.all([
      this.#backend.lock.holds(this.#lockId),
      this.#append(intent),
    ]);
    if (!held) throw new FenceLost();
  }

  async record(outcomes: PutOutcomes): Promise<void> {
    const recorded = recordedOutcomes(outcomes);
    await this.#append(outcomeRecord(recorded));
    for (const [id, outcome] of recorded) this.#recorded.set(id, outcome);
  }

  settled(rest: PutOutcomes): RecordedState {
    return settleAll(this.#state, this.#recorded, rest);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#watching;
    await this.#writer.close();
  }

  #operationOf(id: ExternalId): RunOperation {
    const operation = this.#operations.get(id);
    if (operation === undefined) throw new RangeError('the run sends nothing for this user');
    return operation;
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
