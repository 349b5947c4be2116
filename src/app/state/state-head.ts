import { errorOf } from '../../core/errors/diagnostic.js';
import { STATE_CHANGED } from '../../core/errors/state.js';
import { Failure } from '../../core/errors/failure.js';
import type { RecordedState } from '../../core/model.js';
import type { StateBackend, StateVersion } from '../../core/ports/state.js';
import { prepareCommit, type PreparedCommit } from '../../core/state/state-file.js';
import { verifyState, type VerifiedState } from './load-state.js';

/** Somebody else committed since we read: our fence is lost, or we never got it. */
export class StaleState extends Failure {
  constructor(location: string) {
    super(
      errorOf(STATE_CHANGED, {
        summary: `somebody else changed the recorded state or its lock while the command ran (${location})`,
        detail: 'Nothing was sent.',
      }),
    );
  }
}

/**
 * The newest version of the state that we know to be stored. It moves only by a commit that the
 * backend confirmed, or that was found stored, so the serial of what we hold is always the stored one.
 */
export class StateHead {
  readonly #backend: StateBackend;
  readonly #writtenBy: string;
  #state: RecordedState;
  #version: StateVersion | null;

  /** `version` is null if nothing is stored yet. */
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
   * Commits `next` as the following serial, compare-and-swap. Throws StaleState if somebody else
   * was first, another Failure if the backend failed; in both cases the head stays where it was.
   */
  async commit(next: RecordedState): Promise<void> {
    await this.#store(prepareCommit(next, this.#writtenBy));
  }

  /**
   * `commit` for a run that holds the lock. Where it fails, or finds another version, it looks at what is
   * stored: an earlier write of ours may have arrived without its answer. If it was this very text, it
   * is committed; if it was an older one of this run, and the lock is still ours, `next` is committed once
   * more on top of it. `next` must hold every outcome that an earlier commit of the run held.
   */
  async commitRun(next: RecordedState, lockId: string): Promise<void> {
    const prepared = this.#prepare(next);
    try {
      await this.#store(prepared);
    } catch (error) {
      const stored = await this.#readAgain();
      if (stored?.text === prepared.text) {
        this.#state = prepared.state;
        this.#version = stored.version;
        return;
      }
      if (stored === null || !(await this.#isOurs(stored.state, next, lockId))) throw error;
      this.#state = { ...this.#state, serial: stored.state.serial };
      this.#version = stored.version;
      await this.#store(this.#prepare(next));
    }
  }

  /** The text that `commitRun(next)` would store: for the recovery file, when it can't be stored. */
  textOf(next: RecordedState): string {
    return this.#prepare(next).text;
  }

  async #store({ text, serial, state }: PreparedCommit): Promise<void> {
    const result = await this.#backend.store.commit(text, serial, this.#version);
    if (result.kind === 'stale') throw new StaleState(this.#backend.traits.location);
    this.#state = state;
    this.#version = result.version;
  }

  /** `next` may have been made before the serial of a lost write was found out. */
  #prepare(next: RecordedState): PreparedCommit {
    return prepareCommit({ ...next, serial: this.#state.serial }, this.#writtenBy);
  }

  /** Null if it can't be read now: what went wrong before is then all there is to say. */
  async #readAgain(): Promise<VerifiedState | null> {
    return verifyState(this.#backend.store).catch(() => null);
  }

  async #isOurs(stored: RecordedState, next: RecordedState, lockId: string): Promise<boolean> {
    const runId = next.run?.id ?? next.history.at(-1)?.id;
    if (stored.lineage !== next.lineage || stored.run === null || stored.run.id !== runId) {
      return false;
    }
    return this.#backend.lock.holds(lockId).catch(() => false);
  }
}
