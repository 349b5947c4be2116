import { noJournals } from '../../src/adapters/state/remote-backend.js';
import type {
  CommitResult,
  LockInfo,
  LockResult,
  StateBackend,
  StateLock,
  StateStore,
  StateTraits,
  UnlockResult,
} from '../../src/core/ports/state.js';
import { parseState, serializeState } from '../../src/core/state/state-file.js';
import type { RecordedState } from '../../src/core/model.js';

export const LOCK: LockInfo = {
  ID: 'ours',
  Operation: 'OperationTypeApply',
  Info: '',
  Who: 'ana@laptop',
  Version: '0.1.0',
  Created: '2026-01-01T00:00:00.000Z',
  Path: 'memory',
};

const TRAITS: StateTraits = {
  location: 'memory',
  keepsJournals: false,
  keepsVersions: false,
  showsOwner: true,
  seesProcesses: false,
  lockPollMs: 3_000,
};

/** A shared backend in memory that can lose an answer, or a request, or keep a caller waiting. */
export class SharedStore implements StateBackend, StateStore, StateLock {
  readonly traits: StateTraits;
  readonly store = this;
  readonly lock = this;
  readonly journals = noJournals;
  heldBy: LockInfo | null = LOCK;
  /** How many times somebody asked who holds the lock. */
  ownerAsked = 0;
  /** The next calls: what was asked is done, and its answer is lost. */
  answersToLose = 0;
  /** Nothing arrives any more, and every call fails. */
  isDown = false;
  /** Nothing arrives before this. */
  silence: Promise<void> = Promise.resolve();
  #text: string;
  #version = 1;

  constructor(state: RecordedState, traits: Partial<StateTraits> = {}) {
    this.#text = serializeState(state);
    this.traits = { ...TRAITS, ...traits };
  }

  get stored(): RecordedState {
    const { value } = parseState(this.#text);
    if (value === undefined) throw new Error('what is stored is no state');
    return value;
  }

  get version(): string {
    return String(this.#version);
  }

  read(): Promise<{ text: string; version: string }> {
    return this.#answer(() => ({ text: this.#text, version: this.version }));
  }

  commit(text: string, _serial: number, expected: string | null): Promise<CommitResult> {
    return this.#answer((): CommitResult => {
      if (expected !== this.version) return { kind: 'stale' };
      this.#text = text;
      this.#version += 1;
      return { kind: 'committed', version: this.version };
    });
  }

  take(info: LockInfo): Promise<LockResult> {
    return this.#answer((): LockResult => {
      if (this.heldBy !== null) return { kind: 'busy', owner: this.heldBy, isAlive: false };
      this.heldBy = info;
      return { kind: 'held', takenFrom: null };
    });
  }

  release(id: string): Promise<UnlockResult> {
    return this.#answer((): UnlockResult => {
      if (this.heldBy === null) return { kind: 'not-locked' };
      if (this.heldBy.ID !== id) return { kind: 'not-owner', owner: this.heldBy };
      this.heldBy = null;
      return { kind: 'unlocked' };
    });
  }

  owner(): Promise<LockInfo | null> {
    this.ownerAsked += 1;
    return this.#answer(() => this.heldBy);
  }

  holds(id: string): Promise<boolean> {
    return this.#answer(() => this.heldBy?.ID === id);
  }

  versions(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  readVersion(): Promise<null> {
    return Promise.resolve(null);
  }

  probe(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #answer<T>(work: () => T): Promise<T> {
    await this.silence;
    if (this.isDown) throw new Error('the backend is down');
    const result = work();
    if (this.answersToLose === 0) return result;
    this.answersToLose -= 1;
    throw new Error('the answer was lost');
  }
}
