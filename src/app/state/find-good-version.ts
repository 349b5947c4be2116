import type { RecordedState } from '../../core/model.js';
import type { StateReader, StoredVersion } from '../../core/ports/state.js';
import type { Tombstone } from '../../core/state/tombstone.js';
import { parseRecord } from './read-record.js';
import { UnreadableText } from './state-codec.js';

/** An older version of the state that can be read. */
export interface GoodVersion {
  readonly version: StoredVersion;
  readonly state: RecordedState;
}

/**
 * Returns the newest version that the backend still has and that can be read, or null. A tombstone ends
 * the search: what is older than it lives on elsewhere, and must not come to life here a second time.
 */
export async function findGoodVersion(
  store: StateReader['store'],
): Promise<GoodVersion | Tombstone | null> {
  for (const version of await store.versions()) {
    const record = parseRecord((await readOrSkip(store, version.serial)) ?? '');
    if (record.kind === 'moved') return record.tombstone;
    if (record.kind === 'good') return { version, state: record.state };
  }
  return null;
}

/** Null also for a version that is damaged, or was written under a passphrase that we do not have. */
export async function readOrSkip(
  store: StateReader['store'],
  serial: number,
): Promise<string | null> {
  try {
    return await store.readVersion(serial);
  } catch (error) {
    if (error instanceof UnreadableText) return null;
    throw error;
  }
}
