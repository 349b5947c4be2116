import { ROLE_NAMES, type FieldName } from '../../model.js';
import { explainLookAlike, explainMixedScripts } from '../../text/look-alike.js';
import { quoteTerminal } from '../escape.js';
import type { FieldView, ViewValue } from '../view.js';
import { diffWords, type WordRun } from '../word-diff.js';

const SENSITIVE = '(sensitive value)';

/** Two texts are compared word by word from this length of the longer one on. */
const LONG_TEXT = 40;

/** What marks removed and added words; a text that has one itself is not compared word by word. */
const MARKER = /\[-|-\]|\{\+|\+\}/;

/** A value, quoted and escaped. */
export function showValue(value: ViewValue): string {
  if (value.kind === 'sensitive') return SENSITIVE;
  return typeof value.value === 'number' ? String(value.value) : quoteTerminal(value.value);
}

/** `4 -> 3`, `"Designer"`, `"Head of [-Design-]{+Brand+}"`, `(sensitive value)`. */
export function showTransition({ before, after }: FieldView): string {
  if (after.kind === 'sensitive' || before?.kind !== 'plain' || before.value === after.value) {
    return showValue(after);
  }
  const words = showWordDiff(String(before.value), String(after.value));
  return words ?? `${showValue(before)} -> ${showValue(after)}`;
}

function showWordDiff(before: string, after: string): string | null {
  if (Math.max(before.length, after.length) < LONG_TEXT || MARKER.test(before + after)) return null;
  const runs = compareTexts(before, after);
  if (runs === null) return null;
  const marked = runs.map(({ kind, text }) => {
    const inner = quoteInside(text);
    if (kind === 'same') return inner;
    return kind === 'removed' ? `[-${inner}-]` : `{+${inner}+}`;
  });
  return `"${marked.join('')}"`;
}

/** Two texts word by word; null if too much differs for the comparison to help. Not escaped. */
export function compareTexts(before: string, after: string): readonly WordRun[] | null {
  const runs = diffWords(before, after);
  if (runs === null) return null;
  const common = runs
    .filter((run) => run.kind === 'same')
    .map((run) => run.text)
    .join('');
  return common.length * 3 < Math.max(before.length, after.length) ? null : runs;
}

/** A piece of a value for within its quotes: quotes and backslashes are escaped as in any other value. */
export function quoteInside(text: string): string {
  return quoteTerminal(text).slice(1, -1);
}

/** What the numbers of a role mean: `Collaborator -> Project Manager`; null for other fields. */
export function nameRoles({ field, before, after }: FieldView): string | null {
  const name = describeRole(field, after);
  const old = before === null ? null : describeRole(field, before);
  return name === null || old === null || old === name ? name : `${old} -> ${name}`;
}

/**
 * Says how two values differ that look the same, or that the new one is not what it looks like; null if one
 * can see all there is.
 */
export function explainSameLook({ before, after }: FieldView): string | null {
  if (after.kind !== 'plain' || typeof after.value === 'number') return null;
  const old = before?.kind === 'plain' ? String(before.value) : after.value;
  return explainLookAlike(old, after.value) ?? explainMixedScripts(after.value);
}

/** The name of a role; null for other fields, hidden values and numbers that COR does not document. */
export function describeRole(field: FieldName, value: ViewValue): string | null {
  if (field !== 'role_id' || value.kind === 'sensitive') return null;
  return ROLE_NAMES[Number(value.value)] ?? null;
}
