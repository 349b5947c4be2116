import type { Diagnostic } from '../errors/diagnostic.js';
import type { FieldName, UserFields } from '../model.js';
import { readDesired } from '../users/read-desired.js';

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
