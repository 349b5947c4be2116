import type { Explanation } from '../errors/diagnostic.js';
import { NO_VALUE, TEXT_WITHOUT_QUOTES, WRONG_TYPE } from '../errors/users.js';
import { isFieldName } from '../model.js';
import { TYPE_NAMES } from '../schema/violation.js';
import type { JsonType } from './validate-users-document.js';
import { suggestRole } from './roles.js';
import { UNKNOWN_TO_COR, type Offence } from './offence.js';

/** A value of another type than `expected`, with the likely reason. */
export function explainType(expected: JsonType | 'role', offence: Offence): Explanation {
  const { label, value } = offence;
  if (value === null) return explainNull(offence);
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return explainUnquoted(offence);
  }
  return {
    entry: WRONG_TYPE,
    summary: `${label} must be ${EXPECTED[expected]}, not ${kindOf(value)}`,
    fix: fixOf(expected, offence),
  };
}

function explainNull({ label }: Offence): Explanation {
  if (isFieldName(label)) {
    return {
      entry: NO_VALUE,
      summary: `${label} has no value`,
      detail: UNKNOWN_TO_COR,
      fix: 'Delete the line if corform should no longer manage the field. Put text such as "null" or "~" in quotes.',
    };
  }
  return {
    entry: NO_VALUE,
    summary: `${label} has no value`,
    fix:
      label === 'users'
        ? 'Write users: [] if there are none.'
        : 'Write a value, or delete the line.',
  };
}

/** YAML has made a number or a boolean of what was meant as text: `+15550100`, `00123`, `true`. */
function explainUnquoted({ label, value, plainText }: Offence): Explanation {
  return {
    entry: TEXT_WITHOUT_QUOTES,
    summary: `${label} must be text, but without quotes it is ${kindOf(value)}`,
    fix:
      plainText === undefined
        ? `Put the value of ${label} in quotes.`
        : `Put it in quotes: ${label}: "${plainText}"`,
  };
}

const EXPECTED = { ...TYPE_NAMES, role: 'the name or the number of a role' };

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      if (!Number.isFinite(value)) return 'an infinite or undefined number';
      return Number.isInteger(value) ? 'a number' : 'a fraction';
    case 'boolean':
      return 'true or false';
    default:
      return 'a map';
  }
}

function fixOf(expected: JsonType | 'role', { path, label, value, plainText }: Offence): string {
  switch (expected) {
    case 'boolean':
      return fixOfBoolean(label, plainText);
    case 'role':
      return suggestRole('');
    case 'number':
      return typeof value === 'string' && /^\s*[0-9]+(\.[0-9]+)?\s*$/.test(value)
        ? 'Remove the quotes.'
        : `Write a number, for example ${label}: 8.`;
    case 'array':
      return 'Put a dash before each user: - id: OKTA-USER-12345';
    case 'object':
      return path.length === 0
        ? 'Start with version: 1, then source and users.'
        : 'Write keys and values, one on each line.';
    default:
      return 'Write one text.';
  }
}

/** In YAML 1.1 `no` was false; in 1.2 it is the text "no". */
function fixOfBoolean(label: string, plainText: string | undefined): string {
  const written = plainText?.toLowerCase() ?? '';
  if (['no', 'off', 'n', 'false'].includes(written)) return `Write ${label}: false.`;
  if (['yes', 'on', 'y', 'true'].includes(written)) return `Write ${label}: true.`;
  return 'Write true or false.';
}
