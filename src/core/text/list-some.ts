import type { Diagnostic } from '../errors/diagnostic.js';
import { formatCount } from './phrase.js';

/** How many errors of one kind are listed one by one. The rest is only counted. */
const LISTED = 20;

/** Returns the first problems of one kind and, if there are more, one that counts the rest. */
export function listSome(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  const next = problems[LISTED];
  if (next === undefined) return problems;
  const { severity, code } = next;
  const summary = `… and ${formatCount(problems.length - LISTED)} more of the same kind`;
  return [...problems.slice(0, LISTED), { severity, code, summary }];
}
