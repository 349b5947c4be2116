import { describe, expect, it } from 'vitest';
import { renderPlanText, type Detail } from '../../../../../src/core/render/text/plan.js';
import type { PlanReport } from '../../../../../src/core/render/view.js';
import { planOf, reportOf } from '../../../../support/plan-states.js';

const REPORT = reportOf(
  planOf(
    [
      { id: 'a', fields: { role_id: 4 }, previously: 'a0' },
      { id: 'b', fields: { role_id: 4, phone: '+1 555-0100', position: 'x' }, protected: true },
      { id: 'c', fields: { first_name: 'New', phone: '+1 555-0101' } },
    ],
    [
      { id: 'a0', fields: { role_id: 4, position: 'Dev' } },
      { id: 'b', fields: { phone: '+1 555-0102', role_id: 4 }, unknown: { role_id: 'run-0' } },
      { id: 'd' },
    ],
  ),
  ['phone'],
);

function render(report: PlanReport, detail: Detail = 'auto', color = false): string {
  return renderPlanText(report, { detail, color });
}

/** The lines of the users, without heading, warnings and summary. */
function users(detail: Detail): readonly string[] {
  return render(REPORT, detail)
    .split('\n')
    .filter((line) => /^ {2}[~+.-] /.test(line));
}

describe('the detail of a text plan', () => {
  it('fields: a line a user with what changes, without values', () => {
    expect(users('fields')).toEqual([
      '  ~ "a"  - position (no longer managed), recorded under another id until now',
      '  ~ "b"  phone, + position, role_id (sent again), protected true',
      '  + "c"  first_name, phone',
      '  . "d"  no longer managed, stays in COR',
    ]);
  });

  it('ids: a line a user', () => {
    expect(users('ids')).toEqual(['  ~ "a"', '  ~ "b"', '  + "c"', '  . "d"']);
  });

  it('counts: no users', () => {
    expect(users('counts')).toEqual([]);
    expect(render(REPORT, 'counts')).toContain(
      'Plan: 1 to add, 1 to change, 0 to destroy, 1 to forget, 1 to record.\n',
    );
  });

  it('full: everything, however many there are', () => {
    const wanted = Array.from({ length: 50 }, (_, i) => ({ id: `u${i}`, fields: { role_id: 4 } }));
    const report = reportOf(planOf(wanted, []));
    expect(render(report, 'full').match(/will be added/g)).toHaveLength(50);
    expect(render(report)).not.toContain('will be added');
  });
});

describe('a grouped plan', () => {
  it('names the roles of users who get another one', () => {
    const people = (role_id: number): { id: string; fields: { role_id: number } }[] =>
      Array.from({ length: 21 }, (_, i) => ({ id: `u${i}`, fields: { role_id } }));
    const text = render(reportOf(planOf(people(2), people(4))));
    expect(text).toContain('~ 21 users: role_id 4 -> 2 (Collaborator -> Director)\n');
  });

  it('stays short when every change is of its own kind, and says how many it does not show', () => {
    const fields = ['first_name', 'last_name', 'position', 'department', 'seniority_id'] as const;
    const wanted = Array.from({ length: 31 }, (_, i) => ({
      id: `u${String(i + 1).padStart(2, '0')}`,
      // The bits of the number say which fields change: 31 shapes, none of them twice.
      fields: Object.fromEntries(
        fields.filter((_f, bit) => ((i + 1) >> bit) & 1).map((f) => [f, 'x']),
      ),
    }));
    const text = render(
      reportOf(
        planOf(
          wanted,
          wanted.map(({ id }) => ({ id })),
        ),
      ),
    );
    expect(text.match(/will be updated in-place/g)).toHaveLength(20);
    expect(text).toContain('  11 more users with other changes: "--detail full" shows all.\n');
  });

  it('tells the kinds of change of equal fields apart', () => {
    const ids = (prefix: string) => Array.from({ length: 8 }, (_, i) => `${prefix}${i}`);
    const wanted = [
      ...ids('again').map((id) => ({ id, fields: { department: 'A' } })),
      ...ids('drop').map((id) => ({ id, fields: { department: 'A' } })),
      ...ids('guard').map((id) => ({ id, fields: { department: 'A' }, protected: true })),
      ...ids('moved').map((id) => ({ id, fields: { department: 'A' }, previously: `x${id}` })),
      ...ids('secret').map((id, i) => ({ id, fields: { department: 'A', phone: `${i}` } })),
    ];
    const have = wanted.map(({ id }) => ({
      id: id.startsWith('moved') ? `x${id}` : id,
      fields: {
        department: 'A',
        ...(id.startsWith('drop') && { position: id }),
        ...(id.startsWith('secret') && { phone: 'old' }),
      },
      unknown: id.startsWith('again') ? { department: 'run-0' } : {},
    }));
    const lines = render(reportOf(planOf(wanted, have), ['phone']))
      .split('\n')
      .filter((line) => line.startsWith('  ~'));
    expect(lines).toEqual([
      '  ~ 8 users: department "A" (sent again)',
      '  ~ 8 users: - position (no longer managed)',
      '  ~ 8 users: protected true',
      '  ~ 8 users: recorded under another id until now',
      '  ~ 8 users: phone (sensitive value)',
    ]);
  });
});

