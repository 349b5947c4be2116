import { type Diagnostic, errorOf, hasErrors, type Outcome } from '../errors/diagnostic.js';
import { OTHER_ENDPOINT, OTHER_SOURCE, PROTECTED_USER_LEFT } from '../errors/plan.js';
import {
  FIELD_NAMES,
  compareIds,
  type DesiredState,
  type DesiredUser,
  type ExternalId,
  type FieldName,
  type RecordedState,
  type RecordedUser,
  type Target,
  type UserFields,
} from '../model.js';
import type {
  AddChange,
  Change,
  FieldChange,
  ForgetChange,
  Plan,
  RecordChange,
  ReleasedField,
  UpdateChange,
} from './change.js';
import { countChanges } from './classify.js';
import { findLookAlikes } from './look-alikes.js';
import { findMoves, type Moves } from './moves.js';
import { patchFields } from './patch.js';
import { checkProtectedChanges } from './protection.js';
import { RESEND_NOTHING, type ResendTest } from './resend.js';
import { countOf, sampleIds } from '../text/phrase.js';

/**
 * The difference between what users.yaml asks for and what the state records, for COR at `endpoint`.
 *
 * Pure and linear in users. The diagnostics are the errors that make a plan impossible (then `value` is
 * undefined) and remarks on stale `previously` entries; what a reviewer must see of the changes
 * themselves is for `warnAbout`.
 */
export function buildPlan(
  desired: DesiredState,
  recorded: RecordedState,
  endpoint: string,
  asked: ResendTest = RESEND_NOTHING,
): Outcome<Plan> {
  const target: Target = { endpoint, source: desired.source };
  const users = inOrder(desired.users);
  const records = inOrder(recorded.users);
  const moves = findMoves(users, records);
  const { changes, unchanged, refused, fresh } = compareAll({ users, records, moves, asked });
  const diagnostics = [
    ...checkTarget(target, recorded),
    ...checkProtected(refused),
    ...checkProtectedChanges(changes, records),
    ...findLookAlikes(fresh, users, records, moves.to),
    ...moves.diagnostics,
  ];
  if (hasErrors(diagnostics)) return { value: undefined, diagnostics };
  const plan: Plan = {
    target,
    company: recorded.users.length === 0 ? null : (recorded.target?.company_id ?? null),
    state: { lineage: recorded.lineage, serial: recorded.serial, users: records.length },
    changes,
    counts: countChanges(changes, unchanged),
    leftOut: 0,
  };
  return { value: plan, diagnostics };
}

/**
 * Both states promise to be sorted. A plan from unsorted ones would forget and add users without need,
 * so the promise is checked, which costs one comparison a user.
 */
function inOrder<T extends { readonly id: ExternalId }>(users: readonly T[]): readonly T[] {
  const sorted = users.every((user, i) => (users[i - 1]?.id ?? '') < user.id);
  return sorted ? users : [...users].sort((a, b) => compareIds(a.id, b.id));
}

interface Comparison {
  readonly changes: readonly Change[];
  readonly unchanged: number;
  /** Ids that may not be forgotten because their record is protected. */
  readonly refused: readonly ExternalId[];
  /** Users whose id is not recorded. */
  readonly fresh: readonly DesiredUser[];
}

/** Walks both sorted lists side by side, so unchanged users cost no memory. */
function compareAll({
  users,
  records,
  moves,
  asked,
}: {
  readonly users: readonly DesiredUser[];
  readonly records: readonly RecordedUser[];
  readonly moves: Moves;
  readonly asked: ResendTest;
}): Comparison {
  const changes: Change[] = [];
  const refused: ExternalId[] = [];
  const fresh: DesiredUser[] = [];
  let unchanged = 0;
  let next = 0;
  const forgetBefore = (id: ExternalId | null): void => {
    for (let record = records[next]; record !== undefined; record = records[next]) {
      if (id !== null && record.id >= id) return;
      next += 1;
      if (moves.from.has(record.id)) continue;
      if (record.protected) refused.push(record.id);
      changes.push(forget(record));
    }
  };
  for (const user of users) {
    forgetBefore(user.id);
    const moved = moves.to.get(user.id);
    const isRecorded = records[next]?.id === user.id;
    if (!isRecorded) fresh.push(user);
    const record = isRecorded ? records[next++] : moved;
    const change =
      record === undefined ? add(user) : compare(user, record, moved?.id ?? null, asked(record));
    if (change === null) unchanged += 1;
    else changes.push(change);
  }
  forgetBefore(null);
  return { changes, unchanged, refused, fresh };
}

/** Null for an entry without fields: there is nothing to send, so there is nothing to record. */
function add(user: DesiredUser): AddChange | null {
  const { id, place } = user;
  const set = fieldsToSend(user, null);
  if (set.length === 0) return null;
  return { action: 'add', id, place, set, protection: user.protected ? true : null };
}

function forget(record: RecordedUser): ForgetChange {
  const { id, fields } = record;
  return { action: 'forget', id, before: fields, unknown: unknownWithout({}, record) };
}

