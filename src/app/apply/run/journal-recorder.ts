import type { ExternalId, RecordedState, RunOperation } from '../../../core/model.js';
import type { JournalWriter } from '../../../core/ports/state.js';
import {
  intentRecord,
  journalLines,
  outcomeRecord,
  type JournalPosition,
  type JournalRecord,
} from '../../../core/state/journal-record.js';
import type { RecordedOutcome } from '../../../core/state/recorded-outcome.js';
import type { PutOutcomes } from '../execute/run-log.js';
import type { Fence } from './fence.js';
import { recordedOutcomes, settleAll, type RunRecorder } from './run-recorder.js';

/**
 * Records a run in a journal beside the state: an intent is on the disk before its request is sent,
 * an outcome before it counts. What a crash leaves undecided is then just what was in flight.
 *
 * With each intent, and before a request if that is over a tenth of a second ago, it asks whether the lock
 * is still ours: a run that somebody unlocked by hand sends nothing more. The intent is written
 * meanwhile. If the lock is gone nothing of it is sent, and whoever still reads it sends its fields once
 * more, which does no harm.
 */
export class JournalRecorder implements RunRecorder {
  readonly #writer: JournalWriter;
  readonly #state: RecordedState;
  readonly #operations: ReadonlyMap<ExternalId, RunOperation>;
  readonly #recorded = new Map<ExternalId, RecordedOutcome>();
  readonly #fence: Fence;
  #position: JournalPosition;

  constructor(
    ports: {
      readonly fence: Fence;
      readonly writer: JournalWriter;
    },
    opened: { readonly state: RecordedState; readonly position: JournalPosition },
  ) {
    this.#writer = ports.writer;
    this.#state = opened.state;
    this.#operations = new Map(opened.state.run?.ops.map((op) => [op.id, op]));
    this.#position = opened.position;
    this.#fence = ports.fence;
  }

  get fenceLost(): AbortSignal {
    return this.#fence.lost;
  }

  isSure(): boolean {
    return this.#fence.isSure();
  }

  confirm(): Promise<void> {
    return this.#fence.confirm();
  }

  async intend(ids: readonly ExternalId[]): Promise<void> {
    const intent = intentRecord(ids.map((id) => this.#operationOf(id)));
    await Promise.all([this.#fence.confirm(), this.#append(intent)]);
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
    await this.#fence.close();
    await this.#writer.close();
  }

  #operationOf(id: ExternalId): RunOperation {
    const operation = this.#operations.get(id);
    if (operation === undefined) throw new RangeError('the run sends nothing for this user');
    return operation;
  }

  /** The chain of hashes needs the order of the lines, so the position moves before anything waits. */
  #append(record: JournalRecord): Promise<void> {
    const { lines, end } = journalLines([record], this.#position);
    this.#position = end;
    return this.#writer.append(lines);
  }
}
