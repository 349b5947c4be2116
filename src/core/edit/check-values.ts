import type { Diagnostic } from '../errors/diagnostic.js';
import type { FieldName, FieldValue, UserFields } from '../model.js';
import { readDesired } from '../users/read-desired.js';
import { roleNumber } from './write-scalar.js';

/** Reads a value as it is typed: a number as in users.yaml, a role also by COR's name for it. */
export function parseFieldValue(field: FieldName, text: string): FieldValue {
  if (field !== 'role_id' && field !== 'daily_hours') return text;
  if (/^(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,9})?$/.test(text)) return Number(text);
  return field === 'role_id' ? (roleNumber(text) as FieldValue) : text;
}

/** Whether a value of a field may stand where users share it, as the schema has it. */
export function checkValues(
  fields: UserFields,
  options: { readonly shared: boolean; readonly sensitive: readonly FieldName[] },
): readonly Diagnostic[] {
  const { shared, sensitive } = options;
  const user = { id: 'X', first_name: 'X' };
  const document = {
    version: 1,
    source: 'OKTA',
    ...(shared ? { defaults: fields, users: [user] } : { users: [{ ...user, ...fields }] }),
  };
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  const { diagnostics } = readDesired([{ name: '', bytes }], { required: [], sensitive });
  // There is no file, so there is no place in one.
  return diagnostics.map(
    (found) =>
      Object.fromEntries(
        Object.entries(found).filter(([key]) => key !== 'place' && key !== 'path'),
      ) as unknown as Diagnostic,
  );
}
