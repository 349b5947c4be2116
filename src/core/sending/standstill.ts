import type { Clock } from '../ports/system.js';

/** One moment by both clocks of the machine, in milliseconds. */
export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

/**
 * A process from which nothing was heard for so long stood still: the machine was suspended, or the process
 * was stopped. Somebody else may have taken over meanwhile.
 */
export const STANDSTILL_MS = 4_000;

export function momentOf(clock: Pick<Clock, 'now' | 'monotonic'>): Moment {
  return { wall: clock.now(), monotonic: clock.monotonic() };
}

/**
 * How much time has passed, by the clock that shows more of it. While a laptop or a VM is suspended the
 * monotonic clock stands still and the wall clock goes on; a wall clock that was set back is outdone by
 * the monotonic one.
 */
export function elapsedBetween(from: Moment, to: Moment): number {
  return Math.max(to.wall - from.wall, to.monotonic - from.monotonic);
}

/**
 * Whether the process stood still between two moments that lie at most `mostMs` apart if it did not. What was
 * decided at the first must not be done at the second without another look.
 */
export function stoodStill(from: Moment, to: Moment, mostMs: number): boolean {
  const slept = to.wall - from.wall - (to.monotonic - from.monotonic);
  return slept > STANDSTILL_MS || elapsedBetween(from, to) > mostMs + STANDSTILL_MS;
}
