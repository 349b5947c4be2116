import type { ExternalId, FieldName, FieldValue, Place, Target, UserFields } from '../model.js';

/**
 * Why a field is sent. `resend`: its last PUT has no known outcome, so it is sent even if the values look
 * equal. `asked`: the values are equal, and somebody asked for it (`--resend`).
 */
export type SetReason = 'new' | 'changed' | 'resend' | 'asked';

/** One field that is sent. */
export interface FieldChange {
  readonly field: FieldName;
  /** The recorded value, null if none is recorded. With `resend`, COR may hold another. */
  readonly before: FieldValue | null;
  readonly after: FieldValue;
  readonly reason: SetReason;
}

/** A field that left the user's entry: no longer managed. Nothing is sent, COR keeps its value. */
export interface ReleasedField {
  readonly field: FieldName;
  readonly before: FieldValue | null;
}

/** Changes of the record alone. Nothing is sent for them. */
export interface RecordOnly {
  readonly released: readonly ReleasedField[];
  /** Those of them whose last PUT has no known outcome: what COR holds stays unknown for good. */
  readonly unknown: readonly FieldName[];
  /** The id under which the user is recorded now, if `previously` moves it; otherwise null. */
  readonly movedFrom: ExternalId | null;
  /** The new value of the protection flag where it changes, else null. */
  readonly protection: boolean | null;
}

/** In users.yaml, not in the state: one PUT with all its fields. */
export interface AddChange {
  readonly action: 'add';
  readonly id: ExternalId;
  readonly place: Place;
  /** Never empty: an entry without fields has nothing to send and is no change. */
  readonly set: readonly FieldChange[];
  readonly protection: boolean | null;
}

/** Recorded, and at least one field is sent. */
export interface UpdateChange extends RecordOnly {
  readonly action: 'update';
  readonly id: ExternalId;
  readonly place: Place;
  /** Never empty. */
  readonly set: readonly FieldChange[];
  /** All recorded fields. Those in neither `set` nor `released` stay as they are. */
  readonly before: UserFields;
}

/** Recorded, and only the record changes. */
export interface RecordChange extends RecordOnly {
  readonly action: 'record';
  readonly id: ExternalId;
  readonly place: Place;
  /** All recorded fields. Those not in `released` stay as they are. */
  readonly before: UserFields;
}

/** Recorded, no longer in users.yaml: it leaves the state and stays in COR. */
export interface ForgetChange {
  readonly action: 'forget';
  readonly id: ExternalId;
  readonly before: UserFields;
  /** Fields whose last PUT has no known outcome: what COR holds stays unknown for good. */
  readonly unknown: readonly FieldName[];
}

export type Change = AddChange | UpdateChange | RecordChange | ForgetChange;

/** Each changed user is counted once. */
export interface PlanCounts {
  readonly add: number;
  /** Updates with at least one field that is new or changed. */
  readonly update: number;
  /** Updates in which every field is sent again: its outcome is unknown, or somebody asked for it. */
  readonly resend: number;
  readonly forget: number;
  readonly record: number;
  readonly unchanged: number;
}

/**
 * The difference between desired and recorded state. A pure function of the two: no time, no commit,
 * no random in it, so equal inputs give equal bytes.
 */
export interface Plan {
  readonly target: Target;
  /** COR's id of the company, once an answer named it. For people only: never part of the digest. */
  readonly company: number | null;
  readonly state: {
    readonly lineage: string;
    readonly serial: number;
    /** Users in the record, the base of the percentages of limits. */
    readonly users: number;
  };
  /** Sorted by id. */
  readonly changes: readonly Change[];
  readonly counts: PlanCounts;
  /** How many changes a selection (`--only`, `--where`, …) left out. */
  readonly leftOut: number;
}
