import type { ExternalId, RecordedState } from '../../../core/model.js';
import { recordedOutcome, type RecordedOutcome } from '../../../core/state/recorded-outcome.js';
import { settle } from '../../../core/state/transitions.js';
import type { PutOutcomes, RunLog } from '../execute/run-log.js';

/** The outcomes of a run as the record keeps them, by the external id of their user. */
export type RecordedOutcomes = ReadonlyMap<ExternalId, RecordedOutcome>;

/**
 * Makes what a run does durable: the log of the executor, plus the one state that all of it amounts to.
 * A local state has a journal (`JournalRecorder`), every other one checkpoints (`CheckpointRecorder`).
 */
export interface RunRecorder extends RunLog {
  /** Aborted as soon as it shows that the state belongs to another run now. */
  readonly fenceLost: AbortSignal;
  /**
   * The state with every outcome that was recorded so far and, for the PUTs that have none, the outcome
   * in `rest`. The run is still open in it, with nothing left to do.
   */
  settled(rest: PutOutcomes): RecordedState;
  /**
   * Ends what is under way and releases what is held open. Nothing may be recorded afterwards. What was
   * recorded stays so if it rejects.
   */
  close(): Promise<void>;
}

/** What the record keeps of each outcome. */
export function recordedOutcomes(outcomes: PutOutcomes): RecordedOutcomes {
  return new Map(Array.from(outcomes, ([id, outcome]) => [id, recordedOutcome(outcome)]));
}

/** Merges what is recorded, then what is left. */
export function settleAll(
  state: RecordedState,
  recorded: RecordedOutcomes,
  rest: PutOutcomes,
): RecordedState {
  return settle(state, new Map([...recordedOutcomes(rest), ...recorded]));
}