describe('the end of a text plan', () => {
  it.each([
    [119, '119 s'],
    [120, '2 min'],
    [7199, '2 h 0 min'],
    [9000, '2 h 30 min'],
  ])('tells %d seconds as %s', (seconds, words) => {
    const forecast = { requests: 1234, seconds, inFlight: 8 };
    expect(render({ ...REPORT, forecast })).toContain(
      `   Requests: 1,234   about ${words} at 8 in flight\n`,
    );
  });

  it('has no digest where the plan can not be approved', () => {
    const text = render({ ...REPORT, digest: null, notes: ['Compared with main.'] });
    expect(text).toMatch(/^Note: Compared with main\.\n/);
    expect(text).not.toContain('Digest');
    expect(text).toMatch(/\nRequests: 2 {3}about 1 s at 8 in flight\n$/);
  });

  it('says when a selection left everything out', () => {
    const plan = { ...REPORT.plan, changes: [], leftOut: 3 };
    expect(render({ ...REPORT, plan: { ...plan, warnings: [] } })).toBe(
      'No changes are selected.\n3 changes left out by the selection.\n',
    );
  });
});

describe('colour', () => {
  it('is there only when asked for, and says nothing that the text does not', () => {
    const colored = render(REPORT, 'auto', true);
    expect(colored).toContain('\u001b[32m+\u001b[0m');
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(render(REPORT));
    expect(render(REPORT)).not.toContain('\u001b');
  });
});

describe('values', () => {
  it('of a sensitive role are in no text, its name neither', () => {
    const plan = planOf(
      [{ id: 'a', fields: { role_id: 1 } }],
      [{ id: 'a', fields: { role_id: 4 } }],
    );
    const text = render(reportOf(plan, ['role_id']));
    expect(text).toContain('~ role_id = (sensitive value)\n');
    expect(text).not.toMatch(/C-Level|Collaborator/);
  });

  it('of a role that COR does not document are shown without a name', () => {
    const plan = planOf(
      [{ id: 'a', fields: { role_id: 9 } }],
      [{ id: 'a', fields: { role_id: 4 } }],
    );
    expect(render(reportOf(plan))).toContain('~ role_id = 4 -> 9\n');
  });
});

describe('a long text', () => {
  const words = (mark: (at: number) => string): string =>
    Array.from({ length: 50 }, (_, at) => `${mark(at)}${at}`).join(' ');
  const change = (changed: number): string =>
    render(
      reportOf(
        planOf(
          [{ id: 'a', fields: { position: words((at) => (at < changed ? 'y' : 'x')) } }],
          [{ id: 'a', fields: { position: words(() => 'x') } }],
        ),
      ),
    );

  it('is compared word by word up to 24 edits, and stands there twice beyond', () => {
    expect(change(12)).toContain('position = "[-x0-]{+y0+} [-x1-]{+y1+} ');
    expect(change(13)).toContain(`position = "${words(() => 'x')}" -> "y0 y1 `);
  });
});
