import type { ExternalId } from '../../../core/model.js';
import type { StopCause } from '../../../core/sending/stop.js';
import type { Clock, Random } from '../../../core/ports/system.js';
import type { UserApi } from '../../../core/ports/cor.js';
import type { ExecutionObserver } from './observer.js';
import type { PutOutcomes, RunLog } from './run-log.js';

export interface ExecutionPorts {
  readonly api: UserApi;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: RunLog;
  readonly observer: ExecutionObserver;
}

export interface ExecutionOptions {
  /** The most requests in flight, at least 1. The run adapts below it. */
  readonly concurrency: number;
  /** The most requests a second, or null. */
  readonly rate: number | null;
  /** The run stops as soon as this many users have failed; null: never. */
  readonly maxFailures: number | null;
  /** The run sends nothing after this time, in ms; null: no limit. */
  readonly maxDurationMs: number | null;
  readonly interrupts: Interrupts;
  /** How long requests in flight may take to come back after `stopping`, before they are abandoned. */
  readonly graceMs: number;
  readonly expected: ExpectedAnswers;
}

export interface Interrupts {
  /** Nothing new is sent; what is in flight gets `graceMs`. */
  readonly stopping: AbortSignal;
  /** What is in flight is abandoned at once and the run returns. */
  readonly leaving: AbortSignal;
  /** The state was lost to another run, noticed between two writes of the log (a lost heartbeat). */
  readonly fenceLost?: AbortSignal;
}

/** Whose answers a run expects. */
export interface ExpectedAnswers {
  /** COR's id of the company; null: the first answer that names one decides. */
  readonly companyId: number | null;
  /** COR's ids of the users that are sent, as far as they are recorded. */
  readonly corIds: ReadonlyMap<ExternalId, number>;
}

export interface ExecutionResult {
  /** One for each user. */
  readonly outcomes: PutOutcomes;
  readonly stop: StopCause;
  /** What the observer threw, or null: a bug that cost no more than progress lines. */
  readonly observerError: unknown;
}
