// The default import: the package's named exports exist for TypeScript and vitest, not for plain Node.
import jsonPatch from 'fast-json-patch';
import { FIELD_NAMES, type FieldName, type UserFields } from '../model.js';
import type { PatchOperation } from './change.js';

/** The field that an operation of `patchFields` concerns. Field names need no JSON Pointer escapes. */
export function fieldOf(operation: PatchOperation): FieldName {
  return operation.path.slice(1) as FieldName;
}

/**
 * The JSON patch (RFC 6902) that turns the fields of ONE user into others, in the order in which
 * fields are shown. Never give it the whole document: fast-json-patch compares arrays by position.
 */
export function patchFields(before: UserFields, after: UserFields): readonly PatchOperation[] {
  // Two flat objects of strings and numbers: compare() yields add, replace and remove only.
  const operations = jsonPatch.compare(before, after) as PatchOperation[];
  return operations.sort(
    (a, b) => FIELD_NAMES.indexOf(fieldOf(a)) - FIELD_NAMES.indexOf(fieldOf(b)),
  );
}
