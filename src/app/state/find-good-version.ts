import type { RecordedState } from '../../core/model.js';
import type { StateBackend, StoredVersion } from '../../core/ports.js';
import { parseState } from '../../core/state/state-file.js';
import { readTombstone, type Tombstone } from '../../core/state/tombstone.js';
import { UnreadableText } from './state-codec.js';

/** An older version of the state that can be read. */
export interface GoodVersion {
  readonly version: StoredVersion;
  readonly state: RecordedState;
}

/**
 * The newest version that the backend still has and that can be read, or null. To be named when the
 * current state can't be, and used by `state repair`. A tombstone is the end of the search: what is older
 * than it lives on elsewhere, and must not come to life here a second time.
 */
export async function findGoodVersion(
  backend: Pick<StateBackend, 'versions' | 'readVersion'>,
): Promise<GoodVersion | Tombstone | null> {
  for (const version of await backend.versions()) {
    const text = (await readOrSkip(backend, version.serial)) ?? '';
    const tombstone = readTombstone(text);
    if (tombstone !== null) return tombstone;
    const state = parseState(text).value;
    if (state !== undefined) return { version, state };
  }
  return null;
}

/** Null also for a version that was written under a passphrase that we do not have, or is damaged. */
async function readOrSkip(
  backend: Pick<StateBackend, 'readVersion'>,
  serial: number,
): Promise<string | null> {
  try {
    return await backend.readVersion(serial);
  } catch (error) {
    if (error instanceof UnreadableText) return null;
    throw error;
  }
}
