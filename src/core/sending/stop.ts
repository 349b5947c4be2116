import { type Diagnostic, errorOf } from '../errors/diagnostic.js';
import {
  CREDENTIAL_NO_LONGER_ACCEPTED,
  FAILURE_LIMIT_REACHED,
  LONG_PAUSE_ASKED,
  OTHER_COMPANY,
  OUTCOME_NOT_RECORDED,
  RUN_INTERRUPTED,
  RUN_LOCK_LOST,
  TIME_IS_OVER,
  TOO_MANY_REPEATS,
  USERS_IN_A_ROW_FAILED,
} from '../errors/sending.js';
import type { ExternalId, FieldName } from '../model.js';
import type { ApiError } from '../ports/cor.js';
import { countOf } from '../text/phrase.js';
import { explainUnreachable } from './connection.js';

/** Why a run sent nothing more. Each but `done` leaves a run that the next apply resumes. */
export type StopCause =
  | { readonly reason: 'done' }
  | { readonly reason: 'interrupted' }
  | { readonly reason: 'unauthorised'; readonly error: ApiError }
  | { readonly reason: 'breaker'; readonly failures: number; readonly error: ApiError }
  | { readonly reason: 'max-failures'; readonly failures: number }
  | { readonly reason: 'max-duration'; readonly ms: number }
  /** `waitMs` is how long COR wants to be left alone, or has kept us waiting. */
  | { readonly reason: 'retry-after'; readonly waitMs: number }
  | { readonly reason: 'retry-budget'; readonly retries: number }
  /** Outcomes could not be made durable. The value that was thrown, for the caller to report. */
  | { readonly reason: 'log-failed'; readonly error: unknown }
  | { readonly reason: 'fence-lost' }
  /** The credential belongs to another company, where one update has landed. */
  | {
      readonly reason: 'other-company';
      readonly recorded: number;
      readonly answered: number;
      readonly id: ExternalId;
      readonly fields: readonly FieldName[];
    };

/** Explains the end of a run to a person; null if it completed. The last line of the apply says how to go on. */
export function explainStop(cause: StopCause): Diagnostic | null {
  switch (cause.reason) {
    case 'done':
      return null;
    case 'interrupted':
      return errorOf(RUN_INTERRUPTED, { summary: 'The run was interrupted.', fix: null });
    case 'unauthorised':
      return errorOf(CREDENTIAL_NO_LONGER_ACCEPTED, {
        summary: `COR no longer accepts the credential${describeError(cause.error)}.`,
      });
    case 'breaker':
      return errorOf(USERS_IN_A_ROW_FAILED, {
        summary: `Stopped: ${cause.failures} users in a row failed in the same way${describeError(cause.error)}.`,
        ...explainUnreachable(
          cause.error,
          'Solve the problem that they have in common, or leave them out with --exclude, then run `corform apply` again.',
        ),
      });
    case 'max-failures':
      return errorOf(FAILURE_LIMIT_REACHED, {
        summary: `Stopped: ${countOf(cause.failures, 'user')} failed (--max-failures).`,
        fix: null,
      });
    case 'max-duration':
      return errorOf(TIME_IS_OVER, {
        summary: `Stopped after ${seconds(cause.ms)} (--max-duration).`,
        fix: null,
      });
    case 'retry-after':
      return errorOf(LONG_PAUSE_ASKED, {
        summary: `Stopped: COR asks for a longer pause than a run waits (${seconds(cause.waitMs)}).`,
      });
    case 'retry-budget':
      return errorOf(TOO_MANY_REPEATS, {
        summary: `Stopped: COR failed too often. corform had to repeat ${cause.retries} requests.`,
        fix: null,
      });
    case 'log-failed':
      return errorOf(OUTCOME_NOT_RECORDED, {
        summary: 'Stopped: the outcome of a request could not be recorded.',
      });
    case 'fence-lost':
      return errorOf(RUN_LOCK_LOST, {
        summary:
          'Stopped: this run lost the lock of the state. Another run took over, or somebody removed the lock.',
      });
    case 'other-company':
      return errorOf(OTHER_COMPANY, {
        summary: `Stopped: this credential belongs to another company: ${cause.recorded} recorded, ${cause.answered} answered; one update landed there: user "${cause.id}", ${cause.fields.join(', ')}.`,
        detail: 'corform did not record that update.',
        fix: `Use the credential of company ${cause.recorded}, and correct those fields in company ${cause.answered}.`,
      });
  }
}

const CLASS_WORDS: Readonly<Record<ApiError['class'], string>> = {
  refused: 'refused',
  forbidden: 'forbidden',
  unauthorised: 'not authorised',
  throttled: 'too many requests',
  unreachable: 'no connection',
  timeout: 'no answer in time',
  reset: 'the connection broke off',
  server: 'COR has a problem',
  redirect: 'a redirect, and corform never follows one',
  'other-company': 'another company answered',
  'other-person': 'another user answered',
  protocol: 'an answer that COR never gives',
};

/** The parts of an error that are worth a bracket: in words, its status and COR's code. */
export function describeError(error: ApiError): string {
  const parts = [
    ...(error.status === null ? [] : [`HTTP ${error.status}`]),
    ...(error.code === null || error.code === String(error.status) ? [] : [error.code]),
  ];
  return ` (${[CLASS_WORDS[error.class], ...parts].join(', ')})`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
