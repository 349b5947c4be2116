import { randomBytes, randomUUID } from 'node:crypto';
import type { Random } from '../core/ports.js';

/** Chance from the operating system: keys and lineages come from it too. */
export const systemRandom: Random = {
  // 48 bits, as many as fit `readUIntBE`; far more than jitter needs.
  fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  hex: (bytes) => randomBytes(bytes).toString('hex'),
  uuid: () => randomUUID(),
};
