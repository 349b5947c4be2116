import type { Diagnostic } from '../diagnostic.js';
import {
  FIELD_NAMES,
  type ExternalId,
  type FieldName,
  type FieldValue,
  type Place,
  type UserFields,
} from '../model.js';
import type {
  Change,
  FieldChange,
  PatchOperation,
  Plan,
  PlanCounts,
  ReleasedField,
  SetReason,
} from '../plan/change.js';
import { kindOf, riskOf, type ChangeKind, type Risk } from '../plan/classify.js';
import type { Forecast } from '../plan/forecast.js';
import { fieldOf } from '../plan/patch.js';
import { warnAbout } from '../plan/warnings.js';

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

/** A recorded field that the change leaves as it is. */
interface KeptView {
  readonly field: FieldName;
  readonly value: ViewValue;
}

/** One operation of the user's patch; of a sensitive field without its value. */
export type PatchView =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: FieldValue }
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly sensitive: true }
  | { readonly op: 'remove'; readonly path: string };

/** One change, the same members for every kind. Text in it is not escaped yet. */
export interface ChangeView {
  readonly kind: ChangeKind;
  readonly risk: Risk | null;
  readonly id: ExternalId;
  /** Null for a forget: the user is not in users.yaml any more. */
  readonly place: Place | null;
  readonly set: readonly FieldView[];
  readonly released: readonly ReleasedView[];
  /** For a forget: all recorded fields, which stay in COR. */
  readonly kept: readonly KeptView[];
  readonly movedFrom: ExternalId | null;
  readonly protection: boolean | null;
  /** For a forget: the fields whose last PUT has no known outcome. */
  readonly unknown: readonly FieldName[];
  readonly patch: readonly PatchView[];
}

/** A plan as renderers see it: sensitive values are gone, so that none of them can show one. */
export interface PlanView {
  readonly target: Plan['target'];
  readonly state: Plan['state'];
  /** Sorted by id. */
  readonly changes: readonly ChangeView[];
  readonly counts: PlanCounts;
  readonly leftOut: number;
  /** What a reviewer must see: role raises, forgets with unknown fields, and the like. */
  readonly warnings: readonly Diagnostic[];
}

/** All that a renderer of a plan needs; the renderers are siblings over it. */
export interface PlanReport {
  readonly plan: PlanView;
  /** Null where the plan must not be approved, as with `--base`. */
  readonly digest: string | null;
  readonly forecast: Forecast;
  /** The limits that an apply of this plan would run into. */
  readonly limits: readonly Diagnostic[];
  /** Remarks for the top, such as a recovered run or `--base`. Not escaped yet. */
  readonly notes: readonly string[];
  /** The git commit that was planned, or null. */
  readonly commit: string | null;
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
  const { target, state, counts, leftOut } = plan;
  const changes = plan.changes.map((change) => viewChange(change, sensitive));
  const warnings = warnAbout(plan.changes, sensitive);
  return { target, state, changes, counts, leftOut, warnings };
}

type Sensitive = ReadonlySet<FieldName>;

const NOTHING = {
  place: null,
  set: [],
  released: [],
  kept: [],
  movedFrom: null,
  protection: null,
  unknown: [],
} as const;

function viewChange(change: Change, sensitive: Sensitive): ChangeView {
  const base = {
    ...NOTHING,
    kind: kindOf(change),
    risk: riskOf(change, sensitive),
    id: change.id,
    patch: change.patch.map((operation) => viewOperation(operation, sensitive)),
  };
  if (change.action === 'forget') {
    return { ...base, kept: viewKept(change.before, [], sensitive), unknown: change.unknown };
  }
  const { place, protection } = change;
  const sent = change.action === 'record' ? [] : change.set;
  const set = sent.map((field) => viewField(field, sensitive));
  if (change.action === 'add') return { ...base, place, protection, set };
  const released = change.released.map((field) => viewReleased(field, sensitive));
  const kept = viewKept(change.before, [...sent, ...released], sensitive);
  return { ...base, place, protection, set, released, kept, movedFrom: change.movedFrom };
}

function viewValue(field: FieldName, value: FieldValue, sensitive: Sensitive): ViewValue {
  return sensitive.has(field) ? { kind: 'sensitive' } : { kind: 'plain', value };
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
): readonly KeptView[] {
  const isChanged = new Set(changed.map((other) => other.field));
  return FIELD_NAMES.flatMap((field) => {
    const value = before[field];
    const isKept = value !== undefined && !isChanged.has(field);
    return isKept ? [{ field, value: viewValue(field, value, sensitive) }] : [];
  });
}

function viewOperation(operation: PatchOperation, sensitive: Sensitive): PatchView {
  if (operation.op === 'remove' || !sensitive.has(fieldOf(operation))) return operation;
  return { op: operation.op, path: operation.path, sensitive: true };
}
