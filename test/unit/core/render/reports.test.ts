import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkLimits, DEFAULT_LIMITS } from '../../../../src/core/plan/limits.js';
import { renderCounts } from '../../../../src/core/render/counts.js';
import { renderGithubComment } from '../../../../src/core/render/markdown/github-comment.js';
import { renderGitlabTerraform } from '../../../../src/core/render/json/gitlab-terraform.js';
import { renderPlanHtml } from '../../../../src/core/render/html/document.js';
import type { PageData } from '../../../../src/core/render/html/page-data.js';
import { renderPlanJson } from '../../../../src/core/render/json/plan.js';
import { renderJobSummary } from '../../../../src/core/render/markdown/job-summary.js';
import { renderPlanMarkdown } from '../../../../src/core/render/markdown/markdown.js';
import { renderMarkdown } from '../../../../src/core/render/markdown/document.js';
import { prose } from '../../../../src/core/render/markdown/text.js';
import { renderPlanText } from '../../../../src/core/render/text/plan.js';
import type { PlanReport } from '../../../../src/core/render/view.js';
import {
  planOf,
  reportOf,
  type DesiredSketch,
  type RecordedSketch,
} from '../../../support/plan-states.js';

/** One of each: raise, grant, forget, resend, update, release, move, protection, add. */
const PLAN = planOf(
  [
    { id: 'raise', fields: { role_id: 3, phone: '2', position: 'Lead Developer' } },
    { id: 'grant', fields: { role_id: 2 }, protected: true },
    { id: 'again', fields: { daily_hours: 7.5, role_id: 4 } },
    { id: 'plain', fields: { department: 'Design of "things"' }, previously: 'plainly' },
    { id: 'guard', fields: { daily_hours: 8 }, protected: true },
    { id: 'fresh', fields: { first_name: 'A', last_name: 'B', position: 'C', department: 'D' } },
  ],
  [
    { id: 'raise', fields: { role_id: 4, phone: '1', position: 'Developer' } },
    { id: 'again', fields: { daily_hours: 8, role_id: 4 }, unknown: { role_id: 'run-0' } },
    { id: 'plainly', fields: { department: 'Art', seniority_id: 's1' } },
    { id: 'guard', fields: { daily_hours: 8 } },
    { id: 'left', fields: { daily_hours: 8 }, unknown: { position: 'run-0' } },
  ],
);
const REPORT: PlanReport = {
  ...reportOf(PLAN, ['phone']),
  limits: checkLimits(PLAN, { ...DEFAULT_LIMITS, role_raise: { kind: 'count', max: 0 } }, {}, []),
  notes: ['An apply is going on (somebody@host): this plan is a snapshot.'],
  commit: '33415f0',
};

const OPTIONS = {
  head: [],
  rows: 30,
  shareDiffs: true,
  measure: (text: string): number => text.length,
};

const EMPTY = reportOf(planOf([], []));

function rowsOf(markdown: string): readonly string[] {
  return markdown.split('\n').filter((line) => /^\| (?!Change|:--)/.test(line));
}

/** So many updated users; `make` gives the fields before and after. */
function manyUpdates(
  count: number,
  make: (at: number) => readonly [RecordedSketch['fields'], DesiredSketch['fields']],
): PlanReport {
  const users = Array.from({ length: count }, (_, at) => ({
    id: `OKTA-${String(at).padStart(6, '0')}`,
    made: make(at),
  }));
  const plan = planOf(
    users.map(({ id, made }) => ({ id, fields: made[1]! })),
    users.map(({ id, made }) => ({ id, fields: made[0]! })),
  );
  return { ...reportOf(plan), commit: '33415f0' };
}

