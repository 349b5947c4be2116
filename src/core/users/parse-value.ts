import { isNumberField, type FieldName, type FieldValue } from '../model.js';
import { normalizeValue } from './roles.js';

/**
 * Reads a value as it is typed: a number as in users.yaml (Number() would take a blank for 0, 0x2 and 02 for 2), a
 * role also by COR's name for it. Text that is no value of the field comes back as text.
 */
export function parseFieldValue(field: FieldName, text: string): FieldValue {
  if (!isNumberField(field)) return text;
  return /^(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,9})?$/.test(text)
    ? Number(text)
    : normalizeValue(field, text);
}