function compare(
  user: DesiredUser,
  record: RecordedUser,
  movedFrom: ExternalId | null,
  asked: ReadonlySet<FieldName>,
): UpdateChange | RecordChange | null {
  if (movedFrom === null && asked.size === 0 && isSettled(user, record)) return null;
  const set = withAsked(fieldsToSend(user, record), user, record, asked);
  const change = {
    id: user.id,
    place: user.place,
    before: record.fields,
    released: releasedFields(user, record),
    unknown: unknownWithout(user.fields, record),
    movedFrom,
    protection: user.protected === record.protected ? null : user.protected,
  };
  if (set.length > 0) return { action: 'update', ...change, set };
  // Nothing that was asked for is recorded: a settled user stays as it is.
  return isSettled(user, record) && movedFrom === null ? null : { action: 'record', ...change };
}

/** Whether there is nothing to send and nothing to record. Allocates nothing: most users end here. */
function isSettled(user: DesiredUser, record: RecordedUser): boolean {
  if (user.protected !== record.protected) return false;
  for (const field of FIELD_NAMES) {
    if (user.fields[field] !== record.fields[field] || record.unknown[field] !== undefined) {
      return false;
    }
  }
  return true;
}

/** The fields of unknown outcome that are not wanted any more. */
function unknownWithout(wanted: UserFields, { unknown }: RecordedUser): readonly FieldName[] {
  return FIELD_NAMES.filter((field) => unknown[field] !== undefined && wanted[field] === undefined);
}

/** Returns the recorded fields without the unknown ones, so the patch has those as `add`. */
function confirmedFields(record: RecordedUser): UserFields {
  return Object.fromEntries(
    Object.entries(record.fields).filter(
      ([field]) => record.unknown[field as FieldName] === undefined,
    ),
  );
}

function fieldsToSend(user: DesiredUser, record: RecordedUser | null): readonly FieldChange[] {
  const confirmed = record === null ? {} : confirmedFields(record);
  return patchFields(confirmed, user.fields).flatMap(({ op, field, value }) => {
    if (value === undefined) return [];
    const before = record?.fields[field] ?? null;
    const isUnknown = record?.unknown[field] !== undefined;
    const reason = isUnknown ? 'resend' : op === 'add' ? 'new' : 'changed';
    return [{ field, before, after: value, reason }];
  });
}

/** The fields to send, and with them those that were asked for, are recorded, and would stay as they are. */
function withAsked(
  set: readonly FieldChange[],
  user: DesiredUser,
  record: RecordedUser,
  asked: ReadonlySet<FieldName>,
): readonly FieldChange[] {
  if (asked.size === 0) return set;
  const sent = new Map(set.map((change) => [change.field, change]));
  return FIELD_NAMES.flatMap((field): FieldChange[] => {
    const change = sent.get(field);
    if (change !== undefined) return [change];
    const [before, after] = [record.fields[field], user.fields[field]];
    if (!asked.has(field) || before === undefined || after === undefined) return [];
    return [{ field, before, after, reason: 'asked' }];
  });
}

function releasedFields(user: DesiredUser, record: RecordedUser): readonly ReleasedField[] {
  return FIELD_NAMES.filter(
    (field) =>
      user.fields[field] === undefined &&
      (record.fields[field] !== undefined || record.unknown[field] !== undefined),
  ).map((field) => ({ field, before: record.fields[field] ?? null }));
}

const FREE_THE_STATE =
  'If you no longer need this state, remove its users (corform state rm ID…). A state without users can be used anywhere.';

/**
 * A state belongs to one endpoint and one source, once COR has acknowledged something. A state without users
 * belongs to nobody.
 */
export function checkTarget(
  wanted: Target,
  state: Pick<RecordedState, 'target' | 'users'>,
): readonly Diagnostic[] {
  const recorded = state.users.length === 0 ? null : state.target;
  const diagnostics: Diagnostic[] = [];
  if (recorded !== null && recorded.source !== wanted.source) {
    diagnostics.push(
      errorOf(OTHER_SOURCE, {
        summary: `The state belongs to source "${recorded.source}", but users.yaml has "${wanted.source}"`,
        detail:
          'External ids are unique only within a source, so the same id may be another person.',
        fix: `Write "source: ${recorded.source}", or use a separate state for the new source. ${FREE_THE_STATE}`,
      }),
    );
  }
  if (recorded !== null && recorded.endpoint !== wanted.endpoint) {
    diagnostics.push(
      errorOf(OTHER_ENDPOINT, {
        summary: `The state belongs to ${recorded.endpoint}, but this plan is for ${wanted.endpoint}`,
        fix: `Set COR_INTEGRATIONS_URL=${recorded.endpoint}, or use the state of this endpoint. ${FREE_THE_STATE}`,
      }),
    );
  }
  return diagnostics;
}

function checkProtected(ids: readonly ExternalId[]): readonly Diagnostic[] {
  if (ids.length === 0) return [];
  return [
    errorOf(PROTECTED_USER_LEFT, {
      summary: `${countOf(ids.length, 'protected user')} left users.yaml: ${sampleIds(ids)}`,
    }),
  ];
}
