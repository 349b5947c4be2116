/** The failures that all remote backends share. None of them carries a credential or a state's text. */
import type { Diagnostic } from '../../core/errors/diagnostic.js';
import { Failure, type FailureKind } from '../../core/errors/failure.js';

export interface BackendFailureOptions {
  readonly kind?: FailureKind;
  readonly detail?: string | undefined;
  readonly fix?: string;
}

/** A Failure with one error of that code. */
export function backendFailure(
  code: string,
  summary: string,
  options: BackendFailureOptions = {},
): Failure {
  const diagnostic: Diagnostic = {
    severity: 'error',
    code,
    summary,
    ...(options.detail === undefined || options.detail === '' ? {} : { detail: options.detail }),
    ...(options.fix === undefined ? {} : { fix: options.fix }),
  };
  return new Failure(options.kind ?? 'error', diagnostic);
}

/** The backend could not be asked. `reason` is a word of ours or a system's error code. */
export function unreachable(location: string, reason: string): Failure {
  return backendFailure('CF450', `the state backend can't be reached: ${location}`, {
    detail: reason,
    fix: 'Check the address, the network and the TLS certificate, then run the command again.',
  });
}

/** A write may or may not have arrived, and reading again did not settle it. */
export function outcomeUnknown(location: string, reason: string): Failure {
  return backendFailure('CF451', `it is not known whether the state was written: ${location}`, {
    detail: reason,
    fix: 'Run the command again: it starts by reading what is stored.',
  });
}

/** The backend refused the credentials. */
export function notAuthorised(location: string, reason: string, fix: string): Failure {
  return backendFailure('CF452', `the state backend refused the credentials: ${location}`, {
    kind: 'not-authorised',
    detail: reason,
    fix,
  });
}

/** An answer that does not belong to the protocol. */
export function notUnderstood(location: string, reason: string): Failure {
  return backendFailure('CF453', `the state backend's answer is not understood: ${location}`, {
    detail: reason,
  });
}

/** A setting that can't be used. `reason` names the setting and never its secret parts. */
export function badSetting(reason: string, fix?: string): Failure {
  return backendFailure('CF454', reason, {
    kind: 'invalid-input',
    ...(fix === undefined ? {} : { fix }),
  });
}

/** The backend is there and said no. Nothing was written. */
export function writeRefused(location: string, reason: string): Failure {
  return backendFailure('CF455', `the state backend did not accept the write: ${location}`, {
    detail: reason,
    fix: 'Let the user of the backend write there.',
  });
}

/** Others moved the lock at each of our attempts. */
export function lockContended(location: string): Failure {
  return backendFailure('CF456', `the lock can't be taken, others keep moving it: ${location}`, {
    kind: 'conflict',
    fix: 'Run the command again.',
  });
}
