/** The failures that all remote backends share. None of them carries a credential or a state's text. */
import type { FailureEntry } from '../../core/errors/diagnostic.js';
import {
  BACKEND_CREDENTIALS_REFUSED,
  BACKEND_NOT_UNDERSTOOD,
  BACKEND_UNREACHABLE,
  INVALID_BACKEND_SETTING,
  STATE_WRITE_REFUSED,
  STATE_WRITE_UNKNOWN,
} from '../../core/errors/backend.js';
import { LOCK_CONTENDED } from '../../core/errors/lock.js';
import { type Failure, failureOf } from '../../core/errors/failure.js';

export interface BackendFailureOptions {
  readonly detail?: string | undefined;
  readonly fix?: string | undefined;
}

/** A Failure with one error of that code. */
export function backendFailure(
  entry: FailureEntry,
  summary: string,
  { detail, fix }: BackendFailureOptions = {},
): Failure {
  return failureOf(entry, { summary, detail: detail === '' ? undefined : detail, fix });
}

/** The backend could not be asked. `reason` is a word of ours or a system's error code. */
export function unreachable(location: string, reason: string, fix?: string): Failure {
  return backendFailure(BACKEND_UNREACHABLE, `the state backend can't be reached: ${location}`, {
    detail: reason,
    fix,
  });
}

/** A write may or may not have arrived, and reading again did not settle it. */
export function outcomeUnknown(location: string, reason: string): Failure {
  return backendFailure(
    STATE_WRITE_UNKNOWN,
    `it is unknown whether the state was written: ${location}`,
    { detail: reason },
  );
}

/** The backend refused the credentials. */
export function notAuthorised(location: string, reason: string, fix: string): Failure {
  return backendFailure(
    BACKEND_CREDENTIALS_REFUSED,
    `the state backend refused the credentials: ${location}`,
    { detail: reason, fix },
  );
}

/** An answer that does not belong to the protocol. */
export function notUnderstood(location: string, reason: string): Failure {
  return backendFailure(
    BACKEND_NOT_UNDERSTOOD,
    `the answer of the state backend was not understood: ${location}`,
    { detail: reason },
  );
}

/** A setting that can't be used. `reason` names the setting and never its secret parts. */
export function badSetting(reason: string, fix?: string): Failure {
  return backendFailure(INVALID_BACKEND_SETTING, reason, { fix });
}

/** The backend is there and said no. Nothing was written. */
export function writeRefused(location: string, reason: string): Failure {
  return backendFailure(
    STATE_WRITE_REFUSED,
    `the state backend did not accept the write: ${location}`,
    { detail: reason },
  );
}

/** Others moved the lock at each of our attempts. */
export function lockContended(location: string): Failure {
  return backendFailure(
    LOCK_CONTENDED,
    `the lock can't be taken because other runs keep taking it: ${location}`,
  );
}
