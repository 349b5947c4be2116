import { errorOf, type Case, type Diagnostic } from '../errors/diagnostic.js';
import { VALUE_NOT_ALLOWED, VALUE_OUT_OF_SCOPE } from '../errors/users.js';
import { FIELD_NAMES, FIELDS, ROLE_NAMES, type FieldName, type FieldValue } from '../model.js';
import { matchesPath } from '../text/glob.js';
import { createSuggest } from '../text/suggest.js';
import { formatPath } from '../yaml/key-path.js';
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
 * Checks the merged values of all users, one error for each value as it is written, however many rules it breaks: a
 * profile or default that many users share is one place.
 */
export function checkTeamRules(
  files: readonly UsersFile[],
  team: TeamRules,
  sensitive: readonly FieldName[],
): readonly Diagnostic[] {
  return files.flatMap((file) => {
    const path = team.pathOf(file.name);
    const scopes = team.scopes.filter(({ pattern }) => matchesPath(pattern, path));
    return FIELD_NAMES.flatMap((field) => {
      const rules = [{ pattern: null, allowed: team.allowed }, ...scopes].flatMap(
        ({ pattern, allowed }) => {
          const values = allowed[field];
          return values === undefined ? [] : [{ scope: pattern, values: new Set(values) }];
        },
      );
      return checkField(file, field, rules, sensitive.includes(field));
    });
  });
}

/** The values that one field may have in one file. */
interface TeamRule {
  /** The pattern of the scope; null for a rule that holds everywhere. */
  readonly scope: string | null;
  readonly values: ReadonlySet<FieldValue>;
}

function checkField(
  file: UsersFile,
  field: FieldName,
  rules: readonly TeamRule[],
  isHidden: boolean,
): readonly Diagnostic[] {
  const told = new Set<string>();
  return file.users.flatMap((entry) => {
    const value = entry.fields[field];
    // What is no value at all is for the schema.
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    const broken = rules.filter(({ values }) => !values.has(value));
    if (broken.length === 0) return [];
    const keys = pathOfField(entry, field);
    const path = formatPath(keys);
    if (told.has(path)) return [];
    told.add(path);
    const found = {
      place: file.yaml.placeOf(keys, 'value'),
      path,
      fix: isHidden ? undefined : suggestFix(field, rules, value),
    };
    const shown = isHidden ? `this value of ${field}` : `${field} ${showValue(field, value)}`;
    return [refuse(shown, broken, found)];
  });
}

function refuse(
  shown: string,
  broken: readonly TeamRule[],
  found: Omit<Case, 'summary'>,
): Diagnostic {
  if (broken.some(({ scope }) => scope === null)) {
    return errorOf(VALUE_NOT_ALLOWED, { ...found, summary: `${shown} is not an allowed value` });
  }
  const scopes = broken.map(({ scope }) => JSON.stringify(scope)).join(' and ');
  return errorOf(VALUE_OUT_OF_SCOPE, {
    ...found,
    summary: `${shown} is outside of what ${scopes} may contain`,
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

/** Names the values that all rules allow. */
function suggestFix(field: FieldName, rules: readonly TeamRule[], value: FieldValue): string {
  const listed = new Set(rules.flatMap(({ values }) => [...values]));
  const names = [...listed]
    .filter((known) => rules.every(({ values }) => values.has(known)))
    .map((known) => nameOf(field, known));
  if (names.length === 0) return NOTHING_ALLOWED;
  const meant = createSuggest(names)(String(value));
  const shown = names.slice(0, MOST_NAMED).map((name) => JSON.stringify(name));
  const rest = names.length - MOST_NAMED;
  const list = `Allowed: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
  return meant === undefined ? list : `Did you mean ${JSON.stringify(meant)}? ${list}`;
}

const NOTHING_ALLOWED =
  'No value is in all of the rules for this file. Correct allowed: or scopes: in corform.yaml.';