describe('the comment of a pull request', () => {
  const comment = renderGithubComment(REPORT);

  it('begins with a marker that is the same for every plan of the target, up to the digest', () => {
    const [marker, , heading, , counts] = comment.split('\n');
    expect(marker).toBe(
      `<!-- corform plan target=https:%2f%2fintegrations.projectcor.com/OKTA digest=${REPORT.digest} -->`,
    );
    expect(heading).toBe('### corform plan for <code>OKTA</code>');
    expect(counts).toBe('**Plan: 2 to add, 3 to change, 0 to destroy, 1 to forget, 1 to record.**');
    const other = renderGithubComment({ ...EMPTY, digest: null });
    expect(other.split(' digest=')[0]).toBe(comment.split(' digest=')[0]);
    expect(other).toContain(' digest=none -->');
  });

  it('shows limits before warnings before notes, and these before the users', () => {
    const places = ['> [!CAUTION]', '> [!WARNING]', '> [!NOTE]', '| Change |', '<details>'];
    const found = places.map((text) => comment.indexOf(text));
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(found).not.toContain(-1);
    expect(comment).toContain('If that is what you want: <code>--allow role&#95;raise=1</code>');
  });

  it('has a row for each user, the riskiest first, with what a reviewer must know', () => {
    const rows = rowsOf(comment);
    expect(rows.map((row) => /<code>(.*?)<\/code>/.exec(row)?.[1])).toEqual([
      'raise',
      'grant',
      'left',
      'again',
      'fresh',
      'guard',
      'plain',
    ]);
    expect(rows[0]).toMatch(
      /^\| ⚠️ more powerful role \| .* \| role_id <code>4 -&#62; 3<\/code> Co/,
    );
    expect(rows[0]).toContain('phone <code>&#40;sensitive value&#41;</code>');
    expect(rows[1]).toContain('role_id <code>2</code> Director<br>protected |');
    expect(rows[2]).toContain('nothing is sent');
    expect(rows[3]).toContain('role_id <code>4</code> Collaborator, sent again');
    expect(rows[6]).toContain('seniority_id no longer managed<br>recorded as <code>plainly</code>');
  });

  it('folds the diffs, one section for each kind of change', () => {
    expect(comment.match(/<summary>.*?<\/summary>/g)).toEqual([
      '<summary>3 users to change</summary>',
      '<summary>2 users to add</summary>',
      '<summary>1 user to forget</summary>',
      '<summary>1 user to change in the state only</summary>',
    ]);
    expect(comment).toContain(
      '\n- role_id  = 4   # Collaborator\n+ role_id  = 3   # Project Manager\n',
    );
    expect(comment).toContain('\n! phone    = (sensitive value)   # changes\n');
    expect(comment).toContain('\n! protected becomes true, in the state only\n');
    expect(comment).toContain('\n! protected, in the state only\n');
    expect(comment).toContain('# (outcome of the last PUT unknown: position)');
    expect(comment).toContain('= "s1"   # no longer managed, stays in COR\n');
  });

  it('says when a user is protected no more', () => {
    const fields = { daily_hours: 8 };
    const plan = planOf([{ id: 'u', fields }], [{ id: 'u', fields, protected: true }]);
    expect(rowsOf(renderGithubComment(reportOf(plan)))[0]).toContain('| no longer protected |');
  });

  it('says that nothing changes, without a table and without diffs', () => {
    const text = renderGithubComment(EMPTY);
    expect(text).toContain('**No changes. Your users match the recorded state.**');
    expect(text).not.toMatch(/\| Change|<details>|Requests/);
  });

  it('says what a selection left out, and that a plan without digest can not be approved', () => {
    const plan = { ...REPORT.plan, leftOut: 2 };
    const text = renderGithubComment({ ...REPORT, plan, digest: null });
    expect(text).toContain('<sub>2 changes left out by the selection · Requests: 5, about');
    expect(text).toContain('No digest: this plan can not be approved.');
  });

  it('shows at most five changes of a user in a row', () => {
    const fields = { first_name: 'a', last_name: 'b', phone: 'c', position: 'd', department: 'e' };
    const plan = planOf([{ id: 'u', fields: { ...fields, daily_hours: 8, role_id: 4 } }], []);
    expect(rowsOf(renderGithubComment(reportOf(plan)))[0]).toContain('<br>and 2 more |');
  });

  it('has room for its remarks whatever their number and length', () => {
    const long = `${'x'.repeat(5_000)} @all`;
    const remark = { severity: 'warning', code: 'CF315', summary: long, detail: long } as const;
    const warnings = Array.from({ length: 50 }, () => remark);
    const report = { ...REPORT, notes: [long], plan: { ...REPORT.plan, warnings } };
    const text = renderGithubComment(report);
    expect(text).toContain('> - and 34 more\n');
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(rowsOf(text)).toHaveLength(7);
  });
});

