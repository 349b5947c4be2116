// The default import: the package's named exports exist for TypeScript and vitest, not for plain Node.
import jsonPatch from 'fast-json-patch';
import { FIELD_NAMES, type FieldName, type FieldValue, type UserFields } from '../model.js';

/** One operation of a JSON patch (RFC 6902) on the fields of a user. */
export interface FieldPatch {
  readonly op: 'add' | 'replace' | 'remove';
  readonly field: FieldName;
  /** Undefined if the field is removed. */
  readonly value: FieldValue | undefined;
}

/**
 * The smallest JSON patch that turns the fields of ONE user into others, in the order in which fields are
 * shown. Never give it the whole document: fast-json-patch compares arrays by position.
 */
export function patchFields(before: UserFields, after: UserFields): readonly FieldPatch[] {
  // Two flat objects of strings and numbers: compare() yields add, replace and remove only.
  const operations = jsonPatch.compare(before, after) as readonly {
    readonly op: FieldPatch['op'];
    readonly path: string;
    readonly value?: FieldValue;
  }[];
  return operations
    .map(({ op, path, value }) => ({ op, field: path.slice(1) as FieldName, value }))
    .sort((a, b) => FIELD_NAMES.indexOf(a.field) - FIELD_NAMES.indexOf(b.field));
}
