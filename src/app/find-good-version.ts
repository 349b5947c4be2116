import type { Outcome } from '../core/diagnostic.js';
import type { RecordedState } from '../core/model.js';
import type { StateBackend, StoredVersion } from '../core/ports.js';

/** An older version of the state that can be read. */
export interface GoodVersion {
  readonly version: StoredVersion;
  readonly state: RecordedState;
  /** The text as stored, e.g. to be committed again. */
  readonly text: string;
}

/**
 * The newest version that the backend still has and that `read` accepts, or null. To be named when the
 * current state can't be read, and used by `state repair`. `read` is `parseState`, or what decrypts first.
 */
export async function findGoodVersion(
  backend: Pick<StateBackend, 'versions' | 'readVersion'>,
  read: (text: string) => Outcome<RecordedState>,
): Promise<GoodVersion | null> {
  for (const version of await backend.versions()) {
    const text = await backend.readVersion(version.serial);
    if (text === null) continue;
    const state = read(text).value;
    if (state !== undefined) return { version, state, text };
  }
  return null;
}
