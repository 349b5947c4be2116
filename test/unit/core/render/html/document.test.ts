import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderPlanHtml } from '../../../../../src/core/render/html/document.js';
import type { PageData } from '../../../../../src/core/render/html/page-data.js';
import { renderPlanMarkdown } from '../../../../../src/core/render/markdown/whole-plan.js';
import { renderPlanText } from '../../../../../src/core/render/text/plan.js';
import { planOf, reportOf } from '../../../../support/plan-states.js';
import { EMPTY, manyUpdates, PLAN, REPORT } from '../../../../support/sample-reports.js';

function dataOf(html: string): PageData {
  const [, json] = /<script id="data" type="application\/json">(.*?)<\/script>/.exec(html) ?? [];
  return JSON.parse(String(json)) as PageData;
}

describe('the HTML page', () => {
  const page = renderPlanHtml(REPORT);

  it('allows its own style and script by their hashes, and nothing else', () => {
    const [, policy] = /Content-Security-Policy" content="(.*?)"/.exec(page) ?? [];
    const hash = (tag: string): string => {
      const [, text] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(page) ?? [];
      return `'sha256-${createHash('sha256').update(String(text)).digest('base64')}'`;
    };
    expect(policy).toContain("default-src 'none'; ");
    expect(policy).toContain(`style-src ${hash('style')};`);
    expect(policy).toContain(`script-src ${hash('script')};`);
    expect(page).not.toMatch(/ (?:on\w+|style|src|href)=/);
  });

  it('has the users as data, the riskiest first, each distinct row once', () => {
    const { changes, rows } = dataOf(page);
    expect(changes.map(({ id }) => id).slice(0, 4)).toEqual(['raise', 'grant', 'left', 'again']);
    const [raise] = changes;
    expect(raise?.rows.map((at) => rows[at])).toEqual([
      {
        field: 'role_id',
        mark: 'change',
        before: 'Collaborator',
        after: 'Project Manager',
        numbers: '4 -> 3',
      },
      { field: 'phone', mark: 'change', after: '(sensitive value)' },
      {
        field: 'position',
        mark: 'change',
        before: '"Developer"',
        after: '"Lead Developer"',
        pieces: [
          ['=', '"'],
          ['+', 'Lead '],
          ['=', 'Developer'],
          ['=', '"'],
        ],
      },
    ]);
    const like = manyUpdates(1_000, () => [{ daily_hours: 8 }, { daily_hours: 7 }]);
    const large = dataOf(renderPlanHtml(like));
    expect(large.rows).toHaveLength(1);
    expect(large.changes).toHaveLength(1_000);
  });

  it('says why fields are shown that are not simply changed', () => {
    const notes = dataOf(page).rows.flatMap(({ field, note }) => note && `${field}: ${note}`);
    expect(notes).toEqual(
      expect.arrayContaining([
        'role_id: sent again, outcome unknown',
        'seniority_id: no longer managed, stays in COR',
        'protected: in the state only, not sent',
      ]),
    );
  });

  it('shows a released field that was never confirmed', () => {
    const plan = planOf(
      [{ id: 'a', fields: { role_id: 4 } }],
      [{ id: 'a', fields: { role_id: 4 }, unknown: { position: 'run-0' } }],
    );
    expect(dataOf(renderPlanHtml(reportOf(plan))).rows[0]).toMatchObject({
      field: 'position',
      before: '(never confirmed)',
    });
    expect(renderPlanMarkdown(reportOf(plan))).toContain('- position = (never confirmed)');
  });

  it('knows of each user whom, which department and role, and where it is written', () => {
    const links = { folder: 'https://github.com/acme/people/blob/33415f0/' };
    const { changes, departments, files, roles } = dataOf(renderPlanHtml({ ...REPORT, links }));
    const fresh = changes.find(({ id }) => id === 'fresh');
    expect(fresh).toMatchObject({ name: 'A B', kind: 'add', place: [0, 14] });
    expect(departments[fresh!.dept!]).toBe('D');
    expect(files).toEqual([
      { name: 'users.yaml', href: 'https://github.com/acme/people/blob/33415f0/users.yaml' },
    ]);
    expect(changes.map(({ role }) => role).slice(0, 4)).toEqual([3, 2, undefined, 4]);
    expect(roles).toEqual({ 2: 'Director', 3: 'Project Manager', 4: 'Collaborator' });
    const hidden = dataOf(renderPlanHtml(reportOf(PLAN, ['role_id', 'department', 'last_name'])));
    expect(
      hidden.changes.every(
        (c) => c.role === undefined && c.name === undefined && c.dept === undefined,
      ),
    ).toBe(true);
  });

  it('leads from each remark to its people', () => {
    const { changes, findings } = dataOf(page);
    const people = findings.map(({ code, at }) => [
      code,
      at.map((position) => changes[position]?.id),
    ]);
    expect(Object.fromEntries(people)).toEqual({
      CF310: ['raise'],
      CF311: ['grant'],
      CF313: ['left'],
      CF314: ['left'],
      CF315: ['again'],
      CF316: ['plain'],
    });
    expect(page).toContain(
      'aria-pressed="false"><span class="faint">Warning:</span> 1 person gets a more powerful role</button>',
    );
  });

  it('draws capacity and roles, with all numbers as text', () => {
    const impact = {
      capacity: {
        users: 20,
        before: 160,
        after: 150,
        departments: Array.from({ length: 14 }, (_, at) => ({
          department: at === 0 ? '<b>' : `D${at}`,
          before: 8,
          after: at === 1 ? 9 : 7,
        })),
      },
      roles: [
        { role: 2, before: 1, after: 2 },
        { role: 4, before: 5, after: 5 },
        { role: 5, before: 3, after: 2 },
      ],
      arriving: { users: 0, hours: 0 },
      leaving: { users: 0, hours: 0 },
    };
    const html = renderPlanHtml({ ...REPORT, impact });
    const [capacity = '', roles = ''] = html.match(/<div class="chart">[^]*?<\/table>/g) ?? [];
    const cells = (chart: string): readonly string[] =>
      (chart.match(/<tr>.*?<\/tr>/g) ?? []).map((row) =>
        row
          .replace(/<svg.*?<\/svg>/, '')
          .replace(/(<[^>]*>)+/g, ' ')
          .trim(),
      );
    expect(capacity).toContain('160 → 150 hours a day (-10)');
    expect(capacity).toContain('2 more departments change less');
    expect(cells(capacity).slice(1, 3)).toEqual(['&#34;&#60;b&#62;&#34; 8 7 -1', 'D1 8 9 +1']);
    expect(cells(roles).slice(1)).toEqual([
      'Director 1 2 +1',
      'Collaborator 5 5',
      'Freelancer 3 2 -1',
    ]);
    expect(html.match(/<svg /g)).toHaveLength(15);
    const moved = { ...impact, capacity: { ...impact.capacity, departments: [] }, roles: [] };
    expect(renderPlanHtml({ ...REPORT, impact: moved })).not.toContain('<svg');
    const left = { ...moved, capacity: null, leaving: { users: 2, hours: 16 } };
    const withoutCharts = renderPlanHtml({ ...REPORT, impact: left });
    expect(withoutCharts).toContain('<b>Leaving:</b>');
    const quiet = { ...moved, capacity: { ...moved.capacity, after: 160 } };
    expect(renderPlanHtml({ ...REPORT, impact: quiet })).not.toContain('What it means');
  });

  it('says what an exceeded limit is about, and the command that lets the plan pass', () => {
    expect(page).toContain(
      `<code>corform apply --expect ${String(REPORT.digest)} --allow role_raise=1</code>`,
    );
    expect(page).toContain(
      'Merging or applying this sends nothing yet, because the plan is over a limit.',
    );
    const named = { ...REPORT.limits[0]!, detail: 'The limit.\nAda <b>: C-Level\nB\nC' };
    expect(renderPlanHtml({ ...REPORT, limits: [named], digest: null })).toContain(
      '. <span class="faint">The limit.</span></p></div>',
    );
    const few = { ...named, detail: 'The limit.\nFor 1 of them, fields are released.' };
    expect(renderPlanHtml({ ...REPORT, limits: [few] })).toContain(
      '<span class="faint">The limit.</span> <span class="faint">For 1 of them, fields are released.</span>',
    );
    expect(renderPlanHtml({ ...REPORT, limits: [] })).toContain(
      'Merging or applying this applies exactly these changes, or stops.',
    );
    const bare = { severity: 'error', code: 'CF320', summary: 'Over.' } as const;
    expect(renderPlanHtml({ ...REPORT, limits: [bare] })).not.toContain('If that is what you want');
  });

  it('tells departments apart in the filters that look the same', () => {
    const html = renderPlanHtml(
      manyUpdates(2, (at) => [
        { department: 'Board', daily_hours: 8 },
        { department: at === 0 ? 'Design' : 'D\u0435sign', daily_hours: 8 },
      ]),
    );
    expect(html).toContain('"departments":["Design","D\u0435sign (Cyrillic U+0435)"]');
  });

  it('lists groups of a large plan above its users', () => {
    const report = manyUpdates(30, (at) => [
      { position: 'a', role_id: 4 },
      at < 10 ? { position: 'b', role_id: 4 } : { position: `c${at}`, role_id: at === 29 ? 1 : 4 },
    ]);
    const text = renderPlanText(report, { detail: 'auto', color: false });
    expect(text).toContain('~ 19 users: position (values differ)\n');
    const html = renderPlanHtml(report);
    const groups = html.match(/<li><button type="button" class="group".*?<\/li>/g)!;
    expect(groups.map((group) => group.replace(/<[^>]*>/g, ''))).toEqual([
      '19 people position (values differ)',
      '10 people position &#34;a&#34; -&#62; &#34;b&#34;',
    ]);
    expect(
      dataOf(html)
        .changes.map(({ group }) => group)
        .slice(0, 3),
    ).toEqual([undefined, 1, 1]);
  });

  it('says in words how serious a remark is, not by its colour alone', () => {
    const remarks = renderPlanHtml(REPORT).match(/<div class="remark.*?<\/p>/g)!;
    const words = remarks.map((remark) => /<b>(\w+):<\/b> \w/.exec(remark)?.[1]);
    expect(words).toEqual(['Error', 'Note']);
  });

  it('has neither list nor script when nothing changes', () => {
    const html = renderPlanHtml({ ...EMPTY, digest: null });
    expect(html).toContain('<h1>No changes.</h1>');
    expect(html).toContain('It is only for information');
    expect(html).not.toContain('<script');
  });

  it('says what a selection left out', () => {
    const html = renderPlanHtml({ ...EMPTY, plan: { ...EMPTY.plan, leftOut: 1 } });
    expect(html).toContain('<dt>Selection</dt><dd>1 change left out by the selection.</dd>');
  });
});
