import type { Diagnostic } from '../diagnostic.js';
import { FIELD_NAMES, type FieldName, type FieldValue, type Place } from '../model.js';
import type { ChangeKind } from '../plan/classify.js';
import { escapeJsonDocument } from './escape.js';
import type { ChangeView, PatchView, PlanReport, ViewValue } from './view.js';

/** The version of Terraform's plan representation that the document follows. */
const FORMAT_VERSION = '1.2';

/** Fields of a user; null stands for a sensitive value. */
type ShownFields = Readonly<Partial<Record<FieldName, FieldValue | null>>>;
type SensitiveMarks = Readonly<Partial<Record<FieldName, true>>>;

/** One entry of Terraform's `resource_changes`, with what corform adds to it at the end. */
interface ResourceChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly mode: 'managed';
  readonly type: 'cor_user';
  readonly name: 'user';
  readonly index: string;
  readonly provider_name: 'corform/cor';
  readonly change: {
    readonly actions: readonly [string];
    readonly before: ShownFields | null;
    readonly after: ShownFields | null;
    readonly after_unknown: Readonly<Record<string, never>>;
    readonly before_sensitive: SensitiveMarks | false;
    readonly after_sensitive: SensitiveMarks | false;
  };
  readonly kind: ChangeKind;
  readonly patch: readonly PatchView[];
  /** The fields that are sent again only because their outcome is unknown. */
  readonly resend: readonly FieldName[];
  /** The fields that are no longer managed. */
  readonly released: readonly FieldName[];
  readonly protected?: boolean;
  readonly source: Place | null;
}

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
 * The plan in Terraform's plan representation, so that what reads Terraform plans reads it; only changed
 * users are in it. One resource change a line, sorted by id, no time stamp: equal inputs give equal
 * bytes. Schema: schemas/plan.v1.schema.json.
 */
export function renderPlanJson(report: PlanReport): string {
  const { plan, limits } = report;
  const lines = plan.changes.map((change) => `\n${JSON.stringify(toResourceChange(change))}`);
  const head = {
    format_version: FORMAT_VERSION,
    applyable: plan.changes.length > 0 && !limits.some((d) => d.severity === 'error'),
    complete: plan.leftOut === 0,
    errored: false,
  };
  const members = Object.entries(head).map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
  const corform = JSON.stringify(aboutPlan(report));
  const json = `{${members.join(',')},\n"resource_changes":[${lines.join(',')}\n],\n"corform":${corform}}\n`;
  return escapeJsonDocument(json);
}

function aboutPlan({ plan, digest, commit, limits, forecast, notes }: PlanReport): object {
  const { target, state, counts } = plan;
  return {
    digest,
    commit,
    target: { endpoint: target.endpoint, source: target.source },
    state: { lineage: state.lineage, serial: state.serial, users: state.users },
    counts,
    left_out: plan.leftOut,
    limits: limits.map(toRemark),
    warnings: plan.warnings.map(toRemark),
    notes,
    forecast: {
      requests: forecast.requests,
      seconds: forecast.seconds,
      in_flight: forecast.inFlight,
    },
  };
}

function toRemark({ severity, code, summary, detail, fix }: Diagnostic): object {
  return { severity, code, summary, detail, fix };
}

/** One change as an entry of Terraform's `resource_changes`. */
function toResourceChange(change: ChangeView): ResourceChange {
  const before = fieldsBefore(change);
  const after = fieldsAfter(change);
  return {
    address: addressOf(change.id),
    ...(change.movedFrom !== null && { previous_address: addressOf(change.movedFrom) }),
    mode: 'managed',
    type: 'cor_user',
    name: 'user',
    index: change.id,
    provider_name: 'corform/cor',
    change: {
      actions: [ACTIONS[change.kind]],
      before: showFields(before),
      after: showFields(after),
      after_unknown: {},
      before_sensitive: markSensitive(before),
      after_sensitive: markSensitive(after),
    },
    kind: change.kind,
    patch: change.patch,
    resend: change.set.filter((f) => f.reason === 'resend').map((f) => f.field),
    released: change.released.map((f) => f.field),
    ...(change.protection !== null && { protected: change.protection }),
    source: change.place,
  };
}

/** Terraform's address of the user, quoted as in HCL. It ends in what the text output calls the user. */
export function addressOf(id: string): string {
  return `cor_user.user[${JSON.stringify(id).replace(/[$%](?=\{)/g, '$&$&')}]`;
}

/** Fields in the order in which they are shown; null where the user is not recorded at that time. */
type Entries = readonly (readonly [FieldName, ViewValue])[] | null;

function inOrder(entries: Exclude<Entries, null>): Entries {
  return entries.toSorted(([a], [b]) => FIELD_NAMES.indexOf(a) - FIELD_NAMES.indexOf(b));
}

function fieldsBefore(change: ChangeView): Entries {
  if (change.kind === 'add') return null;
  const changed = [...change.set, ...change.released].flatMap(({ field, before }) =>
    before === null ? [] : [[field, before] as const],
  );
  return inOrder([...change.kept.map(({ field, value }) => [field, value] as const), ...changed]);
}

function fieldsAfter(change: ChangeView): Entries {
  if (change.kind === 'forget') return null;
  const set = change.set.map(({ field, after }) => [field, after] as const);
  return inOrder([...change.kept.map(({ field, value }) => [field, value] as const), ...set]);
}

function showFields(entries: Entries): ShownFields | null {
  if (entries === null) return null;
  return Object.fromEntries(
    entries.map(([field, value]) => [field, value.kind === 'plain' ? value.value : null]),
  );
}

function markSensitive(entries: Entries): SensitiveMarks | false {
  if (entries === null) return false;
  const sensitive = entries.filter(([, value]) => value.kind === 'sensitive');
  return Object.fromEntries(sensitive.map(([field]) => [field, true]));
}
