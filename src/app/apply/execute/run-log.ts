import type { ExternalId } from '../../../core/model.js';
import type { PutOutcome } from '../../../core/sending/outcome.js';

/** How PUTs ended, by the external id of their user. */
export type PutOutcomes = ReadonlyMap<ExternalId, PutOutcome>;

/** Records what a run is about to send, and how each request ended. */
export interface RunLog {
  /** Whether the state is certainly still ours, as far as we can know without asking the backend. */
  isSure(): boolean;
  /** Asks. Resolves once the state is surely ours; until then nothing is sent. Rejects as `intend` does. */
  confirm(): Promise<void>;
  /**
   * Resolves when the intent to send the PUTs of these users is durable. Nothing is sent before that.
   * Rejects with FenceLost if another run has taken over, with anything else if it failed.
   */
  intend(ids: readonly ExternalId[]): Promise<void>;
  /** Resolves when these outcomes are durable. They count from then on. Rejects as `intend` does. */
  record(outcomes: PutOutcomes): Promise<void>;
}

/** The state belongs to another run now: this one must not send or write anything more. */
export class FenceLost extends Error {
  constructor() {
    super('another run has taken over the state');
    this.name = 'FenceLost';
  }
}
