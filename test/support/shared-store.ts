import type { CommitResult, LockInfo, LockResult, StateBackend } from '../../src/core/ports.js';
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

/** A shared backend in memory that can lose an answer, or a request, or keep a caller waiting. */
export class SharedStore implements StateBackend {
  readonly kind: StateBackend['kind'];
  readonly location = 'memory';
  readonly journals = null;
  owner: LockInfo | null = LOCK;
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

  constructor(state: RecordedState, kind: StateBackend['kind'] = 'git') {
    this.#text = serializeState(state);
    this.kind = kind;
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

  lock(info: LockInfo): Promise<LockResult> {
    return this.#answer((): LockResult => {
      if (this.owner !== null) return { kind: 'busy', owner: this.owner };
      this.owner = info;
      return { kind: 'held', takenFrom: null };
    });
  }

  unlock(id: string): ReturnType<StateBackend['unlock']> {
    return this.#answer(() => {
      if (this.owner === null) return { kind: 'not-locked' };
      if (this.owner.ID !== id) return { kind: 'not-owner', owner: this.owner };
      this.owner = null;
      return { kind: 'unlocked' };
    });
  }

  lockOwner(): Promise<LockInfo | null> {
    this.ownerAsked += 1;
    return this.#answer(() => this.owner);
  }

  holds(id: string): Promise<boolean> {
    return this.#answer(() => this.owner?.ID === id);
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
