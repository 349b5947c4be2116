import { type Diagnostic, errorOf, type Outcome, warningOf } from '../errors/diagnostic.js';
import { INVALID_CHANGE_COUNT, INVALID_CONDITION, SELECTION_FITS_NOBODY } from '../errors/plan.js';
import {
  FIELD_NAMES,
  FIELDS,
  isFieldName,
  isNumberField,
  type DesiredUser,
  type ExternalId,
  type FieldName,
  type FieldValue,
  type UserFields,
} from '../model.js';
import { parseFieldValue } from '../users/parse-value.js';
import { suggestRole } from '../users/roles.js';
import type { Change, Plan } from './change.js';
import { fieldsAfter, fieldsBefore } from './before-and-after.js';
import { countChanges } from './classify.js';
import { compileGlob } from '../text/glob.js';
import { countOf, sampleIds } from '../text/phrase.js';
import { createSuggest, suggestAmong } from '../text/suggest.js';

/** What `--ids-from`, `--only`, `--exclude`, `--where` and `--limit` say. Empty lists and null select everything. */
export interface Selection {
  /** A change is kept if its id is one of them. */
  readonly ids: ReadonlySet<ExternalId> | null;
  /** Globs on ids; a change is kept if any of them matches. */
  readonly only: readonly string[];
  /** Globs on ids; a change is dropped if any of them matches. */
  readonly exclude: readonly string[];
  /** `field=value`; a change is kept if all of them hold for the desired or the recorded fields. */
  readonly where: readonly string[];
  /** The most changes to keep, in order of id. */
  readonly limit: number | null;
}

/**
 * The plan of the selected changes alone: counts are theirs, `leftOut` says how many others there are. Globs see
 * the id, and for a moved record the old id too. The diagnostics are the errors of a selection that can't be
 * understood.
 */
export function selectChanges(plan: Plan, selection: Selection): Outcome<Plan> {
  const { value: isSelected, diagnostics } = compileSelection(selection);
  if (isSelected === undefined) return { value: undefined, diagnostics };
  const kept = plan.changes.filter((change) =>
    isSelected(idsOf(change), () => [fieldsAfter(change), fieldsBefore(change)]),
  );
  const changes = kept.slice(0, selection.limit ?? kept.length);
  const value: Plan = {
    ...plan,
    changes,
    counts: countChanges(changes, plan.counts.unchanged),
    leftOut: plan.leftOut + plan.changes.length - changes.length,
  };
  return { value, diagnostics };
}

/** The selected of some users, in their order. The diagnostics are those of `selectChanges`. */
export function selectUsers<T extends Pick<DesiredUser, 'id' | 'fields'>>(
  users: readonly T[],
  selection: Selection,
): Outcome<readonly T[]> {
  const { value: isSelected, diagnostics } = compileSelection(selection);
  if (isSelected === undefined) return { value: undefined, diagnostics };
  const kept = users.filter(({ id, fields }) => isSelected([id], () => [fields]));
  return { value: kept.slice(0, selection.limit ?? kept.length), diagnostics };
}

/** Whether a user is selected: by one of the ids and one of the sets of fields that the user has or had. */
type IsSelected = (ids: readonly ExternalId[], fields: () => readonly UserFields[]) => boolean;

function compileSelection({
  ids: wanted,
  only,
  exclude,
  where,
  limit,
}: Selection): Outcome<IsSelected> {
  const parsed = where.map((text) => parseWhere(text) ?? refuseWhere(text));
  const conditions = parsed.filter((found) => 'field' in found);
  const diagnostics = parsed.filter((found) => 'code' in found);
  if (limit !== null && !(Number.isSafeInteger(limit) && limit > 0)) {
    diagnostics.push(refuseLimit(limit));
  }
  const isIncluded = matchAny(only);
  const isExcluded = matchAny(exclude);
  const isSelected: IsSelected = (ids, fields) =>
    (wanted === null || ids.some((id) => wanted.has(id))) &&
    (only.length === 0 || ids.some(isIncluded)) &&
    !ids.some(isExcluded) &&
    conditions.every(({ field, value }) => fields().some((known) => known[field] === value));
  return { value: diagnostics.length > 0 ? undefined : isSelected, diagnostics };
}

