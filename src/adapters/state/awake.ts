import type { Clock } from '../../core/ports.js';

/** Clocks are set by a second or so all the time; a machine that slept is off by more. */
const MOST_DRIFT_MS = 3_000;

/**
 * Runs a check whose answer is used at once, and runs it again if the machine slept meanwhile: while a laptop
 * or a VM is suspended the wall clock goes on and the monotonic clock stands still, and somebody else may
 * have taken over.
 */
export async function whileAwake<T>(clock: Clock, check: () => Promise<T>): Promise<T> {
  for (;;) {
    const before = clock.now() - clock.monotonic();
    const result = await check();
    const after = clock.now() - clock.monotonic();
    if (Math.abs(after - before) < MOST_DRIFT_MS) return result;
  }
}
