import type { ApiError } from '../ports.js';
import type { OpOutcome } from './outcome.js';

/** How many users in a row must fail alike for the run to stop. */
export const BREAKER_STREAK = 5;

/**
 * Counts users that failed alike, one after the other in the order in which they ended. The first five
 * of a run that fail are such a row too. It holds for refusals of single users as well: five times the
 * same code in a row is far more often one mistake in users.yaml (or the wrong tenant) than five
 * coincidences, and stopping loses nothing, since the next apply goes on where this one ended.
 */
export interface Breaker {
  readonly family: string | null;
  readonly streak: number;
}

export const CLOSED_BREAKER: Breaker = { family: null, streak: 0 };

/** After an operation ended by itself (not because the run was stopped). */
export function countOutcome(breaker: Breaker, outcome: OpOutcome): Breaker {
  if (outcome.kind === 'applied' || outcome.error === null) return CLOSED_BREAKER;
  const family = failureFamily(outcome.error);
  return { family, streak: family === breaker.family ? breaker.streak + 1 : 1 };
}

export function isTripped(breaker: Breaker): boolean {
  return breaker.streak >= BREAKER_STREAK;
}

/**
 * Which failures are alike. Refusals: those with the same code (and class, so that a 403 is not a
 * refusal by code). All ways in which a service fails to answer are one family, because an outage shows
 * them mixed: time-outs, resets, 502s, pages of a proxy.
 */
function failureFamily(error: ApiError): string {
  switch (error.class) {
    case 'refused':
    case 'forbidden':
    case 'unauthorised':
    case 'redirect':
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
