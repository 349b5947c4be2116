import type { StateBackend } from '../../core/ports.js';
import type { StateCodec } from './state-codec.js';

/**
 * A backend as everything above it sees it: plain text goes in and comes out, older versions included,
 * and what is stored is what the codec makes of it. Its `read` and `readVersion` throw UnreadableText for
 * what the codec refuses. Journals hold no values and stay as they are.
 */
export function encryptedBackend(backend: StateBackend, codec: StateCodec): StateBackend {
  return {
    kind: backend.kind,
    location: backend.location,
    journals: backend.journals,
    read: async () => {
      const stored = await backend.read();
      return stored === null ? null : { ...stored, text: codec.decode(stored.text) };
    },
    commit: (text, serial, expected) =>
      backend.commit(codec.encode(text, serial), serial, expected),
    readVersion: async (serial) => {
      const stored = await backend.readVersion(serial);
      return stored === null ? null : codec.decode(stored);
    },
    versions: () => backend.versions(),
    lock: (info) => backend.lock(info),
    unlock: (id) => backend.unlock(id),
    lockOwner: () => backend.lockOwner(),
    holds: (id) => backend.holds(id),
    probe: () => backend.probe(),
    close: () => backend.close(),
  };
}
