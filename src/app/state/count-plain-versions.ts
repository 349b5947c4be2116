import type { StateBackend } from '../../core/ports.js';
import { isEnvelope } from '../../core/state/envelope.js';

/** How many of the versions that a backend keeps are not encrypted. `stored`: the backend as it is. */
export async function countPlainVersions(
  stored: Pick<StateBackend, 'versions' | 'readVersion'>,
): Promise<number> {
  let plain = 0;
  for (const { serial } of await stored.versions()) {
    const text = await stored.readVersion(serial);
    if (text !== null && !isEnvelope(text)) plain += 1;
  }
  return plain;
}
