import { createHash } from 'node:crypto';
import type { StateVersion } from '../../core/ports/state.js';

/** The version of a text in a store that has none of its own: each text has another serial. */
export function hashOf(text: string | Uint8Array): StateVersion {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
