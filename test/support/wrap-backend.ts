import type {
  JournalStore,
  StateBackend,
  StateLock,
  StateStore,
} from '../../src/core/ports/state.js';

/** What is to behave differently. */
export interface BackendChanges {
  readonly store?: Partial<StateStore>;
  readonly lock?: Partial<StateLock>;
  readonly journals?: Partial<JournalStore>;
}

/** A backend that passes every call on to `inner`, but for those that `changes` has. */
export function wrapBackend(inner: StateBackend, changes: BackendChanges): StateBackend {
  const { store, lock, journals } = inner;
  return {
    traits: inner.traits,
    store: {
      read: () => store.read(),
      commit: (text, serial, expected) => store.commit(text, serial, expected),
      versions: () => store.versions(),
      readVersion: (serial) => store.readVersion(serial),
      ...changes.store,
    },
    lock: {
      take: (info) => lock.take(info),
      release: (id) => lock.release(id),
      owner: () => lock.owner(),
      holds: (id) => lock.holds(id),
      ...changes.lock,
    },
    journals: {
      create: (run, lines) => journals.create(run, lines),
      read: (run) => journals.read(run),
      pulse: () => journals.pulse(),
      prune: (keep) => journals.prune(keep),
      ...changes.journals,
    },
    probe: () => inner.probe(),
    close: () => inner.close(),
  };
}
