/**
 * A state backend in memory, right by default, and wrong in one chosen way. It exists to show that the
 * contract suite accepts a right one and catches each wrong one; nothing else uses it.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  CommitResult,
  LockInfo,
  LockResult,
  StateBackend,
  StateLock,
  StateStore,
  StateTraits,
  StoredState,
  StoredVersion,
  UnlockResult,
} from '../../src/core/ports/state.js';
import { noJournals } from '../../src/adapters/state/remote-backend.js';
import type { OpenedStore } from '../contract/state/state-backend-contract.js';

/** The ways of being wrong. */
export const MEMORY_FAULTS = [
  'commits without comparing',
  'compares, then writes after a pause',
  'creates over an existing state',
  'lets everybody lock',
  'checks the lock, then takes it after a pause',
  'forgets fields of the owner',
  'unlocks for anybody',
  'unlocks what is not locked',
  'holds what was taken away',
  'loses the trailing newline',
  'loses the lock on commit',
  'lists versions oldest first',
  'gives the newest text for any version',
  'stores what it refused',
  'leaves a probe lock',
] as const;

export type MemoryFault = (typeof MEMORY_FAULTS)[number];

interface Memory {
  lock: LockInfo | null;
  readonly versions: { readonly serial: number; readonly text: string; readonly id: string }[];
  writes: number;
}

class MemoryBackend implements StateBackend, StateStore, StateLock {
  readonly traits: StateTraits = {
    location: 'memory',
    keepsJournals: false,
    keepsVersions: true,
    showsOwner: true,
    seesProcesses: false,
    lockPollMs: 3_000,
  };
  readonly store = this;
  readonly lock = this;
  readonly journals = noJournals;
  readonly #memory: Memory;
  readonly #fault: MemoryFault | null;
  readonly #mine = new Set<string>();

  constructor(memory: Memory, fault: MemoryFault | null) {
    this.#memory = memory;
    this.#fault = fault;
  }

  async read(): Promise<StoredState | null> {
    await nextTurn();
    const last = this.#memory.versions.at(-1);
    return last === undefined ? null : { text: last.text, version: last.id };
  }

  async commit(text: string, serial: number, expected: string | null): Promise<CommitResult> {
    await nextTurn();
    const current = this.#memory.versions.at(-1)?.id ?? null;
    const compares =
      this.#fault !== 'commits without comparing' &&
      !(this.#fault === 'creates over an existing state' && expected === null);
    if (compares && current !== expected) {
      if (this.#fault === 'stores what it refused') this.#store(text, serial);
      return { kind: 'stale' };
    }
    if (this.#fault === 'compares, then writes after a pause') await nextTurn();
    if (this.#fault === 'loses the lock on commit') this.#memory.lock = null;
    const kept = this.#fault === 'loses the trailing newline' ? text.trimEnd() : text;
    return { kind: 'committed', version: this.#store(kept, serial) };
  }

  #store(text: string, serial: number): string {
    this.#memory.writes += 1;
    const id = `version-${this.#memory.writes}`;
    this.#memory.versions.push({ serial, text, id });
    return id;
  }

  async take(info: LockInfo): Promise<LockResult> {
    await nextTurn();
    const owner = this.#memory.lock;
    if (owner !== null && this.#fault !== 'lets everybody lock') {
      const shown = this.#fault === 'forgets fields of the owner' ? { ...owner, Info: '' } : owner;
      return { kind: 'busy', owner: shown, isAlive: false };
    }
    if (this.#fault === 'checks the lock, then takes it after a pause') await nextTurn();
    this.#memory.lock = info;
    this.#mine.add(info.ID);
    return { kind: 'held', takenFrom: null };
  }

  async release(id: string): Promise<UnlockResult> {
    await nextTurn();
    const owner = this.#memory.lock;
    if (owner === null) {
      return { kind: this.#fault === 'unlocks what is not locked' ? 'unlocked' : 'not-locked' };
    }
    if (owner.ID !== id && this.#fault !== 'unlocks for anybody') {
      return { kind: 'not-owner', owner };
    }
    this.#memory.lock = null;
    return { kind: 'unlocked' };
  }

  owner(): Promise<LockInfo | null> {
    return Promise.resolve(this.#memory.lock);
  }

  holds(id: string): Promise<boolean> {
    if (this.#fault === 'holds what was taken away') return Promise.resolve(this.#mine.has(id));
    return Promise.resolve(this.#memory.lock?.ID === id);
  }

  versions(): Promise<readonly StoredVersion[]> {
    const listed = this.#memory.versions.map(({ serial, id }) => ({ serial, at: null, label: id }));
    return Promise.resolve(
      this.#fault === 'lists versions oldest first' ? listed : listed.reverse(),
    );
  }

  readVersion(serial: number): Promise<string | null> {
    const found =
      this.#fault === 'gives the newest text for any version'
        ? this.#memory.versions.at(-1)
        : this.#memory.versions.find((v) => v.serial === serial);
    return Promise.resolve(found?.text ?? null);
  }

  async probe(): Promise<void> {
    if (this.#fault === 'leaves a probe lock') {
      await this.take({
        ID: 'probe',
        Operation: '',
        Info: '',
        Who: '',
        Version: '',
        Created: '',
        Path: '',
      });
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A new store in memory, wrong in the way of `fault`. */
export function openMemoryStore(fault: MemoryFault | null): OpenedStore {
  const memory: Memory = { lock: null, versions: [], writes: 0 };
  return {
    backend: () => Promise.resolve(new MemoryBackend(memory, fault)),
    cleanup: () => Promise.resolve(),
  };
}
