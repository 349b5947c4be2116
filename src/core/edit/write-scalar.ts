import { ROLE_NAMES, type FieldValue } from '../model.js';
import { isRole } from '../users/roles.js';

/** How text is written: without quotes where YAML allows it, or always in quotes. */
export type Quote = 'plain' | 'single' | 'double';

export interface ScalarStyle {
  readonly quote: Quote;
  /** The quotes of text that can't do without. */
  readonly fallback: 'single' | 'double';
  /** Whether the value is inside `{…}` or `[…]`, where commas and brackets end it. */
  readonly inFlow: boolean;
}

/**
 * Writes a value so that YAML 1.2 and YAML 1.1 (PyYAML, Ruby, Ansible) read the same back. Text that one of
 * them takes for something else (`no`, `1_000`, `12:30`, `+155`, `010`, dates) gets quotes.
 */
export function writeScalar(value: FieldValue, style: ScalarStyle): string {
  if (typeof value === 'number') return String(value);
  if (style.quote === 'plain' && isPlainText(value, style.inFlow)) return value;
  const quote = style.quote === 'plain' ? style.fallback : style.quote;
  // A character that must be escaped can only be so in double quotes.
  return quote === 'double' || UNPRINTABLE.test(value)
    ? writeDoubleQuoted(value)
    : `'${value.replaceAll("'", "''")}'`;
}

/**
 * What YAML 1.1 refuses to read as it is, what is easily lost on the way, and what makes a line look like another one
 * in a review (zero-width spaces, marks that turn the direction). Lone surrogates no schema allows.
 */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u00a0\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]/;

/** Written as JSON, so a JSON file stays JSON. */
function writeDoubleQuoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    new RegExp(UNPRINTABLE, 'g'),
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Letters, digits and those marks that mean nothing inside of a text to any version of YAML. */
const PLAIN_IN_FLOW = /^[\p{L}0-9_][\p{L}\p{M}\p{N} _./'’&()+@%;!*=~|$<>ºª°·–—-]*(?<! )$/u;
const PLAIN_IN_BLOCK = /^[\p{L}0-9_][\p{L}\p{M}\p{N} _./'’&()+@%;!?*=~|$<>ºª°·–—,-]*(?<! )$/u;
/** What YAML 1.1 or 1.2 takes for true, false or nothing. */
const WORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** A letter that no number, date or time of YAML 1.1 or 1.2 has in it. */
const BEYOND_NUMBERS = /[^\u0000-\u007f]|[g-np-su-wyG-NP-SU-WY]/;

function isPlainText(text: string, inFlow: boolean): boolean {
  if (!(inFlow ? PLAIN_IN_FLOW : PLAIN_IN_BLOCK).test(text) || WORD.test(text)) return false;
  return !/^[0-9]/.test(text) || BEYOND_NUMBERS.test(text);
}

/** The value in the form of the one that it takes the place of: a role by its name where that was one. */
export function inFormOf(old: unknown, field: string, value: FieldValue): FieldValue {
  return isRole(field) && typeof old === 'string' ? (ROLE_NAMES[Number(value)] ?? value) : value;
}
