import type { Diagnostic } from '../../errors/diagnostic.js';
import type { ExternalId, RunCounts } from '../../model.js';
import type { ChangeKind } from '../../plan/classify.js';
import { escapeJsonDocument } from '../escape.js';
import { addressOf } from './plan.js';
import { summaryText } from '../run-words.js';
import type { PlanView } from '../view.js';
import { planLine, SEVERITY_LABELS } from '../words.js';

/**
 * The events of `apply --json`, one JSON object a line, in the shape of Terraform's machine-readable UI
 * (version 1.2 of it), so what reads Terraform's stream reads this one. Values of users are in none
 * of them.
 */
export interface UiEvents {
  version(version: string): string;
  planned(plan: PlanView): string;
  started(kind: ChangeKind, id: ExternalId): string;
  completed(kind: ChangeKind, id: ExternalId, elapsedMs: number): string;
  errored(kind: ChangeKind, id: ExternalId, elapsedMs: number): string;
  progress(progress: UiProgress, current: UnderWay): string;
  diagnostic(diagnostic: Diagnostic): string;
  summary(counts: RunCounts, isElsewhere: boolean): string;
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

/** Terraform's words for what happens to a resource. */
const ACTION: Readonly<Record<ChangeKind, string>> = {
  add: 'create',
  update: 'update',
  resend: 'update',
  forget: 'remove',
  record: 'noop',
};

/** The version of Terraform whose events these are like, for readers that ask. */
const TERRAFORM = '1.9.0';

/** `timestamp` gives the time of an event, ISO 8601. */
export function makeUiEvents(timestamp: () => string): UiEvents {
  const event = (
    level: 'info' | 'warn' | 'error',
    message: string,
    type: string,
    rest: Readonly<Record<string, unknown>>,
  ): string => {
    const line = {
      '@level': level,
      '@message': message,
      '@module': 'corform.ui',
      '@timestamp': timestamp(),
      ...rest,
      type,
    };
    return `${escapeJsonDocument(JSON.stringify(line))}\n`;
  };
  const hook = (kind: ChangeKind, id: ExternalId, elapsedMs?: number) => ({
    hook: {
      resource: resourceOf(id),
      action: ACTION[kind],
      id_key: 'id',
      id_value: id,
      ...(elapsedMs === undefined ? {} : { elapsed_seconds: Math.round(elapsedMs / 1000) }),
    },
  });

  return {
    version: (version) =>
      event('info', `corform ${version}`, 'version', {
        terraform: TERRAFORM,
        corform: version,
        ui: '1.2',
      }),
    planned: (plan) =>
      plan.changes
        .map(({ kind, id }) =>
          event('info', `${addressOf(id)}: Plan to ${ACTION[kind]}`, 'planned_change', {
            change: { resource: resourceOf(id), action: ACTION[kind] },
          }),
        )
        .join('') +
      event('info', planLine(plan.counts), 'change_summary', {
        changes: {
          add: plan.counts.add,
          change: plan.counts.update + plan.counts.resend,
          import: 0,
          remove: 0,
          forget: plan.counts.forget,
          record: plan.counts.record,
          operation: 'plan',
        },
      }),
    started: (kind, id) =>
      event('info', `${addressOf(id)}: ${PRESENT[kind]}...`, 'apply_start', hook(kind, id)),
    completed: (kind, id, ms) =>
      event('info', `${addressOf(id)}: ${PAST[kind]}`, 'apply_complete', hook(kind, id, ms)),
    errored: (kind, id, ms) =>
      event('info', `${addressOf(id)}: errored`, 'apply_errored', hook(kind, id, ms)),
    progress: (p, { kind, id, elapsedMs }) =>
      event('info', `${p.done} of ${p.total} done`, 'apply_progress', {
        ...hook(kind, id, elapsedMs),
        progress: {
          done: p.done,
          total: p.total,
          in_flight: p.inFlight,
          failed: p.failed,
          requests_per_second: Math.round(p.ratePerSecond * 10) / 10,
          eta_seconds: p.etaSeconds,
        },
      }),
    diagnostic: (d) =>
      event(LEVEL[d.severity], `${SEVERITY_LABELS[d.severity]}: ${d.summary}`, 'diagnostic', {
        diagnostic: {
          severity: d.severity === 'info' ? 'warning' : d.severity,
          code: d.code,
          summary: d.summary,
          detail: [d.detail, d.fix].filter((text) => text !== undefined).join('\n'),
          ...(d.place === undefined
            ? {}
            : {
                range: {
                  filename: d.place.file,
                  start: { line: d.place.line, column: d.place.column, byte: 0 },
                  end: { line: d.place.line, column: d.place.column, byte: 0 },
                },
              }),
        },
      }),
    summary: (counts, isElsewhere) =>
      event('info', summaryText(counts, isElsewhere).replace('\n', ' '), 'change_summary', {
        changes: {
          add: counts.added,
          change: counts.changed,
          import: 0,
          remove: 0,
          forget: counts.forgotten,
          record: counts.recorded,
          refused: counts.refused,
          unknown: counts.unknown,
          not_attempted: counts.not_attempted,
          operation: 'apply',
        },
      }),
  };
}

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
