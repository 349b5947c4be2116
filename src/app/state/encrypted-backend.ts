import type { StateBackend, StateStore } from '../../core/ports/state.js';
import { UnreadableText, type StateCodec } from './state-codec.js';

/**
 * A backend whose texts are encrypted in the store and plain above it, older versions included. Journals
 * hold no values and stay as they are.
 */
export function encryptedBackend(backend: StateBackend, codec: StateCodec): StateBackend {
  return {
    traits: backend.traits,
    store: encryptedStore(backend.store, codec),
    lock: backend.lock,
    journals: backend.journals,
    probe: () => backend.probe(),
    remarks: async () => (await backend.remarks?.()) ?? [],
    close: () => backend.close(),
  };
}

/** Its `read` and `readVersion` throw UnreadableText for what the codec refuses. */
function encryptedStore(store: StateStore, codec: StateCodec): StateStore {
  return {
    read: async () => {
      const stored = await store.read();
      if (stored === null) return null;
      const { text: sealed, version } = stored;
      try {
        return { text: codec.decode(sealed), sealed, version };
      } catch (error) {
        throw error instanceof UnreadableText ? error.of(stored) : error;
      }
    },
    commit: (text, serial, expected) => store.commit(codec.encode(text, serial), serial, expected),
    versions: () => store.versions(),
    readVersion: async (serial) => {
      const sealed = await store.readVersion(serial);
      return sealed === null ? null : codec.decode(sealed);
    },
  };
}
