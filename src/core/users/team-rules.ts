import { errorOf, type Diagnostic } from '../errors/diagnostic.js';
import { VALUE_NOT_ALLOWED, VALUE_OUT_OF_SCOPE } from '../errors/users.js';
import { FIELD_NAMES, FIELDS, ROLE_NAMES, type FieldName, type FieldValue } from '../model.js';
import { compileGlob } from '../text/glob.js';
import { createSuggest } from '../text/suggest.js';
import { formatPath, type KeyPath } from '../yaml/key-path.js';
import { pathOfField } from './field-path.js';
import type { UsersFile } from './normalize.js';

/** The values that a field may have, a role as its number. */
export type AllowedValues = Readonly<Partial<Record<FieldName, readonly FieldValue[]>>>;

/** What the files that match a pattern may hold. */
export interface Scope {
  /** With `/` between folders; `*` and `?` stay within one of them. */
  readonly pattern: string;
  readonly allowed: AllowedValues;
}

/** The rules of a team: `allowed:` and `scopes:` of corform.yaml. */
export interface TeamRules {
  readonly allowed: AllowedValues;
  readonly scopes: readonly Scope[];
  /** The name of a users file as the patterns mean it: relative to corform.yaml, with `/`. */
  readonly pathOf: (file: string) => string;
}

/** Allowed values beyond these are counted, not named. */
const MOST_NAMED = 10;

/**
 * Checks the merged values of all users, one error for each value as it is written: a profile or default
 * that many users share is one place.
 */
export function checkTeamRules(
  files: readonly UsersFile[],
  rules: TeamRules,
  sensitive: readonly FieldName[],
): readonly Diagnostic[] {
  return files.flatMap((file) => {
    const path = rules.pathOf(file.name);
    const scopes = rules.scopes.filter(({ pattern }) => matchesPath(pattern, path));
    const checks = [
      ...FIELD_NAMES.flatMap((field) => checkOf(field, rules.allowed[field], null)),
      ...scopes.flatMap(({ pattern, allowed }) =>
        FIELD_NAMES.flatMap((field) => checkOf(field, allowed[field], pattern)),
      ),
    ];
    return checks.flatMap((check) => checkFile(file, check, sensitive.includes(check.field)));
  });
}

interface Check {
  readonly field: FieldName;
  readonly values: readonly FieldValue[];
  readonly known: ReadonlySet<FieldValue>;
  /** The pattern of the scope; null for a rule that holds everywhere. */
  readonly scope: string | null;
}

function checkOf(
  field: FieldName,
  values: readonly FieldValue[] | undefined,
  scope: string | null,
): readonly Check[] {
  return values === undefined ? [] : [{ field, values, known: new Set(values), scope }];
}

function checkFile(file: UsersFile, check: Check, isHidden: boolean): readonly Diagnostic[] {
  const { field, known } = check;
  const told = new Set<string>();
  return file.users.flatMap((entry) => {
    const value = entry.fields[field];
    // What is no value at all is for the schema.
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    if (known.has(value)) return [];
    const path = pathOfField(entry, field);
    const place = formatPath(path);
    if (told.has(place)) return [];
    told.add(place);
    return [refuse(file, path, check, isHidden ? null : value)];
  });
}

function refuse(
  file: UsersFile,
  path: KeyPath,
  { field, values, scope }: Check,
  value: FieldValue | null,
): Diagnostic {
  const shown = value === null ? `this value of ${field}` : `${field} ${showValue(field, value)}`;
  const found = {
    place: file.yaml.placeOf(path, 'value'),
    path: formatPath(path),
    fix: value === null ? undefined : suggestFix(field, values, value),
  };
  return scope === null
    ? errorOf(VALUE_NOT_ALLOWED, { ...found, summary: `${shown} is not an allowed value` })
    : errorOf(VALUE_OUT_OF_SCOPE, {
        ...found,
        summary: `${shown} is outside of what ${JSON.stringify(scope)} may contain`,
      });
}

function showValue(field: FieldName, value: FieldValue): string {
  const shown = JSON.stringify(value);
  const name = nameOf(field, value);
  return name === String(value) ? shown : `${shown} (${name})`;
}

/** A role by COR's name for it. */
function nameOf(field: FieldName, value: FieldValue): string {
  const role = FIELDS[field].type === 'role' ? ROLE_NAMES[Number(value)] : undefined;
  return role ?? String(value);
}

function suggestFix(field: FieldName, values: readonly FieldValue[], value: FieldValue): string {
  const names = values.map((known) => nameOf(field, known));
  const meant = createSuggest(names)(String(value));
  const shown = names.slice(0, MOST_NAMED).map((name) => JSON.stringify(name));
  const rest = names.length - MOST_NAMED;
  const list = `Allowed: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
  return meant === undefined ? list : `Did you mean ${JSON.stringify(meant)}? ${list}`;
}

/** `users/*.yaml` matches what lies in that folder, not what lies below it. */
function matchesPath(pattern: string, path: string): boolean {
  const globs = pattern.split('/');
  const segments = path.split('/');
  return (
    globs.length === segments.length &&
    globs.every((glob, at) => compileGlob(glob)(String(segments[at])))
  );
}
