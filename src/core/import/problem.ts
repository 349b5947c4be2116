import { errorOf, type Case, type FailureEntry, type Outcome } from '../errors/diagnostic.js';

/** The outcome of a step that failed for one reason. */
export function refuse<T>(entry: FailureEntry, found: Case): Outcome<T> {
  return { value: undefined, diagnostics: [errorOf(entry, found)] };
}
