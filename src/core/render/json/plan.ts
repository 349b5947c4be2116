import type { Diagnostic } from '../../errors/diagnostic.js';
import { FIELD_NAMES, type FieldName, type FieldValue } from '../../model.js';
import type { ChangeKind } from '../../plan/classify.js';
import type { Impact } from '../../plan/impact.js';
import { tellApart } from '../../text/look-alike.js';
import { escapeJsonDocument } from '../escape.js';
import { explainSameLook } from '../text/values.js';
import type { ChangeView, FieldView, PlanReport, ShownFields, ViewValue } from '../view.js';
import { addressOf } from './address.js';

/** The version of Terraform's plan representation that the document follows. */
const FORMAT_VERSION = '1.2';

/**
 * One operation of the JSON patch (RFC 6902) that turns `before` into `after`, null being no fields at
 * all. As in these, null stands for a sensitive value.
 */
interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: FieldValue | null;
}

type SensitiveMarks = Readonly<Partial<Record<FieldName, true>>>;

/**
 * A change of the record alone is a `no-op` to Terraform's tools, as a moved resource is: nothing is
 * sent. `kind` tells it apart.
 */
const ACTIONS: Readonly<Record<ChangeKind, string>> = {
  add: 'create',
  update: 'update',
  resend: 'update',
  forget: 'forget',
  record: 'no-op',
};

/**
 * The plan in Terraform's plan representation, so what reads Terraform plans reads it; only changed
 * users are in it. One resource change a line, sorted by id, no time stamp: equal inputs give equal
 * bytes. Schema: schemas/plan.v1.schema.json. Line by line, because the whole of a large plan is as large as all
 * that it was made from.
 */
export function* planJsonLines(report: PlanReport): Generator<string> {
  const { plan, limits } = report;
  const head = {
    format_version: FORMAT_VERSION,
    applyable: plan.changes.length > 0 && !limits.some((d) => d.severity === 'error'),
    complete: plan.leftOut === 0,
    errored: false,
  };
  const members = Object.entries(head).map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
  yield `{${members.join(',')},\n`;
  yield '"resource_changes":[\n';
  for (const [at, change] of plan.changes.entries()) {
    const end = at === plan.changes.length - 1 ? '\n' : ',\n';
    yield escapeJsonDocument(`${JSON.stringify(toResourceChange(change))}${end}`);
  }
  yield escapeJsonDocument(`],\n"corform":${JSON.stringify(aboutPlan(report))}}\n`);
}

/** The lines of `planJsonLines` as one text. */
export function renderPlanJson(report: PlanReport): string {
  return [...planJsonLines(report)].join('');
}

function aboutPlan(report: PlanReport): object {
  const { plan, digest, commit, limits, forecast, notes, impact } = report;
  const { target, state, counts } = plan;
  return {
    digest,
    commit,
    target: { endpoint: target.endpoint, source: target.source, company_id: target.company_id },
    state: { lineage: state.lineage, serial: state.serial, users: state.users },
    counts,
    left_out: plan.leftOut,
    limits: limits.map(toRemark),
    warnings: plan.findings.map(toRemark),
    notes,
    forecast: {
      requests: forecast.requests,
      seconds: forecast.seconds,
      in_flight: forecast.inFlight,
    },
    impact: markDepartments(impact),
  };
}

/** Says behind a department that looks like another one what it is made of. */
function markDepartments(impact: Impact): object {
  if (impact.capacity === null) return impact;
  const { departments } = impact.capacity;
  const apart = tellApart(departments.flatMap(({ department }) => department ?? []));
  const marked = departments.map((entry) => {
    const remark = apart.get(entry.department ?? '');
    return remark === undefined ? entry : { ...entry, look_alike: remark };
  });
  return { ...impact, capacity: { ...impact.capacity, departments: marked } };
}

function toRemark({ severity, code, summary, detail, fix }: Diagnostic): object {
  return { severity, code, summary, detail, fix };
}

