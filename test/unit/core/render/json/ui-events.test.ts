import { describe, expect, it } from 'vitest';
import {
  diagnosticEvent,
  endedEvent,
  plannedEvents,
  progressEvent,
  startedEvent,
  summaryEvent,
  versionEvent,
  writeUiEvent,
  type UiEvent,
} from '../../../../../src/core/render/json/ui-events.js';
import { viewPlan } from '../../../../../src/core/render/view.js';
import { desired, mustPlan, recorded } from '../../../../support/plan-states.js';

function write(...events: readonly UiEvent[]): string {
  return events.map((event) => writeUiEvent(event, '2026-01-31T12:00:00.000Z')).join('');
}

const HOSTILE = 'A"\u001b[31m\u2028';

function parse(...events: readonly UiEvent[]): Record<string, unknown>[] {
  const text = write(...events);
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const COUNTS = {
  added: 1,
  changed: 2,
  forgotten: 0,
  recorded: 0,
  refused: 0,
  unknown: 0,
  not_attempted: 0,
};

describe('events', () => {
  it('have the members of Terraform', () => {
    const [version] = parse(versionEvent('1.2.3'));
    expect(version).toEqual({
      '@level': 'info',
      '@message': 'corform 1.2.3',
      '@module': 'corform.ui',
      '@timestamp': '2026-01-31T12:00:00.000Z',
      terraform: '1.9.0',
      corform: '1.2.3',
      ui: '1.2',
      type: 'version',
    });
  });

  it('escape what is hostile, and keep it in the data', () => {
    const started = startedEvent('update', HOSTILE);
    expect(write(started)).not.toMatch(/[\u001b\u2028]/);
    const [event] = parse(started);
    expect(event).toMatchObject({
      type: 'apply_start',
      hook: { action: 'update', id_value: HOSTILE },
    });
  });

  it('show the plan: a line for each change, then the counts, without any value', () => {
    const plan = mustPlan(
      desired({ id: 'A', fields: { first_name: 'Canary' } }, { id: 'B', fields: { role_id: 4 } }),
      recorded({ id: 'B', fields: { role_id: 5 } }, { id: 'C', fields: { role_id: 4 } }),
    );
    const planned = plannedEvents(viewPlan(plan, { sensitive: [] }));
    expect(write(...planned)).not.toContain('Canary');
    const all = parse(...planned);
    expect(all.map((event) => event['type'])).toEqual([
      'planned_change',
      'planned_change',
      'planned_change',
      'change_summary',
    ]);
    expect(
      all.map((event) => (event['change'] as { action?: string } | undefined)?.action),
    ).toEqual(['create', 'update', 'remove', undefined]);
    expect(all[3]).toMatchObject({ changes: { add: 1, change: 1, forget: 1, operation: 'plan' } });
  });

  it('show the time that a user took in whole seconds', () => {
    expect(parse(endedEvent({ kind: 'resend', id: 'A', elapsedMs: 1499 }, true))[0]).toMatchObject({
      type: 'apply_complete',
      '@message': 'cor_user.user["A"]: Sent again',
      hook: { elapsed_seconds: 1 },
    });
    expect(parse(endedEvent({ kind: 'add', id: 'A', elapsedMs: 0 }, false))[0]).toMatchObject({
      type: 'apply_errored',
      hook: { action: 'create', elapsed_seconds: 0 },
    });
  });

  it('show progress', () => {
    const progress = {
      done: 1,
      total: 4,
      inFlight: 2,
      failed: 0,
      ratePerSecond: 1.26,
      etaSeconds: 3,
    };
    const current = { kind: 'update', id: 'A', elapsedMs: 2_400 } as const;
    expect(parse(progressEvent(progress, current))[0]).toMatchObject({
      hook: { resource: { resource_key: 'A' }, action: 'update', elapsed_seconds: 2 },
      type: 'apply_progress',
      '@message': '1 of 4 done',
      progress: { in_flight: 2, requests_per_second: 1.3, eta_seconds: 3 },
    });
  });

  it('show diagnostics with the place in users.yaml', () => {
    const place = { file: 'users.yaml', line: 7, column: 5 };
    const error = {
      severity: 'error',
      code: 'CF540',
      summary: 'No.',
      fix: 'Fix it.',
      place,
    } as const;
    expect(parse(diagnosticEvent(error))[0]).toMatchObject({
      '@level': 'error',
      type: 'diagnostic',
      diagnostic: {
        severity: 'error',
        detail: 'Fix it.',
        range: { filename: 'users.yaml', start: { line: 7, column: 5 } },
      },
    });
    const note = { severity: 'info', code: 'CF312', summary: 'So.', detail: 'More.' } as const;
    const [told] = parse(diagnosticEvent(note));
    expect(told).toMatchObject({ '@level': 'info', '@message': 'Note: So.' });
    expect(told!['diagnostic']).toEqual({
      severity: 'warning',
      code: 'CF312',
      summary: 'So.',
      detail: 'More.',
    });
  });

  it('end with the counts of the run', () => {
    expect(parse(summaryEvent(COUNTS, false))[0]).toMatchObject({
      type: 'change_summary',
      '@message': 'Apply complete! Resources: 1 added, 2 changed, 0 destroyed.',
      changes: { add: 1, change: 2, refused: 0, operation: 'apply' },
    });
    expect(parse(summaryEvent({ ...COUNTS, forgotten: 3 }, false))[0]).toMatchObject({
      '@message':
        'Apply complete! Resources: 1 added, 2 changed, 0 destroyed. Also: 3 no longer managed.',
    });
  });
});
