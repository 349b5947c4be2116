import type { Diagnostic } from '../../errors/diagnostic.js';
import type { ExternalId, RunCounts } from '../../model.js';
import type { ChangeKind } from '../../plan/classify.js';
import { escapeJsonDocument } from '../escape.js';
import { addressOf } from './address.js';
import { summaryText } from '../run-words.js';
import type { PlanView } from '../view.js';
import { planLine, SEVERITY_LABELS } from '../words.js';

/**
 * One event of `apply --json`, in the shape of Terraform's machine-readable UI (version 1.2 of it), so what reads
 * Terraform's stream reads this one. Values of users are in none of them.
 */
export interface UiEvent {
  readonly message: string;
  readonly type: string;
  readonly level?: 'info' | 'warn' | 'error';
  /** The members that only events of this type have. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** Writes an event as one line of JSON. `timestamp` is ISO 8601. */
export function writeUiEvent(
  { message, type, level = 'info', members }: UiEvent,
  timestamp: string,
): string {
  const line = {
    '@level': level,
    '@message': message,
    '@module': 'corform.ui',
    '@timestamp': timestamp,
    ...members,
    type,
  };
  return `${escapeJsonDocument(JSON.stringify(line))}\n`;
}

/** The user whose update has been under way for longest. */
export interface UnderWay {
  readonly kind: ChangeKind;
  readonly id: ExternalId;
  readonly elapsedMs: number;
}

export interface UiProgress {
  readonly done: number;
  readonly total: number;
  readonly inFlight: number;
  readonly failed: number;
  readonly ratePerSecond: number;
  readonly etaSeconds: number | null;
}

/** The version of Terraform whose events these are like, for readers that ask. */
const TERRAFORM = '1.9.0';

export function versionEvent(version: string): UiEvent {
  return {
    message: `corform ${version}`,
    type: 'version',
    members: { terraform: TERRAFORM, corform: version, ui: '1.2' },
  };
}

/** The plan: an event for each change, then the counts. */
export function plannedEvents({ changes, counts }: PlanView): readonly UiEvent[] {
  const { add, update, resend, forget, record } = counts;
  return [
    ...changes.map(({ kind, id }) => ({
      message: `${addressOf(id)}: Plan to ${ACTION[kind]}`,
      type: 'planned_change',
      members: { change: { resource: resourceOf(id), action: ACTION[kind] } },
    })),
    countsEvent(planLine(counts), 'plan', { add, change: update + resend, forget, record }),
  ];
}

export function startedEvent(kind: ChangeKind, id: ExternalId): UiEvent {
  return {
    message: `${addressOf(id)}: ${PRESENT[kind]}...`,
    type: 'apply_start',
    members: hookOf(kind, id),
  };
}

/** The end of what an apply does for one user. */
export function endedEvent({ kind, id, elapsedMs }: UnderWay, isApplied: boolean): UiEvent {
  return {
    message: `${addressOf(id)}: ${isApplied ? PAST[kind] : 'errored'}`,
    type: isApplied ? 'apply_complete' : 'apply_errored',
    members: hookOf(kind, id, elapsedMs),
  };
}

export function progressEvent(run: UiProgress, { kind, id, elapsedMs }: UnderWay): UiEvent {
  const progress = {
    done: run.done,
    total: run.total,
    in_flight: run.inFlight,
    failed: run.failed,
    requests_per_second: Math.round(run.ratePerSecond * 10) / 10,
    eta_seconds: run.etaSeconds,
  };
  return {
    message: `${run.done} of ${run.total} done`,
    type: 'apply_progress',
    members: { ...hookOf(kind, id, elapsedMs), progress },
  };
}

export function diagnosticEvent(found: Diagnostic): UiEvent {
  const { severity, code, summary, detail, fix, place } = found;
  const point = place && { line: place.line, column: place.column, byte: 0 };
  return {
    level: LEVEL[severity],
    message: `${SEVERITY_LABELS[severity]}: ${summary}`,
    type: 'diagnostic',
    members: {
      diagnostic: {
        severity: severity === 'info' ? 'warning' : severity,
        code,
        summary,
        detail: [detail, fix].filter((text) => text !== undefined).join('\n'),
        ...(place && { range: { filename: place.file, start: point, end: point } }),
      },
    },
  };
}

/** The end of the run. */
export function summaryEvent(counts: RunCounts, isElsewhere: boolean): UiEvent {
  const { added, changed, forgotten, recorded, refused, unknown, not_attempted } = counts;
  return countsEvent(summaryText(counts, isElsewhere).replace('\n', ' '), 'apply', {
    add: added,
    change: changed,
    forget: forgotten,
    record: recorded,
    refused,
    unknown,
    not_attempted,
  });
}

function countsEvent(
  message: string,
  operation: 'plan' | 'apply',
  { add, change, ...others }: Readonly<Record<string, number | undefined>>,
): UiEvent {
  const changes = { add, change, import: 0, remove: 0, ...others, operation };
  return { message, type: 'change_summary', members: { changes } };
}

/** Terraform's words for what happens to a resource. */
const ACTION: Readonly<Record<ChangeKind, string>> = {
  add: 'create',
  update: 'update',
  resend: 'update',
  forget: 'remove',
  record: 'noop',
};

const PRESENT: Readonly<Record<ChangeKind, string>> = {
  add: 'Adding',
  update: 'Modifying',
  resend: 'Sending again',
  forget: 'Leaving the state',
  record: 'Recording',
};

const PAST: Readonly<Record<ChangeKind, string>> = {
  add: 'Added',
  update: 'Modifications complete',
  resend: 'Sent again',
  forget: 'No longer managed',
  record: 'Recorded',
};

const LEVEL = { error: 'error', warning: 'warn', info: 'info' } as const;

function hookOf(kind: ChangeKind, id: ExternalId, elapsedMs?: number): UiEvent['members'] {
  return {
    hook: {
      resource: resourceOf(id),
      action: ACTION[kind],
      id_key: 'id',
      id_value: id,
      ...(elapsedMs !== undefined && { elapsed_seconds: Math.round(elapsedMs / 1000) }),
    },
  };
}

function resourceOf(id: ExternalId): Readonly<Record<string, unknown>> {
  const address = addressOf(id);
  return {
    addr: address,
    module: '',
    resource: address,
    implied_provider: 'cor',
    resource_type: 'cor_user',
    resource_name: 'user',
    resource_key: id,
  };
}
