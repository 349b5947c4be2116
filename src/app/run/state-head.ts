import { Failure } from '../../core/failure.js';
import type { RecordedState } from '../../core/model.js';
import type { StateBackend, StateVersion } from '../../core/ports.js';
import { prepareCommit } from '../../core/state/state-file.js';

/** Somebody else committed since we read: our fence is lost, or we never got it. */
export class StaleState extends Error {
  constructor() {
    super('the stored state has changed meanwhile');
    this.name = 'StaleState';
  }
}

/**
 * The newest version of the state that we know to be stored. It moves only by a commit that the
 * backend confirmed, so that the serial of what we hold is always the stored one.
 */
export class StateHead {
  readonly #backend: StateBackend;
  readonly #writtenBy: string;
  #state: RecordedState;
  #version: StateVersion | null;

  /** `version` is null where nothing is stored yet. */
  constructor(
    backend: StateBackend,
    writtenBy: string,
    state: RecordedState,
    version: StateVersion | null,
  ) {
    this.#backend = backend;
    this.#writtenBy = writtenBy;
    this.#state = state;
    this.#version = version;
  }

  get state(): RecordedState {
    return this.#state;
  }

  /**
   * Commits `next` as the following serial, compare-and-swap. Throws StaleState where somebody else
   * was first, Failure where the backend failed; in both cases the head stays where it was.
   */
  async commit(next: RecordedState): Promise<void> {
    const prepared = prepareCommit(next, this.#writtenBy);
    const result = await this.#backend.commit(prepared.text, prepared.serial, this.#version);
    if (result.kind === 'stale') throw new StaleState();
    this.#state = prepared.state;
    this.#version = result.version;
  }

  /** The text that `commit(next)` would store: for the recovery file, when it can't be stored. */
  textOf(next: RecordedState): string {
    return prepareCommit(next, this.#writtenBy).text;
  }
}

/** StaleState in the words of the user. */
export function staleFailure(location: string): Failure {
  return new Failure('conflict', {
    severity: 'error',
    code: 'CF706',
    summary: `somebody else has changed the recorded state meanwhile (${location})`,
    detail: 'Nothing was sent.',
    fix: 'Run the command again: it starts from the newer state.',
  });
}
