import type { Diagnostic } from '../errors/diagnostic.js';
import type { FailureKind } from '../errors/failure.js';

const KINDS: Readonly<Record<string, FailureKind>> = {
  CF300: 'conflict',
  CF301: 'conflict',
  CF303: 'invalid-input',
  CF304: 'invalid-input',
  CF320: 'over-limit',
  CF321: 'usage',
  CF330: 'usage',
  CF331: 'usage',
  CF342: 'conflict',
  CF343: 'conflict',
  CF344: 'conflict',
  CF345: 'conflict',
  CF346: 'conflict',
  CF347: 'conflict',
};

/** What kind of failure the errors of planning, limits, selection or approval are: that of the first. */
export function planFailureKind(diagnostics: readonly Diagnostic[]): FailureKind {
  const first = diagnostics.find((diagnostic) => diagnostic.severity === 'error');
  return KINDS[first?.code ?? ''] ?? 'error';
}
