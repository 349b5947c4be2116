import { identifyUsers } from '../adopt/identify-users.js';
import {
  compareIds,
  FIELD_NAMES,
  LISTED_FIELDS,
  type DesiredState,
  type DesiredUser,
  type ExternalId,
  type FieldName,
  type Place,
  type RecordedState,
  type RecordedUser,
  type UserFields,
} from '../model.js';
import type { ListedUser } from '../ports/cor.js';
import {
  compareFields,
  isDifference,
  isRaisedInCor,
  type ComparedField,
  type Difference,
  type FieldClass,
  type ListedField,
  type FieldOutcome,
} from './compare-fields.js';
import type { IsIgnored } from './ignore.js';

/** What an export says of people. */
export interface ExportedPeople {
  readonly present: ReadonlySet<ExternalId>;
  readonly left: readonly ExternalId[];
  /** Of all of them, as far as the export has them. */
  readonly emails: ReadonlyMap<ExternalId, string>;
}

/** Everything that is compared. */
export interface DriftSources {
  readonly recorded: RecordedState;
  readonly desired: DesiredState;
  /** COR's list. */
  readonly listed: readonly ListedUser[];
  /** COR's own ids of recorded users that are proven to be missing. */
  readonly absent: ReadonlySet<number>;
  /** Null without an export. */
  readonly people: ExportedPeople | null;
}

export interface DriftScope {
  /** Which of the recorded users are compared. */
  readonly selected: ReadonlySet<ExternalId>;
  readonly fields: readonly ListedField[];
  readonly isIgnored: IsIgnored;
}

/** A user with differences that somebody must look at. */
export interface DriftedUser {
  readonly id: ExternalId;
  /** As they are known: users.yaml before the record. */
  readonly known: UserFields;
  /** The entry of users.yaml, whose id may be newer than that of the record; null if there is none. */
  readonly entry: { readonly id: ExternalId; readonly place: Place } | null;
  /** Those of the classes `changed` and `conflict` that are not ignored; never empty. */
  readonly fields: readonly Difference[];
}

/** A user without more than an id and what is known of them. */
export type KnownUser = Pick<DriftedUser, 'id' | 'known'>;

/** A field whose last PUT has no known outcome, now that COR shows it. */
export interface VisibleOutcome extends KnownUser {
  readonly field: ListedField;
  readonly holds: FieldOutcome['holds'];
}

/** How COR's list stands to the record and to users.yaml. */
export interface Drift {
  /** Users whose role is more powerful in COR come first, then by id. */
  readonly users: readonly DriftedUser[];
  /** Sorted by id. */
  readonly missing: readonly KnownUser[];
  readonly outcomes: readonly VisibleOutcome[];
  /** Users of COR who are not managed; sorted by COR's own id. */
  readonly unmanaged: readonly ListedUser[];
  /** Who left by the export and is still visible in COR; null without an export. */
  readonly leavers: readonly KnownUser[] | null;
  readonly coverage: Coverage;
  /** Compared fields by class, those that are ignored left out. */
  readonly fields: Readonly<Record<FieldClass, number>>;
  /** Differences, and users missing, that a rule ignores. */
  readonly ignored: number;
  readonly notCompared: NotCompared;
}

export interface Coverage {
  /** Users whom COR shows to everybody. */
  readonly visible: number;
  /** Of those, how many are managed and were identified. */
  readonly managed: number;
  /** Managed and identified users who are hidden in COR. */
  readonly hidden: number;
  /** Recorded users who were compared. */
  readonly compared: number;
}

/** What could not be compared, and is said. */
export interface NotCompared {
  /** Recorded users of whom neither COR's own id nor a unique e-mail address is known. */
  readonly unidentified: readonly KnownUser[];
  /** Recorded users of whom nothing says whether they are missing, because the list moved. */
  readonly unproven: readonly KnownUser[];
  /** Users of users.yaml who are not recorded yet. */
  readonly unrecorded: number;
  /** Recorded users that the selection leaves out. */
  readonly leftOut: number;
  /** Fields that are recorded and that COR's list never shows. */
  readonly unreadable: readonly FieldName[];
}

