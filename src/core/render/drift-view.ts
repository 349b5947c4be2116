import { isRaisedInCor, type Difference } from '../drift/compare-fields.js';
import type {
  Coverage,
  Drift,
  DriftedUser,
  KnownUser,
  VisibleOutcome,
} from '../drift/find-drift.js';
import type { FieldName, FieldValue, Place, Target } from '../model.js';
import type { FieldLines } from '../plan/field-lines.js';
import type { ApiError, ListedUser } from '../ports/cor.js';
import { personFrom, type Person } from '../text/person.js';
import type { ChangeView, FieldView, SourceLinks, ViewValue } from './view.js';

/** A field that differs. `before` is the recorded value, `after` that of COR. */
export interface DriftedField extends FieldView {
  /** What users.yaml wants if that is a third value, else null. */
  readonly wanted: ViewValue | null;
}

export interface DriftedView extends Person {
  readonly place: Place | null;
  /** Whether the role is more powerful in COR. Never true if roles are sensitive. */
  readonly isRaised: boolean;
  readonly fields: readonly DriftedField[];
}

export interface OutcomeView extends Person {
  readonly field: FieldName;
  readonly holds: VisibleOutcome['holds'];
}

/** Somebody in COR who is not managed, as far as they may be shown. */
export interface StrangerView {
  readonly corId: number;
  readonly name: string | null;
  readonly hidden: boolean;
}

/** All that a renderer of drift needs; sensitive values are not in it. Text is not escaped yet. */
export interface DriftReport {
  readonly target: Target & { readonly company_id?: number | null };
  readonly state: { readonly lineage: string; readonly serial: number };
  readonly commit: string | null;
  /** False if COR's list could not be read completely. */
  readonly complete: boolean;
  /** How many users the list has, how many COR claims, and why a page could not be read. */
  readonly list: {
    readonly read: number;
    readonly claimed: number | null;
    readonly error: ApiError | null;
  };
  /** Users whose role is more powerful in COR come first, then by id. */
  readonly users: readonly DriftedView[];
  readonly missing: readonly Person[];
  readonly outcomes: readonly OutcomeView[];
  readonly unmanaged: {
    readonly visible: number;
    readonly hidden: number;
    /** Null unless their names were asked for. */
    readonly people: readonly StrangerView[] | null;
  };
  /** Null without an export. */
  readonly leavers: readonly Person[] | null;
  readonly coverage: Coverage;
  readonly fields: Drift['fields'];
  readonly ignored: number;
  readonly notCompared: {
    readonly unidentified: readonly Person[];
    readonly unproven: readonly Person[];
    readonly unrecorded: number;
    readonly leftOut: number;
    /** Managed fields that COR's list never shows. */
    readonly unreadable: readonly FieldName[];
  };
  /** Where the JSON report was written, for the way back; null if it was not. */
  readonly jsonReport: string | null;
  /** Whether this run writes COR's values into users.yaml: then the way out is chosen. */
  readonly accepts: boolean;
  /** Null if the files can't be linked to. */
  readonly links: SourceLinks | null;
  readonly lines: FieldLines;
}

export interface DriftContext extends Pick<
  DriftReport,
  'target' | 'state' | 'commit' | 'complete' | 'list' | 'jsonReport' | 'accepts' | 'links' | 'lines'
> {
  readonly sensitive: readonly FieldName[];
  /** Whether the people in COR who are not managed may be named. */
  readonly names: boolean;
}

type Sensitive = ReadonlySet<FieldName>;

/** Makes what the renderers see. The values of sensitive fields are taken out here. */
export function viewDrift(
  drift: Drift,
  { sensitive: hidden, names, ...context }: DriftContext,
): DriftReport {
  const sensitive = new Set(hidden);
  const toPerson = ({ id, known }: KnownUser): Person => personFrom(id, known, sensitive);
  const { unidentified, unproven, ...uncompared } = drift.notCompared;
  const strangers = drift.unmanaged;
  const visible = strangers.filter((user) => !user.hidden).length;
  return {
    ...context,
    users: drift.users.map((user) => viewUser(user, sensitive)),
    missing: drift.missing.map(toPerson),
    outcomes: drift.outcomes.map((one) => ({
      ...toPerson(one),
      field: one.field,
      holds: one.holds,
    })),
    unmanaged: {
      visible,
      hidden: strangers.length - visible,
      people: names ? strangers.map((user) => viewStranger(user, sensitive)) : null,
    },
    leavers: drift.leavers?.map(toPerson) ?? null,
    coverage: drift.coverage,
    fields: drift.fields,
    ignored: drift.ignored,
    notCompared: {
      unidentified: unidentified.map(toPerson),
      unproven: unproven.map(toPerson),
      ...uncompared,
    },
  };
}

function viewUser({ id, known, entry, fields }: DriftedUser, sensitive: Sensitive): DriftedView {
  return {
    ...personFrom(id, known, sensitive),
    place: entry?.place ?? null,
    isRaised: !sensitive.has('role_id') && fields.some(isRaisedInCor),
    fields: fields.map((field) => viewField(field, sensitive)),
  };
}

function viewField(one: Difference, sensitive: Sensitive): DriftedField {
  const { field, recorded, listed } = one;
  const show = (value: FieldValue): ViewValue =>
    sensitive.has(field) ? { kind: 'sensitive' } : { kind: 'plain', value };
  return {
    field,
    reason: 'changed',
    before: show(recorded),
    after: show(listed),
    wanted: one.class === 'conflict' ? show(one.desired) : null,
  };
}

function viewStranger({ corId, fields, hidden }: ListedUser, sensitive: Sensitive): StrangerView {
  const { name } = personFrom('', fields, sensitive);
  return { corId, name, hidden };
}

/** Whether COR differs in a way that somebody has to decide. */
export function hasDrift({ users, missing }: Pick<DriftReport, 'users' | 'missing'>): boolean {
  return users.length + missing.length > 0;
}

/** Users of the two kinds of difference: one whose differences include a conflict counts as that. */
export function countDrifted(users: readonly DriftedView[]): {
  readonly changed: number;
  readonly conflict: number;
} {
  const conflict = users.filter(hasConflict).length;
  return { changed: users.length - conflict, conflict };
}

export function hasConflict({ fields }: DriftedView): boolean {
  return fields.some(({ wanted }) => wanted !== null);
}

/** The user as the renderers of plans show one, for what they share with those of drift. */
export function toChangeView(user: DriftedView): ChangeView {
  return {
    ...user,
    kind: 'update',
    risk: user.isRaised ? 'role-raise' : null,
    set: user.fields,
    released: [],
    kept: {},
    movedFrom: null,
    protection: null,
    unknown: [],
  };
}
