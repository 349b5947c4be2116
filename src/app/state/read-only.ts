import type { StateReader } from '../../core/ports/state.js';

/** The same state, with nothing left by which it could be changed. */
export function readOnly({ traits, store, lock, journals }: StateReader): StateReader {
  return {
    traits,
    store: {
      read: () => store.read(),
      versions: () => store.versions(),
      readVersion: (serial) => store.readVersion(serial),
    },
    lock: { owner: () => lock.owner() },
    journals: { read: (runId) => journals.read(runId) },
  };
}