/** One change as an entry of Terraform's `resource_changes`, with what corform adds to it at the end. */
function toResourceChange(change: ChangeView): object {
  const before = fieldsBefore(change);
  const after = fieldsAfter(change);
  return {
    ...toResource(change, { action: ACTIONS[change.kind], before, after }),
    kind: change.kind,
    patch: patchOf(change, before ?? {}, after ?? {}),
    resend: fieldsSent(change, 'resend'),
    asked: fieldsSent(change, 'asked'),
    released: change.released.map((f) => f.field),
    ...lookAlikes(change.set),
    ...(change.protection !== null && { protected: change.protection }),
    source: change.place,
  };
}

/** A user as Terraform represents a resource. */
export function toResource(
  { id, movedFrom = null }: { readonly id: string; readonly movedFrom?: string | null },
  change: {
    readonly action: string;
    readonly before: ShownFields | null;
    readonly after: ShownFields | null;
  },
): object {
  const { action, before, after } = change;
  return {
    address: addressOf(id),
    ...(movedFrom !== null && { previous_address: addressOf(movedFrom) }),
    mode: 'managed',
    type: 'cor_user',
    name: 'user',
    index: id,
    provider_name: 'corform/cor',
    change: {
      actions: [action],
      before,
      after,
      after_unknown: {},
      before_sensitive: markSensitive(before),
      after_sensitive: markSensitive(after),
    },
  };
}

/** How fields differ whose values look the same, as text and Markdown say it; nothing if there are none. */
export function lookAlikes(fields: readonly FieldView[]): object {
  const found = fields.flatMap((field) => {
    const remark = explainSameLook(field);
    return remark === null ? [] : [[field.field, remark]];
  });
  return found.length === 0 ? {} : { look_alike: Object.fromEntries(found) as object };
}

function fieldsSent({ set }: ChangeView, reason: 'resend' | 'asked'): readonly FieldName[] {
  return set.filter((field) => field.reason === reason).map(({ field }) => field);
}

type Known = Readonly<{ field: FieldName; value: ViewValue | null }>;

/** All fields of a user in the order in which they are shown: those that stay, and what becomes of the others. */
export function inOrder(kept: ShownFields, others: readonly Known[]): ShownFields {
  const shown: Partial<Record<FieldName, FieldValue | null>> = {};
  for (const field of FIELD_NAMES) {
    const value = others.find((other) => other.field === field)?.value ?? undefined;
    const same = kept[field];
    if (value !== undefined) shown[field] = value.kind === 'plain' ? value.value : null;
    else if (same !== undefined) shown[field] = same;
  }
  return shown;
}

/** Null if the user is not recorded at that time. */
function fieldsBefore({ kind, kept, set, released }: ChangeView): ShownFields | null {
  if (kind === 'add') return null;
  const changed = [...set, ...released].map(({ field, before }) => ({ field, value: before }));
  return inOrder(kept, changed);
}

function fieldsAfter({ kind, kept, set }: ChangeView): ShownFields | null {
  if (kind === 'forget') return null;
  return inOrder(
    kept,
    set.map(({ field, after }) => ({ field, value: after })),
  );
}

/** A sensitive value that changes is null before and after, so what is sent comes from the change itself. */
function patchOf(
  change: ChangeView,
  before: ShownFields,
  after: ShownFields,
): readonly PatchOperation[] {
  const sent = new Set(change.set.map(({ field }) => field));
  return FIELD_NAMES.flatMap((field): readonly PatchOperation[] => {
    const path = `/${field}`;
    const value = after[field];
    if (value === undefined) return before[field] === undefined ? [] : [{ op: 'remove', path }];
    if (!sent.has(field)) return [];
    return [{ op: before[field] === undefined ? 'add' : 'replace', path, value }];
  });
}

function markSensitive(fields: ShownFields | null): SensitiveMarks | false {
  if (fields === null) return false;
  const sensitive = Object.entries(fields).filter(([, value]) => value === null);
  return Object.fromEntries(sensitive.map(([field]) => [field, true]));
}
