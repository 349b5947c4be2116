import type { Diagnostic } from '../errors/diagnostic.js';
import type { ApiError } from '../ports.js';

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
  | { readonly reason: 'fence-lost' };

/** What a person is told about the end of a run; null where it simply got through. */
export function explainStop(cause: StopCause): Diagnostic | null {
  switch (cause.reason) {
    case 'done':
      return null;
    case 'interrupted':
      return resumable('CF530', 'The run was interrupted.');
    case 'unauthorised':
      return {
        severity: 'error',
        code: 'CF531',
        summary: `COR no longer accepts the credential${describeError(cause.error)}.`,
        fix: 'Check the COR credential, then run apply again to continue.',
      };
    case 'breaker':
      return {
        severity: 'error',
        code: 'CF532',
        summary: `Stopped: ${cause.failures} users in a row failed alike${describeError(cause.error)}.`,
        fix: 'Resolve what they have in common, or leave them out with --exclude, then run apply again.',
      };
    case 'max-failures':
      return resumable('CF533', `Stopped: ${users(cause.failures)} failed (--max-failures).`);
    case 'max-duration':
      return resumable('CF534', `Stopped after ${seconds(cause.ms)} (--max-duration).`);
    case 'retry-after':
      return {
        severity: 'error',
        code: 'CF535',
        summary: `Stopped: COR asks to be left alone for longer than a run waits (${seconds(cause.waitMs)}).`,
        fix: 'Run apply again after that time to continue.',
      };
    case 'retry-budget':
      return resumable(
        'CF536',
        `Stopped: COR failed too often, ${cause.retries} requests had to be repeated.`,
      );
    case 'log-failed':
      return {
        severity: 'error',
        code: 'CF537',
        summary: 'Stopped: the outcome of a request could not be recorded.',
        fix: 'Make room or repair the disk or the backend, then run apply again: it finds out what to send again.',
      };
    case 'fence-lost':
      return {
        severity: 'error',
        code: 'CF538',
        summary:
          'Stopped: this run lost the lock of the state. Another run has taken over, or somebody has removed the lock.',
        fix: 'If another run is at work let it finish, then run apply again.',
      };
  }
}

function resumable(code: string, summary: string): Diagnostic {
  return { severity: 'error', code, summary, fix: 'Run apply again to continue.' };
}

/** The parts of an error that are worth a bracket: its status and COR's code. */
export function describeError(error: ApiError): string {
  const parts = [
    ...(error.status === null ? [] : [`HTTP ${error.status}`]),
    ...(error.code === null ? [] : [error.code]),
  ];
  return ` (${[error.class, ...parts].join(', ')})`;
}

function users(count: number): string {
  return count === 1 ? '1 user' : `${count} users`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
