import { describe, expect, it } from 'vitest';
import { errorOf } from '../../../../../src/core/errors/diagnostic.js';
import { OVER_LIMIT } from '../../../../../src/core/errors/plan.js';
import type { FieldName, RecordedState } from '../../../../../src/core/model.js';
import { buildPlan } from '../../../../../src/core/plan/build-plan.js';
import type { Impact } from '../../../../../src/core/plan/impact.js';
import { compileResend } from '../../../../../src/core/plan/resend.js';
import { renderPlanHtml } from '../../../../../src/core/render/html/document.js';
import { renderPlanJson } from '../../../../../src/core/render/json/plan.js';
import { renderGithubComment } from '../../../../../src/core/render/markdown/github-comment.js';
import { renderPlanText, type Detail } from '../../../../../src/core/render/text/plan.js';
import type { PlanReport } from '../../../../../src/core/render/view.js';
import { desired, planOf, recorded, reportOf, TARGET } from '../../../../support/plan-states.js';

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
  const [list = ''] = render(REPORT, detail).split('\n\nWarning:');
  return list.split('\n').filter((line) => /^ {2}[~+.-] /.test(line));
}

describe('the detail of a text plan', () => {
  it('fields: a line a user with what changes, without values', () => {
    expect(users('fields')).toEqual([
      '  ~ a  - position (no longer managed), recorded under another id until now',
      '  ~ b  phone, + position, role_id (sent again), protected true',
      '  + New (c)  first_name, phone',
      '  . d  no longer managed, stays in COR',
    ]);
  });

  it('ids: a line a user', () => {
    expect(users('ids')).toEqual(['  ~ a', '  ~ b', '  + New (c)', '  . d']);
  });

  it('counts: no users', () => {
    expect(users('counts')).toEqual([]);
    expect(render(REPORT, 'counts')).toContain(
      '\nPlan: 1 to add, 1 to change, 0 to destroy.\nAlso: 1 no longer managed, 1 changed in the state only.\n',
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
    const text = render(reportOf(planOf(people(5), people(4))));
    expect(text).toContain('~ 21 users: role_id 4 -> 5 (Collaborator -> Freelancer)\n');
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
    expect(text).toContain('  11 people more with other changes: "--detail full" shows all.\n');
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

describe('a risk', () => {
  const people = Array.from({ length: 150 }, (_, i) => ({
    id: `u${String(i).padStart(3, '0')}`,
    name: {
      first_name: 'Ann',
      last_name: `Name ${i}`.replace(/\d/g, (d) => 'abcdefghij'[Number(d)]!),
    },
  }));
  const raised = (role: (at: number) => number) =>
    reportOf(
      planOf(
        people.map(({ id, name }, at) => ({
          id,
          fields: { ...name, role_id: role(at), department: `D${at}` },
        })),
        people.map(({ id, name }) => ({ id, fields: { ...name, role_id: 5, department: 'Old' } })),
      ),
    );
  const lines = (text: string): readonly string[] =>
    text.split('\n').filter((line) => /^ {2}~ Ann/.test(line));

  it('is never grouped away: one C-Level among harmless raises is listed first, by name', () => {
    const text = render(raised((at) => (at === 77 ? 1 : at < 80 ? 4 : 5)));
    expect(text).toContain('Warning: 80 people get a more powerful role [CF310]\n');
    expect(lines(text)).toHaveLength(80);
    expect(lines(text)[0]).toBe(
      '  ~ Ann Name hh (u077) · D77: Freelancer -> C-Level, also department',
    );
    expect(text).toContain('  ~ 70 users: department (values differ)\n');
  });

  it('is listed a hundred times, then counted, unless all details are asked for', () => {
    const report = raised(() => 4);
    expect(lines(render(report))).toHaveLength(100);
    expect(render(report)).toContain('    and 50 more: "--detail full" lists them all\n');
    expect(lines(render(report, 'full'))).toHaveLength(150);
    expect(lines(render(report, 'counts'))).toEqual([]);
  });

  it('names who is new with a powerful role, and who leaves with the role that was recorded', () => {
    const text = render(
      reportOf(
        planOf(
          [{ id: 'new', fields: { first_name: 'Eve', role_id: 2 } }],
          [
            { id: 'gone', fields: { first_name: 'Bob', department: 'Art', role_id: 1 } },
            { id: 'left', fields: {} },
          ],
        ),
      ),
    );
    expect(text).toContain('Warning: 1 person who is new gets the role C-Level or Director');
    expect(text).toContain('\n  + Eve (new): Director\n');
    expect(text).toContain('\n  . Bob (gone) · Art: C-Level\n  . left\n');
  });

  it('does not show a role that is sensitive', () => {
    const plan = planOf(
      [{ id: 'a', fields: { role_id: 1 } }],
      [{ id: 'a', fields: { role_id: 4 } }],
    );
    const text = render(reportOf(plan, ['role_id']));
    expect(text).toContain('\n  ~ a: role not shown\n');
    const gone = planOf([], [{ id: 'a', fields: { role_id: 1 } }]);
    expect(render(reportOf(gone, ['role_id']))).toContain('\n  . a\n');
  });

  it('of a role that COR does not document shows its number', () => {
    const plan = planOf(
      [{ id: 'a', fields: { role_id: 8 } }],
      [{ id: 'a', fields: { role_id: 9 } }],
    );
    expect(render(reportOf(plan))).toContain('\n  ~ a: role 9 -> role 8\n');
  });

  it('beyond a limit is an error, in the words of every error', () => {
    const limit = errorOf(OVER_LIMIT, { summary: 'Too many.', detail: 'Ann\nBob', fix: 'Ask.' });
    expect(render({ ...REPORT, limits: [limit] })).toContain(
      '\n\nerror[CF320]: Too many.\n  = Ann\n  = Bob\n  = fix: Ask.\n\nPlan: ',
    );
  });

  it('beyond several limits comes with the one flag that passes them all', () => {
    const limits = ['update=9', 'role_raise=6'].map((allowed) =>
      errorOf(OVER_LIMIT, { summary: 'Too many.', fix: `Or: --allow ${allowed}` }),
    );
    expect(render({ ...REPORT, limits })).toContain(
      '\nFor all of them: --allow update=9,role_raise=6\n',
    );
  });

  it('that was never acknowledged says that it is sent again', () => {
    const plan = planOf(
      [{ id: 'a', fields: { role_id: 1 } }],
      [{ id: 'a', unknown: { role_id: 'run-0' } }],
    );
    expect(render(reportOf(plan))).toContain('\n  ~ a: C-Level (sent again)\n');
  });
});

describe('a user', () => {
  const one = (fields: object, sensitive: readonly FieldName[] = []): string =>
    render(
      reportOf(planOf([{ id: 'OKTA-1', fields: { daily_hours: 7, ...fields } }], []), sensitive),
    );

  it('is named, with the department', () => {
    expect(one({ first_name: 'Ada', last_name: "O'Neil-Ñandú", department: 'R&D, Art' })).toContain(
      `+ user "OKTA-1" {   # Ada O'Neil-Ñandú · R&D, Art\n`,
    );
    expect(one({ department: 'Art' })).toContain('{   # Art\n');
    expect(one({})).toContain('+ user "OKTA-1" {\n');
  });

  it('is not named if a part of the name is sensitive', () => {
    const named = { first_name: 'Ada', last_name: 'Byron', department: 'Art' };
    expect(one(named, ['last_name'])).toContain('{   # Art\n');
    expect(one(named, ['first_name', 'department'])).toContain('+ user "OKTA-1" {\n');
  });

  it("can't pass for another one: a name of more than letters is in quotes", () => {
    expect(one({ first_name: 'Ada (OKTA-2) · Board', department: 'a "b"' })).toContain(
      '{   # "Ada (OKTA-2) · Board" · "a \\"b\\""\n',
    );
  });

  it('who moves and does not change has moved, in the words of Terraform', () => {
    const fields = { role_id: 4 };
    const plan = planOf([{ id: 'b', fields, previously: 'a' }], [{ id: 'a', fields }]);
    expect(render(reportOf(plan))).toContain('  # user["a"] has moved to user["b"]\n');
  });
});

describe('users whose entry is emptied', () => {
  it('are listed by name like those who left, however many they are', () => {
    const ids = Array.from({ length: 25 }, (_, at) => `U-${10 + at}`);
    const fields = { first_name: 'Ana', role_id: 2, daily_hours: 8 };
    const plan = planOf(
      ids.map((id) => ({ id, fields: {} })),
      ids.map((id) => ({ id, fields: id === 'U-34' ? { position: 'x' } : fields })),
    );
    const text = render(reportOf(plan));
    expect(text).toContain('Warning: 25 people are no longer managed [CF313]\n');
    expect(
      text.match(/^ {2}~ Ana \(U-\d+\): Director, no field is left in the entry$/gm),
    ).toHaveLength(24);
    expect(text).toContain('\n  ~ U-34: no field is left in the entry\n');
    expect(text).not.toContain('CF316');
    expect(renderGithubComment(reportOf(plan))).toContain(
      '>   - <code>Ana &#40;U-10&#41;</code>: Director, no field is left in the entry',
    );
  });
});

describe('values that look alike', () => {
  it.each([
    ['another script', 'Ana', 'Аna', 'Latin U+0041 -> Cyrillic U+0410'],
    ['another normalisation', 'Zoë', 'Zoe\u0308', 'Latin U+00EB -> Latin U+0065 U+0308'],
    ['an invisible character', 'Ana', 'An\u200ba', 'nothing -> U+200B'],
    ['a Greek letter', 'Oslo', 'Οslo', 'Latin U+004F -> Greek U+039F'],
    [
      'more than four',
      'aaaaab',
      'ааааab',
      'Latin U+0061 Latin U+0061 Latin U+0061 Latin U+0061 -> Cyrillic U+0430 Cyrillic U+0430 Cyrillic U+0430 Cyrillic U+0430',
    ],
    [
      'many',
      'aaaaaab',
      'аааааab',
      'Latin U+0061 Latin U+0061 Latin U+0061 Latin U+0061 and more -> Cyrillic U+0430 Cyrillic U+0430 Cyrillic U+0430 Cyrillic U+0430 and more',
    ],
  ])('by %s say how they differ', (_what, before, after, words) => {
    const plan = planOf(
      [{ id: 'a', fields: { position: after } }],
      [{ id: 'a', fields: { position: before } }],
    );
    const report = reportOf(plan);
    const all = [render, renderGithubComment, renderPlanHtml, renderPlanJson];
    for (const text of all.map((show) => show(report))) {
      expect(text.replaceAll('\\u003e', '>')).toContain(`looks alike: ${words}`);
    }
  });

  it('are marked for a new user too: in the table of a comment and in its diff', () => {
    const report = reportOf(planOf([{ id: 'a', fields: { first_name: 'An\u0430' } }], []));
    const words = 'mixes scripts: Cyrillic U+0430';
    expect(render(report)).toContain(words);
    expect(renderPlanHtml(report)).toContain(words);
    expect(renderPlanJson(report)).toContain(`"look_alike":{"first_name":"${words}"}`);
    expect(renderGithubComment(report).split(words)).toHaveLength(3);
  });

  it('are not reported for values that look different', () => {
    const plan = planOf(
      [{ id: 'a', fields: { position: 'Ana' } }],
      [{ id: 'a', fields: { position: 'Ann' } }],
    );
    expect(render(reportOf(plan))).not.toContain('looks alike');
    expect(renderPlanJson(reportOf(plan))).not.toContain('look_alike');
  });
});

describe('the impact of a plan', () => {
  const IMPACT: Impact = {
    capacity: {
      users: 240,
      before: 1912,
      after: 1884,
      departments: [
        { department: 'Creative', before: 800, after: 776 },
        { department: 'Technology', before: 400, after: 396 },
      ],
    },
    roles: [
      { role: 2, before: 12, after: 13 },
      { role: 3, before: 31, after: 30 },
      { role: 4, before: 1200, after: 1200 },
    ],
    arriving: { users: 2, hours: 15.5 },
    leaving: { users: 1, hours: 8 },
  };

  it('is shown in hours and people', () => {
    expect(render({ ...REPORT, impact: IMPACT })).toContain(
      [
        'Capacity: 1,912 -> 1,884 h/day (-28: Creative -24, Technology -4)',
        '          of 240 people whose daily_hours are managed',
        'Roles:    Director 12 -> 13, Project Manager 31 -> 30',
        'New:      2 under management (15.5 h/day)',
        'Leaving:  1 no longer managed (8 h/day): COR keeps them',
      ].join('\n'),
    );
  });

  it('names five departments, and counts the rest; a move keeps the total', () => {
    const departments = 'ABCDEFG'.split('').map((department, at) => ({
      department: at === 0 ? null : department,
      before: 8,
      after: at % 2 === 0 ? 16 : 0,
    }));
    const capacity = { users: 9, before: 72, after: 72, departments };
    const text = render({ ...REPORT, impact: { ...IMPACT, capacity } });
    expect(text).toContain(
      '72 -> 72 h/day (moved: no department +8, B -8, C +8, D -8, E +8, 2 more)',
    );
    const hidden = render({
      ...REPORT,
      impact: { ...IMPACT, capacity: { ...capacity, after: 80, departments: [] } },
    });
    expect(hidden).toContain('72 -> 80 h/day (+8)\n');
  });

  it('tells departments apart that look the same', () => {
    const departments = ['Design', 'D\u0435sign', 'Dise\u00f1o', 'Disen\u0303o'].map(
      (department) => ({
        department,
        before: 8,
        after: 0,
      }),
    );
    const capacity = { users: 4, before: 32, after: 0, departments };
    const report = { ...REPORT, impact: { ...IMPACT, capacity } };
    const text = render(report);
    expect(renderPlanJson(report)).toContain(
      '"D\u0435sign","before":8,"after":0,"look_alike":"Cyrillic U+0435"}',
    );
    const nowhere = [{ department: null, before: 8, after: 0 }];
    for (const changed of [null, { ...capacity, departments: nowhere }]) {
      const same = { ...report, impact: { ...IMPACT, capacity: changed } };
      expect(renderPlanJson(same)).toContain(`"capacity":${JSON.stringify(changed)}`);
    }
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'Design -8, D\u0435sign (Cyrillic U+0435) -8, Dise\u00f1o (Latin U+00F1) -8, Disen\u0303o (U+0303) -8',
    );
  });

  it('has no line of over 100 columns, however many departments and roles change', () => {
    const departments = Array.from({ length: 12 }, (_, at) => ({
      department: `Department of Research and Development ${at}`,
      before: 8,
      after: 0,
    }));
    const capacity = { users: 12, before: 96, after: 0, departments };
    const roles = [1, 2, 3, 4, 5, 6].map((role) => ({ role, before: 1_000, after: 2_000 }));
    const text = render({ ...REPORT, impact: { ...IMPACT, capacity, roles } });
    const [, shown = ''] = /(Capacity: [^]*?)\n\n/.exec(text) ?? [];
    expect(shown).toContain('Department of Research and Development 4');
    expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    const narrow = renderPlanText(
      { ...REPORT, impact: { ...IMPACT, capacity, roles } },
      { detail: 'auto', color: false, columns: 70 },
    );
    const [, ofNarrow = ''] = /(\nWarning: [^]*?)\n\nerror/.exec(narrow) ?? [];
    expect(Math.max(...ofNarrow.split('\n').map((line) => line.length))).toBeLessThanOrEqual(70);
  });

  it('is left out if nothing changes', () => {
    const roles = [{ role: 4, before: 3, after: 3 }];
    const capacity = { users: 1, before: 8, after: 8, departments: [] };
    const none = { users: 0, hours: 0 };
    const quiet = { capacity, roles, arriving: none, leaving: none };
    expect(render({ ...REPORT, impact: quiet })).not.toMatch(/Capacity|Roles|New:|Leaving/);
    const hidden = { ...quiet, capacity: null, arriving: { users: 1, hours: null } };
    expect(render({ ...REPORT, impact: hidden })).not.toContain('New:');
    const leaving = { ...hidden, leaving: { users: 1, hours: null } };
    expect(render({ ...REPORT, impact: leaving })).toContain(
      'Leaving: 1 no longer managed: COR keeps them\n',
    );
  });
});

describe('the end of a text plan', () => {
  it.each([
    [119, '119 s'],
    [120, '2 min'],
    [7199, '2 h'],
    [9000, '2 h 30 min'],
  ])('shows %d seconds as %s', (seconds, words) => {
    const forecast = { requests: 1234, seconds, inFlight: 8 };
    expect(render({ ...REPORT, forecast })).toContain(
      `\n1,234 requests, about ${words} at 8 in flight.\n`,
    );
  });

  it("has no digest where the plan can't be approved", () => {
    const text = render({ ...REPORT, digest: null, notes: ['Compared with main.'] });
    expect(text).toMatch(/^Note: Compared with main\.\n/);
    expect(text).not.toContain('Digest');
    expect(text).toMatch(/\n2 requests, about 1 s at 8 in flight\.\n$/);
  });

  it('says when a selection left everything out', () => {
    const plan = { ...REPORT.plan, changes: [], leftOut: 3 };
    expect(render({ ...REPORT, plan: { ...plan, findings: [] } })).toBe(
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

describe('a field that was asked for', () => {
  const fields = { role_id: 4, phone: '+1' };
  const everything = { kind: 'users', glob: '*', field: null } as const;
  const shown = (have: RecordedState): string => {
    const asked = compileResend([everything], have);
    const plan = buildPlan(desired({ id: 'A', fields }), have, TARGET.endpoint, asked).value!;
    return render(reportOf(plan), 'full');
  };

  it('is sent again as asked, and COR is not blamed for it', () => {
    const text = shown(recorded({ id: 'A', fields }));
    expect(text).toContain('# user["A"] will be sent again, as asked');
    expect(text).not.toContain('no known outcome');
    const mixed = shown(recorded({ id: 'A', fields: { role_id: 4 }, unknown: { phone: 'run-1' } }));
    expect(mixed).toContain('its last update has no known outcome');
  });
});
