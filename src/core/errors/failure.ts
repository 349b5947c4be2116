import type { Diagnostic, Outcome } from './diagnostic.js';
import type { FailureKind } from './entry.js';
import { REGISTRY } from './registry.js';

/**
 * A failure that the user can do something about: it carries diagnostics with codes and fixes and is
 * shown without a stack. Anything else that is thrown is a bug of ours.
 */
export class Failure extends Error {
  /** `usage` if one of the errors is that: what was typed comes first. Else the kind of the first error. */
  readonly kind: FailureKind;
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[] | Diagnostic) {
    const list = 'code' in diagnostics ? [diagnostics] : diagnostics;
    super(list.map((d) => `${d.code}: ${d.summary}`).join('; '));
    this.name = 'Failure';
    // Only `errorOf` makes errors, and no entry that it takes is a notice.
    const kinds = list
      .filter((d) => d.severity === 'error')
      .map((d) => REGISTRY[d.code].kind as FailureKind);
    this.kind = kinds.includes('usage') ? 'usage' : (kinds[0] ?? 'error');
    this.diagnostics = list;
  }
}

/** The value of an outcome. Throws Failure with its diagnostics if there is none. */
export function requireValue<T>({ value, diagnostics }: Outcome<T>): T {
  if (value === undefined) throw new Failure(diagnostics);
  return value;
}
