import { FIELD_NAMES } from '../model.js';
import type { ApiError, Attempt, UpdateRequest } from '../ports/cor.js';
import { compareEcho, type PutOutcome } from './outcome.js';
import { findMismatch, type Mismatch, type Pins } from './pins.js';
import type { StopCause } from './stop.js';

/** The most requests that are sent for one user in one run. */
export const MAX_ATTEMPTS = 4;

/** The longest that a run waits for COR to let it in; beyond it, it ends and can be resumed. */
export const MAX_WAIT_MS = 120_000;

const BACK_OFF_BASE_MS = 250;
const BACK_OFF_FACTOR = 4;
const BACK_OFF_CAP_MS = 8_000;

/** What the earlier attempts of a PUT left behind. */
export interface PutHistory {
  readonly attempts: number;
  /** An earlier attempt had no conclusive answer: COR may hold the new values. */
  readonly maybeApplied: boolean;
  readonly error: ApiError | null;
}

export const NEW_PUT: PutHistory = { attempts: 0, maybeApplied: false, error: null };

export type Verdict =
  | { readonly kind: 'final'; readonly outcome: PutOutcome }
  | { readonly kind: 'retry'; readonly history: PutHistory; readonly afterMs: number }
  /** This PUT is over, and so is the run: nobody else would fare better now. */
  | { readonly kind: 'stop'; readonly cause: StopCause; readonly outcome: PutOutcome };

/**
 * Decides what follows from one attempt. `fraction` in [0, 1) is the jitter of the back-off.
 * What must not be assumed: a refusal after an attempt without a
 * conclusive answer proves nothing about that attempt, which may still be carried out.
 */
export function judgeAttempt(
  attempt: Attempt,
  before: PutHistory,
  context: { readonly update: UpdateRequest; readonly pins: Pins; readonly fraction: number },
): Verdict {
  if (attempt.kind === 'applied') {
    const mismatch = findMismatch(attempt, context.pins);
    if (mismatch !== null) return judgeMismatch(mismatch, context.update);
    const { corId, companyId, echo } = attempt;
    const compared = compareEcho(context.update.set, echo);
    return { kind: 'final', outcome: { kind: 'applied', corId, companyId, ...compared } };
  }
  const { error } = attempt;
  const history: PutHistory = {
    attempts: before.attempts + 1,
    maybeApplied: before.maybeApplied || attempt.kind === 'unknown',
    error,
  };
  if (attempt.kind === 'refused') {
    const outcome: PutOutcome = history.maybeApplied
      ? { kind: 'unknown', error }
      : { kind: 'refused', error };
    return { kind: 'final', outcome };
  }
  const outcome = giveUp(history);
  if (error.class === 'unauthorised') {
    return { kind: 'stop', cause: { reason: 'unauthorised', error }, outcome };
  }
  const waitMs = attempt.retryAfterMs ?? 0;
  if (waitMs > MAX_WAIT_MS) {
    return { kind: 'stop', cause: { reason: 'retry-after', waitMs }, outcome };
  }
  if (!isWorthRetrying(attempt) || history.attempts >= MAX_ATTEMPTS) {
    return { kind: 'final', outcome };
  }
  return {
    kind: 'retry',
    history,
    afterMs: retryDelay(attempt, history.attempts, context.fraction),
  };
}

/**
 * Somebody else was updated. Nothing of it is recorded, whatever came before: this user counts as refused. A
 * wrong company ends the run, because everybody else would go there too.
 */
function judgeMismatch({ what, recorded, answered }: Mismatch, update: UpdateRequest): Verdict {
  const error = { class: what, status: null, code: null, field: null, requestId: null };
  const outcome: PutOutcome = { kind: 'refused', error };
  if (what === 'other-person') return { kind: 'final', outcome };
  const fields = FIELD_NAMES.filter((field) => update.set[field] !== undefined);
  const cause = { reason: what, recorded, answered, id: update.id, fields } as const;
  return { kind: 'stop', cause, outcome };
}

/** The outcome of a PUT that is not sent again, from what its attempts left behind. */
export function giveUp(history: PutHistory): PutOutcome {
  return { kind: history.maybeApplied ? 'unknown' : 'not-attempted', error: history.error };
}

type Undecided = Extract<Attempt, { kind: 'not-applied' | 'unknown' }>;

function isWorthRetrying(attempt: Undecided): boolean {
  if (attempt.kind === 'unknown') return attempt.retryable;
  return attempt.error.class === 'throttled' || attempt.error.class === 'unreachable';
}

/**
 * A throttled request is due at once: the gate of the run holds back everybody, it included. Anything
 * else waits with full jitter under a ceiling that quadruples (250 ms, 1 s, 4 s), so four attempts
 * span a short outage and many workers do not come back together.
 */
export function retryDelay(
  attempt: Pick<Undecided, 'error' | 'retryAfterMs'>,
  attempts: number,
  fraction: number,
): number {
  if (attempt.error.class === 'throttled') return 0;
  const ceiling = Math.min(BACK_OFF_CAP_MS, BACK_OFF_BASE_MS * BACK_OFF_FACTOR ** (attempts - 1));
  return Math.max(fraction * ceiling, attempt.retryAfterMs ?? 0);
}

const RETRY_FLOOR = 100;
const RETRY_RATIO = 0.2;

/**
 * Whether the run may send one more repetition. A run sends at most a fifth more than it has users, and
 * 100: an ailing server is not kept down by us. Small runs never get there, the attempts bound them.
 */
export function retryAllowed(firstAttempts: number, retries: number): boolean {
  return retries < RETRY_FLOOR + RETRY_RATIO * firstAttempts;
}
