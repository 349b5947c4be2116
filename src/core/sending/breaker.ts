import type { ApiError } from '../ports/cor.js';
import type { PutOutcome } from './outcome.js';
import type { StopCause } from './stop.js';

/** How many users in a row must fail alike for the run to stop. */
export const BREAKER_STREAK = 5;

/**
 * Counts users that failed alike, one after the other in the order in which they ended. The first five
 * of a run that fail are such a row too. It holds for refusals of single users as well: five times the
 * same code in a row is far more often one mistake in users.yaml (or the wrong tenant) than five
 * coincidences, and stopping loses nothing, since the next apply goes on where this one ended.
 */
export interface Breaker {
  /** The last failure; null if the last user did not fail. */
  readonly last: ApiError | null;
  readonly streak: number;
  /** All users that failed. */
  readonly failures: number;
}

export const CLOSED_BREAKER: Breaker = { last: null, streak: 0, failures: 0 };

/** After a PUT ended by itself (not because the run was stopped). */
export function countOutcome(breaker: Breaker, outcome: PutOutcome): Breaker {
  const { failures } = breaker;
  if (outcome.kind === 'applied' || outcome.error === null) return { ...CLOSED_BREAKER, failures };
  const last = outcome.error;
  const isAlike = breaker.last !== null && failureFamily(breaker.last) === failureFamily(last);
  return { last, streak: isAlike ? breaker.streak + 1 : 1, failures: failures + 1 };
}

/** Why the run must stop now, or null. `maxFailures`: null for no limit. */
export function causeToStop(breaker: Breaker, maxFailures: number | null): StopCause | null {
  const { last, streak, failures } = breaker;
  if (last === null) return null;
  if (maxFailures !== null && failures >= maxFailures) return { reason: 'max-failures', failures };
  if (streak < BREAKER_STREAK) return null;
  return { reason: 'breaker', failures: streak, error: last };
}

/**
 * Which failures are alike. Refusals: those with the same code (and class, so a 403 is not a
 * refusal by code). All ways in which a service fails to answer are one family, because an outage shows
 * them mixed: time-outs, resets, 502s, pages of a proxy.
 */
function failureFamily(error: ApiError): string {
  switch (error.class) {
    case 'refused':
    case 'forbidden':
    case 'unauthorised':
    case 'redirect':
    case 'other-company':
    case 'other-person':
      return `${error.class} ${error.code ?? ''}`;
    case 'throttled':
    case 'unreachable':
    case 'timeout':
    case 'reset':
    case 'server':
    case 'protocol':
      return 'no answer';
  }
}
