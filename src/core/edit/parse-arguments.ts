import { errorOf, refuse, type Diagnostic, type Outcome } from '../errors/diagnostic.js';
import { INVALID_ASSIGNMENT } from '../errors/edit.js';
import { CONFLICTING_FLAGS } from '../errors/command.js';
import {
  FIELD_NAMES,
  type ExternalId,
  type FieldName,
  type FieldValue,
  type UserFields,
} from '../model.js';
import { createSuggest } from '../text/suggest.js';
import { parseFieldValue } from '../users/parse-value.js';
import { decodeText } from '../yaml/decode-text.js';
import type { SourceFile } from '../yaml/source-file.js';
import type { SharedTarget } from './edit-in-bulk.js';

/** Reads `FIELD=VALUE` arguments, at least one. Of two values of a field the later one counts. */
export function parseAssignments(texts: readonly string[]): Outcome<UserFields> {
  const fields: Partial<Record<FieldName, FieldValue>> = {};
  const diagnostics = texts.length === 0 ? [nothingGiven('FIELD=VALUE')] : [];
  for (const text of texts) {
    const at = text.indexOf('=');
    const name = at === -1 ? text : text.slice(0, at);
    const field = FIELD_NAMES.find((known) => known === name);
    if (field === undefined) diagnostics.push(unknownField(name));
    else if (at === -1) diagnostics.push(withoutValue(field));
    else fields[field] = parseFieldValue(field, text.slice(at + 1));
  }
  return { value: diagnostics.length > 0 ? undefined : fields, diagnostics };
}

/** Reads names of fields, at least one. */
export function parseFields(texts: readonly string[]): Outcome<readonly FieldName[]> {
  const fields = FIELD_NAMES.filter((field) => texts.includes(field));
  const unknown = texts.filter((text) => !FIELD_NAMES.some((field) => field === text));
  const diagnostics = [
    ...(texts.length === 0 ? [nothingGiven('FIELD')] : []),
    ...unknown.map(unknownField),
  ];
  return { value: diagnostics.length > 0 ? undefined : fields, diagnostics };
}

/** Reads `defaults` or `profile:NAME`. */
export function parseSharedTarget(text: string): Outcome<SharedTarget> {
  if (text === 'defaults') return { value: { kind: 'defaults' }, diagnostics: [] };
  const name = text.startsWith('profile:') ? text.slice('profile:'.length) : '';
  if (name !== '') return { value: { kind: 'profile', name }, diagnostics: [] };
  return refuse(CONFLICTING_FLAGS, {
    summary: `"--in ${text}" is neither defaults nor profile:NAME`,
    fix: 'Write for example --in profile:designer.',
  });
}

/** Reads a list of ids, one a line; empty lines mean nothing. */
export function parseIdList(file: SourceFile): Outcome<readonly ExternalId[]> {
  const { value, diagnostics } = decodeText(file);
  const ids = value?.split('\n').map((line) => line.trim());
  return { value: ids?.filter((id) => id !== ''), diagnostics };
}

function nothingGiven(what: string): Diagnostic {
  return errorOf(INVALID_ASSIGNMENT, { summary: `${what} is missing` });
}

function withoutValue(field: FieldName): Diagnostic {
  return errorOf(INVALID_ASSIGNMENT, {
    summary: `${field} has no value`,
    fix: `Write ${field}=VALUE. To take the field out: corform unset ${field}`,
  });
}

const SUGGEST = createSuggest(FIELD_NAMES);

function unknownField(name: string): Diagnostic {
  const meant = SUGGEST(name);
  return errorOf(INVALID_ASSIGNMENT, {
    summary: `${JSON.stringify(name)} is not a field`,
    detail: `Fields: ${FIELD_NAMES.join(', ')}.`,
    fix: meant && `Did you mean ${meant}?`,
  });
}
