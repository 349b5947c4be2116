/** What tests ask of a promise that must fail for a reason that the user can read. */
import { Failure } from '../../src/core/errors/failure.js';

/** The Failure that it rejects with; throws where it does not reject, or with something else. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof Failure) return error;
  throw error;
}

/** The code of its first diagnostic. */
export async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return (await failureOf(promise)).diagnostics[0]?.code;
}
