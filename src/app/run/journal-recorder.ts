import type { ExternalId, RecordedState, RunOperation } from '../../core/model.js';
import type { JournalWriter, StateBackend } from '../../core/ports.js';
import {
  intentRecord,
  journalLines,
  outcomeRecord,
  type JournalPosition,
  type JournalRecord,
} from '../../core/state/journal-record.js';
import type { SettledOutcome } from '../../core/state/transitions.js';
import { FenceLost, type RecordedOutcome } from '../execute/run-log.js';
import { operationAt, outcomesById, settleAll, type RunRecorder } from './run-recorder.js';

/**
 * Records a run in a journal beside the state: an intent is on the disk before its request is sent,
 * an outcome before it counts. What a crash leaves undecided is then just what was in flight.
 *
 * With each intent it asks whether the lock is still ours: a run that somebody unlocked by hand sends
 * nothing more. The intent is written meanwhile. Where the lock is gone, nothing of it is sent, and
 * whoever still reads it sends its fields once more, which does no harm.
 */
export class JournalRecorder implements RunRecorder {
  readonly #backend: StateBackend;
  readonly #lockId: string;
  readonly #writer: JournalWriter;
  readonly #state: RecordedState;
  readonly #ops: readonly RunOperation[];
  readonly #recorded = new Map<ExternalId, SettledOutcome>();
  #position: JournalPosition;

  constructor(
    ports: {
      readonly backend: StateBackend;
      readonly writer: JournalWriter;
      readonly lockId: string;
    },
    opened: { readonly state: RecordedState; readonly position: JournalPosition },
  ) {
    this.#backend = ports.backend;
    this.#lockId = ports.lockId;
    this.#writer = ports.writer;
    this.#state = opened.state;
    this.#ops = opened.state.run?.ops ?? [];
    this.#position = opened.position;
  }

  async intend(ops: readonly number[]): Promise<void> {
    const intent = intentRecord(ops.map((op) => operationAt(this.#ops, op)));
    const [held] = await Promise.all([this.#backend.holds(this.#lockId), this.#append(intent)]);
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
    await this.#writer.close();
  }

  /** The chain of hashes needs the order of the lines, so the position moves before anything waits. */
  #append(record: JournalRecord): Promise<void> {
    const { lines, end } = journalLines([record], this.#position);
    this.#position = end;
    return this.#writer.append(lines);
  }
}
