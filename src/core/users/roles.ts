/** COR's roles by name and by number. users.yaml, settings and flags take both; everything behind them holds the number. */
import { FIELDS, FIELD_NAMES, ROLE_NAMES, type FieldName, type FieldValue } from '../model.js';
import { createSuggest } from '../text/suggest.js';

/** COR's roles, for messages. */
export const ROLE_LIST = Object.entries(ROLE_NAMES)
  .map(([number, name]) => `${number} ${name}`)
  .join(', ');

const NUMBERS: ReadonlyMap<unknown, number> = new Map(
  Object.entries(ROLE_NAMES).map(([number, name]) => [name, Number(number)]),
);

const SUGGEST = createSuggest(Object.values(ROLE_NAMES));

/** Says which role was probably meant, or which there are. */
export function suggestRole(text: string): string {
  const meant = SUGGEST(text);
  return meant === undefined
    ? `Write a role by its name or its number: ${ROLE_LIST}.`
    : `Did you mean ${meant}?`;
}

/** Returns a value with a role as its number if COR's exact name for it is written. */
export function normalizeValue(field: FieldName, value: FieldValue): FieldValue;
export function normalizeValue(key: string, value: unknown): unknown;
export function normalizeValue(key: string, value: unknown): unknown {
  return isRole(key) ? (NUMBERS.get(value) ?? value) : value;
}

const ROLE_FIELDS: ReadonlySet<string> = new Set(
  FIELD_NAMES.filter((field) => FIELDS[field].type === 'role'),
);

/** Whether the value of a key is a role. */
export function isRole(key: string): boolean {
  return ROLE_FIELDS.has(key);
}

/** Returns the number of a role that a text gives, by number or by name, as in a table or a flag. */
export function roleOfText(text: string): number | undefined {
  return Object.hasOwn(ROLE_NAMES, text) ? Number(text) : NUMBERS.get(text);
}
