import type { Diagnostic } from '../../errors/diagnostic.js';

/** Returns at most `most` diagnostics, errors before the others if there are more, and how many are left out. */
export function worstOf(
  diagnostics: readonly Diagnostic[],
  most: number,
): { readonly shown: readonly Diagnostic[]; readonly leftOut: readonly Diagnostic[] } {
  if (diagnostics.length <= most) return { shown: diagnostics, leftOut: [] };
  const isError = ({ severity }: Diagnostic): boolean => severity === 'error';
  const others = diagnostics.filter((diagnostic) => !isError(diagnostic));
  const sorted = [...diagnostics.filter(isError), ...others];
  return { shown: sorted.slice(0, most), leftOut: sorted.slice(most) };
}
