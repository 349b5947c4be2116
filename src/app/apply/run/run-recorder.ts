import type { ExternalId, RecordedState, RunOperation } from '../../../core/model.js';
import { settle, type SettledOutcome } from '../../../core/state/transitions.js';
import type { RecordedOutcome, RunLog } from '../execute/run-log.js';

/**
 * Makes what a run does durable: the log of the executor, plus the one state that all of it amounts to.
 * A local state has a journal (`JournalRecorder`), every other one checkpoints (`CheckpointRecorder`).
 */
export interface RunRecorder extends RunLog {
  /** Aborted as soon as it shows that the state belongs to another run now. */
  readonly fenceLost: AbortSignal;
  /**
   * The state with every outcome that was recorded so far and, for the operations that have none, the
   * outcome in `rest`. The run is still open in it, with nothing left to do.
   */
  settled(rest: ReadonlyMap<ExternalId, SettledOutcome>): RecordedState;
  /**
   * Ends what is under way and releases what is held open. Nothing may be recorded afterwards. What was
   * recorded stays so where it rejects.
   */
  close(): Promise<void>;
}

/** The outcomes of a batch by user id. */
export function outcomesById(
  ops: readonly RunOperation[],
  outcomes: readonly RecordedOutcome[],
): ReadonlyMap<ExternalId, SettledOutcome> {
  return new Map(outcomes.map(({ op, outcome }) => [operationAt(ops, op).id, outcome] as const));
}

export function operationAt(ops: readonly RunOperation[], index: number): RunOperation {
  const op = ops[index];
  if (op === undefined) throw new RangeError(`the run has no operation ${index}`);
  return op;
}

/** Merges what is recorded, then what is left. */
export function settleAll(
  state: RecordedState,
  recorded: ReadonlyMap<ExternalId, SettledOutcome>,
  rest: ReadonlyMap<ExternalId, SettledOutcome>,
): RecordedState {
  return settle(state, new Map([...rest, ...recorded]));
}
