import type { Diagnostic } from './diagnostic.js';

/**
 * Why a command ends without having done its work. `cli/exit-codes.ts` gives each its exit code;
 * nothing else may.
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

/**
 * A failure that the user can do something about: it carries diagnostics with codes and fixes and is
 * shown without a stack. Anything else that is thrown is a bug of ours.
 */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly diagnostics: readonly Diagnostic[];

  constructor(kind: FailureKind, diagnostics: readonly Diagnostic[] | Diagnostic) {
    const list = 'code' in diagnostics ? [diagnostics] : diagnostics;
    super(list.map((d) => `${d.code}: ${d.summary}`).join('; '));
    this.name = 'Failure';
    this.kind = kind;
    this.diagnostics = list;
  }
}
