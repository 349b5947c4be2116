import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Random } from '../../core/ports/system.js';

/** The most that randomInt takes: 48 bits, far more than jitter needs. */
const MOST_VALUES = 2 ** 48 - 1;

/** Chance from the operating system: keys and lineages come from it too. */
export const systemRandom: Random = {
  // randomInt takes many numbers from the system at once: there are two of these in every request.
  fraction: () => randomInt(MOST_VALUES) / MOST_VALUES,
  hex: (bytes) => randomBytes(bytes).toString('hex'),
  uuid: () => randomUUID(),
};
