import type { Diagnostic } from '../errors/diagnostic.js';
import {
  FIELD_NAMES,
  type ExternalId,
  type FieldName,
  type FieldValue,
  type Place,
  type RecordedTarget,
  type UserFields,
} from '../model.js';
import type {
  Change,
  FieldChange,
  Plan,
  PlanCounts,
  ReleasedField,
  SetReason,
} from '../plan/change.js';
import { personOf } from '../plan/before-and-after.js';
import { kindOf, riskOf, type ChangeKind, type Risk } from '../plan/classify.js';
import type { FieldLines } from '../plan/field-lines.js';
import { findRisks, type Finding } from '../plan/findings.js';
import type { Forecast } from '../plan/forecast.js';
import type { Impact } from '../plan/impact.js';
import type { Person } from '../text/person.js';

/** A value as a renderer may show it. That of a sensitive field is not there at all. */
export type ViewValue =
  { readonly kind: 'plain'; readonly value: FieldValue } | { readonly kind: 'sensitive' };

/** A field that is sent. */
export interface FieldView {
  readonly field: FieldName;
  readonly reason: SetReason;
  readonly before: ViewValue | null;
  readonly after: ViewValue;
}

/** A field that is no longer managed. */
export interface ReleasedView {
  readonly field: FieldName;
  readonly before: ViewValue | null;
}

/** Recorded fields as a renderer may show them; null stands for a sensitive value. */
export type ShownFields = Readonly<Partial<Record<FieldName, FieldValue | null>>>;

/** One change, the same members for every kind. Text in it is not escaped yet. */
export interface ChangeView extends Person {
  readonly kind: ChangeKind;
  readonly risk: Risk | null;
  /** Null for a forget: the user is not in users.yaml any more. */
  readonly place: Place | null;
  readonly set: readonly FieldView[];
  readonly released: readonly ReleasedView[];
  /**
   * Recorded fields that the change leaves as they are; for a forget all of them, which stay in COR. One
   * flat object, because most fields of a large plan are these.
   */
  readonly kept: ShownFields;
  readonly movedFrom: ExternalId | null;
  readonly protection: boolean | null;
  /** For a forget: the fields whose last PUT has no known outcome. */
  readonly unknown: readonly FieldName[];
}

/** The web address where readers of a report can see the users files. */
export interface SourceLinks {
  /** The address of the folder that file names are relative to, at the planned commit, with a `/` at its end. */
  readonly folder: string;
}

/** A plan as renderers see it. Sensitive values are already removed, so no renderer can show one. */
export interface PlanView {
  readonly target: RecordedTarget;
  readonly state: Plan['state'];
  /** Sorted by id. */
  readonly changes: readonly ChangeView[];
  readonly counts: PlanCounts;
  readonly leftOut: number;
  /** What a reviewer must see: role raises, forgets with unknown fields, and the like. */
  readonly findings: readonly FindingView[];
}

/** What a reviewer must see, with the changes of the people whom it concerns. */
export interface FindingView extends Finding {
  readonly people: readonly ChangeView[];
}

/** All that a renderer of a plan needs; the renderers are siblings over it. */
export interface PlanReport {
  readonly plan: PlanView;
  /** Null if the plan must not be approved, as with `--base`. */
  readonly digest: string | null;
  readonly forecast: Forecast;
  /** The limits that an apply of this plan would run into. */
  readonly limits: readonly Diagnostic[];
  /** Remarks for the top, such as a recovered run or `--base`. Not escaped yet. */
  readonly notes: readonly string[];
  /** The git commit that was planned, or null. */
  readonly commit: string | null;
  readonly impact: Impact;
  /** Null if the files can't be linked to. */
  readonly links: SourceLinks | null;
  /** Of the changes that a short report shows. */
  readonly lines: FieldLines;
}

/**
 * The view of a plan with the values of the `sensitive` fields taken out. For a saved plan these must
 * include its own `sensitive` fields, whose values in it are seals.
 */
export function viewPlan(
  plan: Plan,
  options: { readonly sensitive: readonly FieldName[] },
): PlanView {
  const sensitive = new Set(options.sensitive);
  const { company, state, counts, leftOut } = plan;
  const target = { ...plan.target, company_id: company };
  const changes = plan.changes.map((change) => viewChange(change, sensitive));
  const findings = findRisks(plan.changes, sensitive).map((finding) => ({
    ...finding,
    people: finding.at.flatMap((position) => changes.slice(position, position + 1)),
  }));
  return { target, state, changes, counts, leftOut, findings };
}

type Sensitive = ReadonlySet<FieldName>;

function viewChange(change: Change, sensitive: Sensitive): ChangeView {
  const { action } = change;
  const set = action === 'add' || action === 'update' ? change.set : [];
  const released = action === 'update' || action === 'record' ? change.released : [];
  // One object, without intermediate ones: a plan may have a hundred thousand of them.
  return {
    kind: kindOf(change),
    risk: riskOf(change, sensitive),
    ...personOf(change, sensitive),
    place: action === 'forget' ? null : change.place,
    set: set.map((field) => viewField(field, sensitive)),
    released: released.map((field) => viewReleased(field, sensitive)),
    kept: action === 'add' ? {} : viewKept(change.before, [...set, ...released], sensitive),
    movedFrom: action === 'update' || action === 'record' ? change.movedFrom : null,
    protection: action === 'forget' ? null : change.protection,
    unknown: action === 'forget' ? change.unknown : [],
  };
}

const SENSITIVE: ViewValue = { kind: 'sensitive' };

function viewValue(field: FieldName, value: FieldValue, sensitive: Sensitive): ViewValue {
  return sensitive.has(field) ? SENSITIVE : { kind: 'plain', value };
}

function viewBefore({ field, before }: ReleasedField, sensitive: Sensitive): ViewValue | null {
  return before === null ? null : viewValue(field, before, sensitive);
}

function viewField(change: FieldChange, sensitive: Sensitive): FieldView {
  const { field, reason, after } = change;
  const before = viewBefore(change, sensitive);
  return { field, reason, before, after: viewValue(field, after, sensitive) };
}

function viewReleased(released: ReleasedField, sensitive: Sensitive): ReleasedView {
  return { field: released.field, before: viewBefore(released, sensitive) };
}

function viewKept(
  before: UserFields,
  changed: readonly { readonly field: FieldName }[],
  sensitive: Sensitive,
): ShownFields {
  const kept: Partial<Record<FieldName, FieldValue | null>> = {};
  for (const field of FIELD_NAMES) {
    const value = before[field];
    if (value === undefined || changed.some((other) => other.field === field)) continue;
    kept[field] = sensitive.has(field) ? null : value;
  }
  return kept;
}
