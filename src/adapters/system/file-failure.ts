/** Turns failures of the file system into messages for people. */
import { type FailureEntry } from '../../core/errors/diagnostic.js';
import { getSystemErrorMap } from 'node:util';
import { Failure, failureOf } from '../../core/errors/failure.js';

/** What the caller was about to do, for the message: `The state can't be written`. */
export interface FileTask {
  readonly entry: FailureEntry;
  readonly summary: string;
  readonly fix: string;
}

/** Whether the error is one of the file system (or of the path given to it), with this code if given. */
export function isFileError(error: unknown, code?: string): error is NodeJS.ErrnoException {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    return false;
  return code === undefined || error.code === code;
}

/** What `work` gives, or `instead` if there is no such file or folder. */
export async function unlessMissing<T, U>(work: Promise<T>, instead: U): Promise<T | U> {
  return work.catch((error: unknown) => {
    if (isFileError(error, 'ENOENT')) return instead;
    throw error;
  });
}

/**
 * The Failure for an error of the file system. An error that is not one is a bug, and a Failure has
 * been reported already: both are returned unchanged. The caller throws the result.
 */
export function fileFailure(error: unknown, task: FileTask, path: string): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof Failure || !isFileError(error)) return error;
  return failureOf(task.entry, {
    summary: `${task.summary}: ${reasonOf(error)}`,
    detail: `Path: ${path}`,
    fix: task.fix,
  });
}

/** `no space left on device (ENOSPC)`. */
function reasonOf(error: NodeJS.ErrnoException): string {
  const known = error.errno === undefined ? undefined : getSystemErrorMap().get(error.errno);
  return known === undefined ? error.message : `${known[1]} (${known[0]})`;
}