describe('a large plan', () => {
  const alike = manyUpdates(30_000, (at) => [
    { daily_hours: 8, role_id: 4 },
    { daily_hours: 7, role_id: at === 12_345 ? 1 : 4 },
  ]);
  const apart = manyUpdates(3_000, (at) => [
    { position: `Position ${at}`, department: 'x'.repeat(180) },
    { position: `New position ${at}`, department: 'y'.repeat(180) },
  ]);
  const hostile = manyUpdates(300, (at) => [
    { position: '`'.repeat(255), department: '\u202e'.repeat(255) },
    { position: `${'`'.repeat(at % 255)}~`, department: `${'\u{e0041}'.repeat(120)}${at}` },
  ]);

  it('of users who change alike is two rows, the outlier first', () => {
    const comment = renderGithubComment(alike);
    const [first, second, ...others] = rowsOf(comment);
    expect(first).toContain('<code>OKTA-012345</code>');
    expect(second).toContain('**29,999 users**: <code>OKTA-000000</code>');
    expect(second).toContain('daily_hours <code>8 -&#62; 7</code>');
    expect(others).toEqual([]);
    expect(comment).not.toContain('Left out');
    expect(comment.length).toBeLessThan(4_000);
  });

  it.each([
    ['of like changes', alike],
    ['of many changes', apart],
    ['of hostile changes', hostile],
  ])('%s keeps within the limits, with totals, remarks and digest', (_name, report) => {
    const comment = renderGithubComment(report);
    expect(comment.length).toBeLessThanOrEqual(60_000);
    const summary = renderJobSummary(report);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(900_000);
    for (const text of [comment, summary]) {
      expect(text).toMatch(/\*\*Plan: 0 to add, \d+ to change, 0 to destroy\.\*\*/);
      expect(text).toContain(String(report.digest).replace(':', '&#58;'));
      expect(text.match(/^<details>/gm)).toHaveLength(text.match(/^<\/details>/gm)!.length);
    }
  });

  it('is cut between users, and says how many have no diff', () => {
    const comment = renderGithubComment(apart);
    const shown = comment.match(/^# user /gm)!.length;
    expect(shown).toBeGreaterThan(30);
    expect(comment).toContain(
      `*Left out here: ${`${3_000 - shown}`.replace(/(\d)(\d{3})$/, '$1,$2')} users without a diff.`,
    );
    // Each shown user is whole.
    expect(comment.match(/^\+ position /gm)).toHaveLength(shown);
    expect(comment.match(/^\+ department /gm)).toHaveLength(shown);
  });

  it('has every user in the Markdown that has no limit', () => {
    expect(renderPlanMarkdown(apart).match(/^# user /gm)).toHaveLength(3_000);
    expect(renderPlanMarkdown(alike).match(/^# user /gm)).toHaveLength(30_000);
  });

  it('says how many users are not in the table', () => {
    const fields = ['first_name', 'last_name', 'position', 'department', 'seniority_id'] as const;
    const report = manyUpdates(31, (at) => [
      {},
      Object.fromEntries(fields.filter((_f, bit) => ((at + 1) >> bit) & 1).map((f) => [f, 'x'])),
    ]);
    const comment = renderGithubComment(report);
    expect(rowsOf(comment)).toHaveLength(20);
    expect(comment).toContain('*Left out here: 11 users not in the table. ');
    expect(comment.match(/^# user /gm)).toHaveLength(31);
  });

  it('gives up diffs before remarks when there is no room', () => {
    const long = '&'.repeat(2_000);
    const remark = {
      severity: 'error',
      code: 'CF315',
      summary: long,
      detail: long,
      fix: long,
    } as const;
    const remarks = Array.from({ length: 17 }, () => remark);
    const warnings = remarks.map((r) => ({ ...r, severity: 'warning' as const }));
    const report = { ...apart, limits: remarks, plan: { ...apart.plan, warnings } };
    const comment = renderGithubComment(report);
    expect(comment.length).toBeLessThanOrEqual(60_000);
    expect(comment.match(/^> - /gm)).toHaveLength(34);
    expect(comment).toMatch(/\*Left out here: 2,9\d\d users without a diff\./);
  });
});

describe('a document of any size', () => {
  it('gives up diffs, then rows, then the table, never the rest', () => {
    const whole = renderMarkdown(REPORT, { ...OPTIONS, most: Infinity });
    const least = renderMarkdown(REPORT, { ...OPTIONS, most: 0 });
    expect(rowsOf(least)).toEqual([]);
    expect(least).toContain('*Left out here: 7 users not in the table, 7 users without a diff. ');
    expect(least).toContain(String(REPORT.digest).replace(':', '&#58;'));
    for (let most = least.length + 300; most < whole.length + 500; most += 20) {
      const text = renderMarkdown(REPORT, { ...OPTIONS, most });
      expect(text.length).toBeLessThanOrEqual(most);
      const withoutDiff = 7 - (text.match(/^# user /gm) ?? []).length;
      if (withoutDiff > 0) expect(text).toMatch(new RegExp(`${withoutDiff} users? without a diff`));
    }
    expect(renderMarkdown(REPORT, { ...OPTIONS, most: whole.length + 500 })).toBe(whole);
  });
});

describe('prose', () => {
  it.each([
    [
      'Nothing is sent: they stay (1,234 users, 30%).',
      'Nothing is sent: they stay (1,234 users, 30%).',
    ],
    ['Say --allow now', 'Say <code>--allow now</code>'],
    ['See www.x and more', 'See <code>www&#46;x and more</code>'],
    ['deadbee is a commit', '<code>deadbee is a commit</code>'],
    ['12345 is an issue', '<code>12345 is an issue</code>'],
    ['', '<code></code>'],
  ])('%s', (text, expected) => {
    expect(prose(text)).toBe(expected);
  });

  it('ends in an ellipsis where there is too much of it', () => {
    expect(prose('word '.repeat(100), 22)).toBe('word word word word <code>w…</code>');
    expect(prose(`word ${'@'.repeat(100)}`, 60)).toMatch(
      /^word <code>(&#64;<!-- -->){4}…<\/code>$/,
    );
  });
});

describe('the numbers', () => {
  it('of JSON say that a plan over a limit can not be applied', () => {
    const { applyable, corform } = JSON.parse(renderPlanJson(REPORT)) as {
      readonly applyable: boolean;
      readonly corform: { readonly limits: readonly unknown[] };
    };
    expect(applyable).toBe(false);
    expect(corform.limits).toHaveLength(1);
  });

  it('for GitLab are its three', () => {
    expect(renderGitlabTerraform(REPORT)).toBe('{"create":2,"update":3,"delete":0}\n');
  });

  it('for a script are one line with every count', () => {
    const text = renderCounts(REPORT);
    expect(text).toMatch(/^[^\n]*\n$/);
    expect(JSON.parse(text)).toEqual({
      version: 1,
      changes: 7,
      add: 2,
      update: 3,
      resend: 0,
      forget: 1,
      record: 1,
      unchanged: 0,
      left_out: 0,
      risks: { role_raise: 1, role_grant: 1, role_hidden: 0, forget: 1, resend: 1 },
      limits_exceeded: 1,
      warnings: REPORT.plan.warnings.length,
      requests: 5,
      seconds: 1,
      digest: REPORT.digest,
      commit: '33415f0',
    });
  });
});

describe('the HTML page', () => {
  const page = renderPlanHtml(REPORT);

  function dataOf(html: string): PageData {
    const [, json] = /<script id="data" type="application\/json">(.*?)<\/script>/.exec(html) ?? [];
    return JSON.parse(String(json)) as PageData;
  }

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
      {
        field: 'role_id',
        mark: 'change',
        before: '4',
        after: '3',
        note: 'Collaborator → Project Manager',
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
        'role_id: Collaborator; sent again, outcome unknown',
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

  it('offers to filter by the fields, kinds and risks that there are', () => {
    const options = (id: string): readonly string[] => {
      const [, select] = new RegExp(`<select id="${id}">(.*?)</select>`).exec(page) ?? [];
      return [...String(select).matchAll(/value="(.*?)"/g)].map(([, value]) => String(value));
    };
    expect(options('kind')).toEqual(['', 'add', 'update', 'forget', 'record']);
    expect(options('risk')).toEqual(['', 'any', 'role-raise', 'role-grant', 'forget', 'resend']);
    expect(options('field')).not.toContain('hourly_rate_effective_from');
    expect(options('field')).toContain('seniority_id');
  });

  it('lists groups of a large plan above its users', () => {
    const report = manyUpdates(30, (at) => [
      { position: 'a', role_id: 4 },
      at < 10 ? { position: 'b', role_id: 4 } : { position: `c${at}`, role_id: at === 29 ? 1 : 4 },
    ]);
    const text = renderPlanText(report, { detail: 'auto', color: false });
    expect(text).toContain('~ 19 users: position (values differ)\n');
    const html = renderPlanHtml(report);
    const groups = html.match(/<li>.*?<\/li>/g)!;
    expect(groups.map((group) => group.replace(/<[^>]*>/g, ''))).toEqual([
      'OKTA-000029position &#34;a&#34; -&#62; &#34;c29&#34;, role_id 4 -&#62; 1 (Collaborator -&#62; C-Level) ⚠ more powerful role',
      '19 usersposition (values differ)',
      '10 usersposition &#34;a&#34; -&#62; &#34;b&#34;',
    ]);
    expect(
      dataOf(html)
        .changes.map(({ group }) => group)
        .slice(0, 3),
    ).toEqual([0, 2, 2]);
  });

  it('says in words how serious a remark is, not by its colour alone', () => {
    const remarks = renderPlanHtml(REPORT).match(/<div class="remark.*?<\/p>/g)!;
    const words = remarks.map((remark) => /<b>(\w+):<\/b> \w/.exec(remark)?.[1]);
    expect(words[0]).toBe('Error');
    expect(words[1]).toBe('Note');
    expect(new Set(words)).toEqual(new Set(['Error', 'Warning', 'Note']));
  });

  it('has neither list nor script when nothing changes', () => {
    const html = renderPlanHtml({ ...EMPTY, digest: null });
    expect(html).toContain('No changes. Your users match the recorded state.');
    expect(html).toContain('none: this plan can not be approved');
    expect(html).not.toContain('<script');
  });

  it('says what a selection left out', () => {
    const html = renderPlanHtml({ ...EMPTY, plan: { ...EMPTY.plan, leftOut: 1 } });
    expect(html).toContain('<dt>Selection</dt><dd>1 change left out by the selection.</dd>');
  });
});
