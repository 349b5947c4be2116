import { type Diagnostic, errorOf, type Outcome } from '../errors/diagnostic.js';
import { INVALID_CHANGE_COUNT, INVALID_CONDITION } from '../errors/plan.js';
import { FIELD_NAMES, type FieldName, type FieldValue } from '../model.js';
import type { Change, Plan } from './change.js';
import { fieldsAfter, fieldsBefore } from './change-fields.js';
import { countChanges } from './classify.js';
import { compileGlob } from '../text/glob.js';

/** What `--only`, `--exclude`, `--where` and `--limit` say. Empty lists and null select everything. */
export interface Selection {
  /** Globs on ids; a change is kept if any of them matches. */
  readonly only: readonly string[];
  /** Globs on ids; a change is dropped if any of them matches. */
  readonly exclude: readonly string[];
  /** `field=value`; a change is kept if all of them hold for the desired or the recorded fields. */
  readonly where: readonly string[];
  /** The most changes to keep, in order of id. */
  readonly limit: number | null;
}

type Test = (change: Change) => boolean;

/**
 * The plan of the selected changes alone: counts are theirs, `leftOut` says how many others there are. Globs see the id, and for a moved record the old id too. The diagnostics are the
 * errors of a selection that can't be understood.
 */
export function selectChanges(plan: Plan, selection: Selection): Outcome<Plan> {
  const conditions: Condition[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const text of selection.where) {
    const condition = parseWhere(text);
    if (condition === undefined) diagnostics.push(refuseWhere(text));
    else conditions.push(condition);
  }
  const limit = selection.limit;
  if (limit !== null && !(Number.isSafeInteger(limit) && limit > 0)) {
    diagnostics.push(refuseLimit(limit));
  }
  if (diagnostics.length > 0) return { value: undefined, diagnostics };

  const tests = [
    ...(selection.only.length > 0 ? [idTest(selection.only)] : []),
    ...(selection.exclude.length > 0 ? [not(idTest(selection.exclude))] : []),
    ...conditions.map(fieldTest),
  ];
  const kept = plan.changes.filter((change) => tests.every((test) => test(change)));
  const changes = limit === null ? kept : kept.slice(0, limit);
  const value: Plan = {
    ...plan,
    changes,
    counts: countChanges(changes, plan.counts.unchanged),
    leftOut: plan.leftOut + plan.changes.length - changes.length,
  };
  return { value, diagnostics: [] };
}

function idTest(globs: readonly string[]): Test {
  const matchers = globs.map(compileGlob);
  return (change) => {
    const hasOldId = change.action === 'update' || change.action === 'record';
    const oldId = hasOldId ? change.movedFrom : null;
    const ids = oldId === null ? [change.id] : [change.id, oldId];
    return ids.some((id) => matchers.some((isMatch) => isMatch(id)));
  };
}

const not =
  (test: Test): Test =>
  (change) =>
    !test(change);

interface Condition {
  readonly field: FieldName;
  readonly value: string;
}

function fieldTest({ field, value }: Condition): Test {
  const holds = (actual: FieldValue | undefined): boolean =>
    typeof actual === 'number' ? actual === Number(value) : actual === value;
  return (change) => holds(fieldsAfter(change)[field]) || holds(fieldsBefore(change)[field]);
}

function parseWhere(text: string): Condition | undefined {
  const [name, ...rest] = text.split('=');
  const field = FIELD_NAMES.find((known) => known === name);
  const value = rest.join('=');
  if (field === undefined || value === '') return undefined;
  // A number is written as in users.yaml: Number() would take a blank for 0, 0x2 and 02 for 2.
  const isNumber = field === 'role_id' || field === 'daily_hours';
  return isNumber && !/^(?:0|[1-9]\d{0,3})(?:\.\d{1,4})?$/.test(value)
    ? undefined
    : { field, value };
}

function refuseWhere(text: string): Diagnostic {
  return errorOf(INVALID_CONDITION, {
    summary: `"--where ${text}" is not FIELD=VALUE`,
    fix: `Write for example "--where department=Design". Fields: ${FIELD_NAMES.join(', ')}.`,
  });
}

function refuseLimit(limit: number): Diagnostic {
  return errorOf(INVALID_CHANGE_COUNT, {
    summary: `"--limit ${limit}" is not a whole number above 0`,
    fix: 'Write for example "--limit 50".',
  });
}
