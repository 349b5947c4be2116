/**
 * Why a command ends without having done its work; it decides the exit code (`cli/exit-codes.ts`).
 * `notice`: a warning or a note, which never ends a command.
 */
export type FailureKind =
  | 'error'
  | 'incomplete'
  | 'conflict'
  | 'unknown-outcomes'
  | 'state-not-saved'
  | 'not-authorised'
  | 'over-limit'
  | 'usage'
  | 'invalid-input';

/** What corform knows of one code: everything but the values of the single case. */
export interface ErrorEntry {
  /** Stable: it never changes its meaning. */
  readonly code: `CF${number}`;
  readonly kind: FailureKind | 'notice';
  /** A few words for lists: docs/errors.md and the rules of SARIF. */
  readonly title: string;
  /** What it means, for docs/errors.md. */
  readonly meaning: string;
  /** What to do, if the place that raises it knows nothing better. */
  readonly fix: string;
}
