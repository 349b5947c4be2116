import type { StateStore } from '../../core/ports/state.js';
import { isEnvelope } from '../../core/state/envelope.js';

/** Counts the versions that a backend keeps and that are not encrypted. `stored`: below the encryption. */
export async function countPlainVersions(stored: StateStore): Promise<number> {
  let plain = 0;
  for (const { serial } of await stored.versions()) {
    const text = await stored.readVersion(serial);
    if (text !== null && !isEnvelope(text)) plain += 1;
  }
  return plain;
}
