import { NOT_EQUAL } from '../errors/import.js';
import { errorOf, hasErrors, type Diagnostic } from '../errors/diagnostic.js';
import { FIELD_NAMES } from '../model.js';
import type { ExternalId, FieldName } from '../model.js';
import { readDesired } from '../users/read-desired.js';
import type { ImportedUser } from './people.js';

export interface Proof {
  readonly name: string;
  readonly text: string;
  readonly users: readonly Pick<ImportedUser, 'id' | 'fields'>[];
  readonly required: readonly ExternalId[];
  readonly sensitive: readonly FieldName[];
}

/** Reads a new users file as every command will, and refuses it unless it says exactly what was imported. */
export function proveUsers(proof: Proof): readonly Diagnostic[] {
  const { name, text, users, required, sensitive } = proof;
  const bytes = new TextEncoder().encode(text);
  const { value, diagnostics } = readDesired([{ name, bytes }], { required, sensitive });
  if (value === undefined || hasErrors(diagnostics)) return diagnostics;
  // Both are sorted by id.
  const same =
    value.users.length === users.length &&
    value.users.every(({ id, fields }, at) => {
      const user = users[at];
      return user?.id === id && FIELD_NAMES.every((field) => fields[field] === user.fields[field]);
    });
  if (same) return diagnostics;
  return [
    errorOf(NOT_EQUAL, { summary: `The text of ${name} does not read back as the imported users` }),
  ];
}