/** Compares COR's list with the record and with users.yaml. */
export function findDrift(sources: DriftSources, scope: DriftScope): Drift {
  const { recorded, desired, listed, people } = sources;
  const found = identifyUsers(wantedOf(recorded, people), listed);
  const wanted = desiredByRecord(desired, recorded);
  const users = recorded.users.filter(({ id }) => scope.selected.has(id));
  const compared = users.flatMap((user) => {
    const inCor = found.get(user.id);
    return inCor === undefined ? [] : [compareUser(user, wanted.get(user.id), inCor, scope)];
  });
  const gone = users.filter(({ id }) => !found.has(id)).map((user) => toKnown(user, wanted));
  const corIds = new Map(users.map(({ id, cor_id }) => [id, cor_id]));
  const corIdOf = ({ id }: KnownUser): number => corIds.get(id) ?? 0;
  const absent = gone.filter((user) => sources.absent.has(corIdOf(user)));
  const missing = absent.filter(({ id }) => !scope.isIgnored(id, null));
  const all = compared.flatMap(({ fields }) => fields);
  const differences = compared.flatMap(({ user, fields }): readonly DriftedUser[] => {
    const shown = fields.filter(isDifference);
    return shown.length === 0 ? [] : [{ ...user, fields: shown }];
  });
  const managed = recorded.users.flatMap(({ id }) => found.get(id) ?? []);
  const ids = new Set(managed.map(({ corId }) => corId));
  const visible = listed.filter(({ hidden }) => !hidden);
  const isRecorded = new Set(recorded.users.map(({ id }) => id));
  return {
    users: [...differences].sort((a, b) => rank(a) - rank(b)),
    missing,
    outcomes: compared.flatMap(({ user, fields }) => outcomesOf(user, fields)),
    unmanaged: listed.filter(({ corId }) => !ids.has(corId)),
    leavers: people === null ? null : leaversOf(people, sources, found, wanted),
    coverage: {
      visible: visible.length,
      managed: visible.filter(({ corId }) => ids.has(corId)).length,
      hidden: managed.filter(({ hidden }) => hidden).length,
      compared: compared.length,
    },
    fields: countClasses(all),
    ignored:
      absent.length - missing.length + compared.reduce((sum, { ignored }) => sum + ignored, 0),
    notCompared: {
      unidentified: gone.filter((user) => corIdOf(user) === 0),
      unproven: gone.filter((user) => corIdOf(user) !== 0 && !sources.absent.has(corIdOf(user))),
      unrecorded: desired.users.filter(
        ({ id, previously }) =>
          !isRecorded.has(id) && (previously === null || !isRecorded.has(previously)),
      ).length,
      leftOut: recorded.users.length - users.length,
      unreadable: FIELD_NAMES.filter(
        (field) =>
          !LISTED_FIELDS.some((name) => name === field) &&
          users.some(({ fields }) => fields[field] !== undefined),
      ),
    },
  };
}

function wantedOf(
  { users }: RecordedState,
  people: ExportedPeople | null,
): Parameters<typeof identifyUsers>[0] {
  const known = users.map(({ id, cor_id: corId }) => ({
    id,
    corId,
    email: people?.emails.get(id) ?? null,
  }));
  const isRecorded = new Set(users.map(({ id }) => id));
  // Somebody who is not recorded any more, or not yet, can still be seen by the e-mail address.
  const others = [...(people?.emails ?? [])]
    .filter(([id]) => !isRecorded.has(id))
    .map(([id, email]) => ({ id, corId: null, email }));
  return [...known, ...others];
}

/** What users.yaml wants of each recorded user, also of one that is recorded under an older id. */
function desiredByRecord(
  desired: DesiredState,
  recorded: RecordedState,
): ReadonlyMap<ExternalId, DesiredUser> {
  const isRecorded = new Set(recorded.users.map(({ id }) => id));
  const moved = desired.users.flatMap((user) =>
    user.previously !== null && !isRecorded.has(user.id) ? [[user.previously, user] as const] : [],
  );
  return new Map([...moved, ...desired.users.map((user) => [user.id, user] as const)]);
}

function toKnown(
  { id, fields }: RecordedUser,
  wanted: ReadonlyMap<ExternalId, DesiredUser>,
): KnownUser {
  return { id, known: { ...fields, ...wanted.get(id)?.fields } };
}

interface ComparedUser {
  readonly user: Omit<DriftedUser, 'fields'>;
  readonly fields: readonly ComparedField[];
  readonly ignored: number;
}

function compareUser(
  user: RecordedUser,
  desired: DesiredUser | undefined,
  listed: ListedUser,
  { fields, isIgnored }: DriftScope,
): ComparedUser {
  const all = compareFields(user, desired?.fields ?? {}, listed.fields, fields);
  const kept = all.filter((one) => !isDifference(one) || !isIgnored(user.id, one.field));
  return {
    user: {
      id: user.id,
      known: { ...user.fields, ...desired?.fields },
      entry: desired === undefined ? null : { id: desired.id, place: desired.place },
    },
    fields: kept,
    ignored: all.length - kept.length,
  };
}

/** Sorting is stable: what is equal stays in order of id. */
function rank({ fields }: DriftedUser): number {
  return fields.some(isRaisedInCor) ? 0 : 1;
}

function outcomesOf(
  { id, known }: KnownUser,
  fields: readonly ComparedField[],
): readonly VisibleOutcome[] {
  return fields.flatMap((one) =>
    one.class === 'outcome-visible' ? [{ id, known, field: one.field, holds: one.holds }] : [],
  );
}

/** Who is not in the export as present, or has left by status, and is visible in COR. */
function leaversOf(
  { present, left }: ExportedPeople,
  { recorded }: DriftSources,
  found: ReadonlyMap<ExternalId, ListedUser>,
  wanted: ReadonlyMap<ExternalId, DesiredUser>,
): readonly KnownUser[] {
  const records = new Map(recorded.users.map((user) => [user.id, user]));
  const gone = [...records.keys()].filter((id) => !present.has(id));
  return [...new Set([...gone, ...left])]
    .filter((id) => found.get(id)?.hidden === false)
    .sort(compareIds)
    .map((id) => {
      const user = records.get(id);
      return user === undefined ? { id, known: {} } : toKnown(user, wanted);
    });
}

function countClasses(fields: readonly ComparedField[]): Drift['fields'] {
  const counts = {
    'in-sync': 0,
    normalised: 0,
    'already-so': 0,
    changed: 0,
    conflict: 0,
    'outcome-visible': 0,
    'not-shown': 0,
  };
  for (const { class: of } of fields) counts[of] += 1;
  return counts;
}
