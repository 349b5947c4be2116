import type { Explanation } from '../errors/diagnostic.js';
import { UNKNOWN_ROLE } from '../errors/users.js';
import { explainType } from './explain-type.js';
import type { Offence } from './offence.js';
import { roleOfText, suggestRole } from './roles.js';

/** A value of a field that holds a role, and is neither the number nor the exact name of one. */
export function explainRole(offence: Offence): Explanation {
  const { label, value, showable } = offence;
  if (typeof value !== 'string' && typeof value !== 'number') return explainType('role', offence);
  const shown = showable ? `${label} ${JSON.stringify(value)}` : `the value of ${label}`;
  return {
    entry: UNKNOWN_ROLE,
    summary: `${shown} is not a role of COR`,
    fix: fixOf(String(value), offence),
  };
}

function fixOf(text: string, { showable }: Offence): string | undefined {
  if (!showable) return undefined;
  return roleOfText(text) === undefined ? suggestRole(text) : 'Remove the quotes.';
}
