import type { Plan } from './change.js';

/**
 * What COR is assumed to take for one PUT, in milliseconds. COR documents no figure; 150 is in the
 * middle of what such services take. For people only: nothing may be decided by it.
 */
const ASSUMED_REQUEST_MS = 150;

/** What an apply of the plan will take, if COR neither fails nor throttles. */
export interface Forecast {
  /** One PUT for each added or updated user. */
  readonly requests: number;
  /** Whole seconds, rounded up; 0 only where nothing is sent. */
  readonly seconds: number;
  /** The most requests in flight at a time. */
  readonly inFlight: number;
}

/** `rate` is the most requests a second, or null. */
export function forecastApply(
  plan: Plan,
  pace: { readonly concurrency: number; readonly rate: number | null },
): Forecast {
  const { add, update, resend } = plan.counts;
  const requests = add + update + resend;
  const byLatency = (requests * ASSUMED_REQUEST_MS) / 1000 / pace.concurrency;
  const byRate = pace.rate === null ? 0 : requests / pace.rate;
  const seconds = Math.ceil(Math.max(byLatency, byRate));
  return { requests, seconds, inFlight: pace.concurrency };
}
