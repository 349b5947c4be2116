import type { Diagnostic } from '../errors/diagnostic.js';
import { formatCount } from './phrase.js';

/** Errors of one kind that are told one by one before the rest is only counted. */
const LISTED = 20;

/** The first problems of one kind and, where there are more, one that says how many. */
export function listSome(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  const next = problems[LISTED];
  if (next === undefined) return problems;
  const { severity, code } = next;
  const summary = `… and ${formatCount(problems.length - LISTED)} more of the same kind`;
  return [...problems.slice(0, LISTED), { severity, code, summary }];
}
