import type { Clock } from '../../core/ports/system.js';
import { momentOf, stoodStill } from '../../core/sending/standstill.js';
import { ATTEMPTS, NoAnswer } from './attempts.js';

/** How old the answers of a check may be when they are used. Far less than it takes to be counted as dead. */
const MOST_MS = 20_000;

/**
 * Runs a check whose answer is used at once, and runs it again if the machine slept or the process was stopped
 * meanwhile, or if the answer is old: somebody else may have taken over. Throws NoAnswer if it never is fresh.
 */
export async function whileAwake<T>(clock: Clock, check: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const begunAt = momentOf(clock);
    const result = await check();
    if (!stoodStill(begunAt, momentOf(clock), MOST_MS)) return result;
  }
  throw new NoAnswer('the answers came too late', false);
}