function matchAny(globs: readonly string[]): (id: ExternalId) => boolean {
  const matchers = globs.map(compileGlob);
  return (id) => matchers.some((isMatch) => isMatch(id));
}

function idsOf(change: Change): readonly ExternalId[] {
  const isMoved = 'movedFrom' in change && change.movedFrom !== null;
  return isMoved ? [change.id, change.movedFrom] : [change.id];
}

/** The asked ids that nobody has. */
export function findMissing(
  asked: ReadonlySet<ExternalId>,
  ids: Iterable<ExternalId>,
): readonly ExternalId[] {
  const missing = new Set(asked);
  for (const id of ids) missing.delete(id);
  return [...missing];
}

/** Warns about ids and patterns that fit none of `users`: a misspelt one would select nobody, silently. */
export function findIdleSelection(
  selection: Pick<Selection, 'ids' | 'only' | 'exclude'>,
  users: readonly { readonly id: ExternalId }[],
): readonly Diagnostic[] {
  const asked = selection.ids ?? new Set();
  if (asked.size + selection.only.length + selection.exclude.length === 0) return [];
  const ids = users.map(({ id }) => id);
  return [...findIdleIds('--ids-from', asked, ids), ...findIdleGlobs(selection, ids)];
}

/** Warns about the ids of a flag that no user has. */
export function findIdleIds(
  flag: string,
  asked: ReadonlySet<ExternalId>,
  ids: readonly ExternalId[],
): readonly Diagnostic[] {
  const missing = findMissing(asked, ids);
  if (missing.length === 0) return [];
  return [
    warningOf(SELECTION_FITS_NOBODY, {
      summary: `${countOf(missing.length, 'id')} of ${flag} ${missing.length === 1 ? 'fits' : 'fit'} no user: ${sampleIds(missing)}`,
    }),
  ];
}

function findIdleGlobs(
  { only, exclude }: Pick<Selection, 'only' | 'exclude'>,
  ids: readonly ExternalId[],
): readonly Diagnostic[] {
  const flags = [
    ...only.map((glob) => ['--only', glob] as const),
    ...exclude.map((glob) => ['--exclude', glob] as const),
  ];
  return flags.flatMap(([flag, glob]) => {
    if (ids.some(compileGlob(glob))) return [];
    const meant = suggestAmong(glob, ids);
    return [
      warningOf(SELECTION_FITS_NOBODY, {
        summary: `"${flag} ${glob}" fits no user`,
        fix: meant && `Did you mean ${meant}?`,
      }),
    ];
  });
}

interface FieldCondition {
  readonly field: FieldName;
  readonly value: FieldValue;
}

function parseWhere(text: string): FieldCondition | undefined {
  const [name, ...rest] = text.split('=');
  const written = rest.join('=');
  if (!isFieldName(name) || written === '') return undefined;
  const value = parseFieldValue(name, written);
  return isNumberField(name) && typeof value === 'string' ? undefined : { field: name, value };
}

function refuseWhere(text: string): Diagnostic {
  const [name, value = ''] = text.split('=');
  if (isFieldName(name) && FIELDS[name].type === 'role' && value !== '') {
    return errorOf(INVALID_CONDITION, {
      summary: `"--where ${text}" names no role of COR`,
      fix: suggestRole(value),
    });
  }
  const meant = isFieldName(name) ? undefined : createSuggest(FIELD_NAMES)(String(name));
  return errorOf(INVALID_CONDITION, {
    summary: `"--where ${text}" is not FIELD=VALUE`,
    detail: `Fields: ${FIELD_NAMES.join(', ')}.`,
    fix: meant && `Did you mean ${meant}?`,
  });
}

function refuseLimit(limit: number): Diagnostic {
  return errorOf(INVALID_CHANGE_COUNT, {
    summary: `"--limit ${limit}" is not a whole number above 0`,
  });
}
