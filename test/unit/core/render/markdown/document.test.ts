import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../../../src/core/render/markdown/document.js';
import { renderGithubComment } from '../../../../../src/core/render/markdown/github-comment.js';
import { renderJobSummary } from '../../../../../src/core/render/markdown/job-summary.js';
import { renderPlanMarkdown } from '../../../../../src/core/render/markdown/whole-plan.js';
import { prose } from '../../../../../src/core/render/markdown/text.js';
import { planOf, reportOf } from '../../../../support/plan-states.js';
import { EMPTY, manyUpdates, REPORT } from '../../../../support/sample-reports.js';

const OPTIONS = {
  head: [],
  trigger: 'Merging',
  workflow: null,
  rows: 30,
  shareDiffs: true,
  measure: (text: string): number => text.length,
} as const;

function rowsOf(markdown: string): readonly string[] {
  return markdown.split('\n').filter((line) => /^\| (?!Who|:--)/.test(line));
}

describe('the comment of a pull request', () => {
  const comment = renderGithubComment(REPORT);

  it('begins with a marker that is the same for every plan of the target, up to the digest', () => {
    const [marker, , heading, , target] = comment.split('\n');
    expect(marker).toBe(
      `<!-- corform plan target=https:%2f%2fintegrations.projectcor.com/OKTA digest=${REPORT.digest} -->`,
    );
    expect(heading).toBe(
      '### COR users: 2 added, 3 changed, 1 no longer managed, 1 changed in the state only',
    );
    expect(target).toBe('<code>COR · integrations.projectcor.com · ids from OKTA</code>');
    const other = renderGithubComment({ ...EMPTY, digest: null });
    expect(other.split(' digest=')[0]).toBe(comment.split(' digest=')[0]);
    expect(other).toContain(' digest=none -->');
  });

  it('shows limits before risks before notes, and these before the impact and the users', () => {
    const impact = { ...REPORT.impact, leaving: { users: 1, hours: 8 } };
    const text = renderGithubComment({ ...REPORT, impact });
    const places = ['> [!CAUTION]', '> [!WARNING]', '- **Leaving**', '| Who |', '<details>'];
    const found = places.map((place) => text.indexOf(place));
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(found).not.toContain(-1);
    expect(text).toContain(
      '- **Leaving** <code>1 no longer managed &#40;8 h/day&#41;&#58; COR keeps them</code>',
    );
  });

  it('says how to go on in spite of a limit: the workflow with its inputs, or the whole command', () => {
    const digest = String(REPORT.digest).replace(':', '&#58;');
    expect(comment).toContain(
      `> If that is what you want, merge, then run the workflow **corform apply** by hand with the inputs <code>digest</code> <code>${digest}</code> and <code>allow</code> <code>role&#95;raise=1</code>. Without GitHub: <code>corform apply --expect ${digest} --allow role&#95;raise=1</code>\n`,
    );
    expect(comment).toContain(
      '**Merging this sends nothing yet, because the plan is over a limit.**',
    );
    expect(renderJobSummary(REPORT)).toContain(
      `> If that is what you want: <code>corform apply --expect ${digest} --allow role&#95;raise=1</code>`,
    );
    expect(renderGithubComment({ ...REPORT, digest: null })).not.toContain('If that is what');
    const named = {
      ...REPORT.limits[0]!,
      detail: Array.from({ length: 13 }, (_, i) => `Line ${i}`).join('\n'),
    };
    const many = { ...REPORT, limits: Array.from({ length: 18 }, () => named) };
    expect(renderGithubComment(many)).toContain('<br>Line 0\n');
    expect(renderGithubComment(many)).not.toContain('Line 1');
    expect(renderGithubComment(many)).toContain('> - and 2 more\n');
    const odd = { ...REPORT, limits: [{ ...named, fix: 'Ask.' }] };
    expect(renderGithubComment(odd)).not.toContain('If that is what');
  });

  it('shows a line of an exceeded limit as words, or as code from its beginning to its end', () => {
    const detail = [
      'The limit is "limits.role_grant" in corform.yaml.',
      'For 2 of them, fields are no longer managed (phone). COR keeps their values.',
      'Mary Ek (OKTA-7): C-Level',
    ].join('\n');
    const text = renderGithubComment({ ...REPORT, limits: [{ ...REPORT.limits[0]!, detail }] });
    expect(text).toContain(
      '<br><code>The limit is &#34;limits.role&#95;grant&#34; in corform.yaml.</code><br>For 2 of them, fields are no longer managed (phone). COR keeps their values.<br><code>Mary Ek &#40;OKTA-7&#41;&#58; C-Level</code>\n',
    );
  });

  it('says what happens on merge', () => {
    const within = { ...REPORT, limits: [] };
    expect(renderGithubComment(within)).toContain(
      '<code>COR · integrations.projectcor.com · ids from OKTA</code>\n\n**Merging this applies exactly these changes, or stops.**\n',
    );
    expect(renderPlanMarkdown(within)).toContain('**Applying this applies exactly');
  });

  it('lists everybody at risk by name, with the old and the new role', () => {
    const named = reportOf(
      planOf(
        [
          {
            id: 'OKTA-1',
            fields: {
              first_name: 'Ada',
              last_name: 'Byron',
              department: 'Art',
              role_id: 1,
              position: 'x',
            },
          },
          { id: 'OKTA-2', fields: { role_id: 2 } },
        ],
        [
          {
            id: 'OKTA-1',
            fields: { first_name: 'Ada', last_name: 'Byron', department: 'Art', role_id: 4 },
          },
          { id: 'OKTA-3', fields: { first_name: 'Bob', role_id: 3 } },
        ],
      ),
    );
    expect(renderGithubComment(named)).toContain(
      [
        '> [!WARNING]',
        '> - **1 person gets a more powerful role**<br>COR may send them a message about it. COR does not document whether it does.',
        '>   - <code>Ada Byron &#40;OKTA-1&#41; · Art</code>: Collaborator → C-Level, also position · <code>users.yaml&#58;9</code>',
        '> - **1 person who is new gets the role C-Level or Director**',
        '>   - <code>OKTA-2</code>: Director · <code>users.yaml&#58;10</code>',
        '> - **1 person is no longer managed**<br>Nothing is sent. They stay in COR, unchanged.',
        '>   - <code>Bob &#40;OKTA-3&#41;</code>: Project Manager',
        '',
      ].join('\n'),
    );
  });

  it('folds all but the first people of one kind, so the impact stays in sight', () => {
    const text = renderGithubComment(manyUpdates(23, () => [{ role_id: 4 }, { role_id: 1 }]));
    const [, shown = '', folded = ''] =
      /\*\*23 people([^]*)\n> {3}<details><summary>3 more by name<\/summary>\n>\n([^]*)\n>\n> {3}<\/details>\n/.exec(
        text,
      ) ?? [];
    expect(shown.match(/^> {3}- <code>OKTA.*users.yaml/gm)).toHaveLength(20);
    expect(folded.match(/^> {3}- <code>OKTA.*: Collaborator → C-Level$/gm)).toHaveLength(3);
  });

  it('leaves room for each kind of risk, however many people the first has', () => {
    const ids = (prefix: string, many: number) =>
      Array.from({ length: many }, (_, at) => `${prefix}-${at}`);
    const plan = planOf(
      [
        ...ids('RAISED', 2_000).map((id) => ({ id, fields: { role_id: 3 } })),
        ...ids('NEW', 10).map((id) => ({ id, fields: { role_id: 1 } })),
      ],
      [
        ...ids('RAISED', 2_000).map((id) => ({ id, fields: { role_id: 4 } })),
        ...ids('LEFT', 10).map((id) => ({ id, fields: { role_id: 4 } })),
      ],
    );
    const text = renderGithubComment(reportOf(plan));
    expect(text.match(/^> {3}- <code>NEW-\d<\/code>: C-Level/gm)).toHaveLength(10);
    expect(text.match(/^> {3}- <code>LEFT-\d<\/code>: Collaborator/gm)).toHaveLength(10);
    expect(text).toMatch(/^> {3}- \*and 1,\d{3} more, who are not listed here\*$/m);
  });

  it('links each place to its line at the planned commit', () => {
    const links = { folder: 'https://github.com/acme/people/blob/33415f0/hr/' };
    const lines = { raise: { role_id: 31, phone: 12 } };
    const linked = renderGithubComment({ ...REPORT, links, lines });
    expect(linked).toContain(
      '[<code>users.yaml&#58;12</code>](https://github.com/acme/people/blob/33415f0/hr/users.yaml#L12) [<code>&#58;31</code>](https://github.com/acme/people/blob/33415f0/hr/users.yaml#L31)',
    );
    expect(linked).toContain(
      'Project Manager, also phone, position · [<code>users.yaml&#58;31</code>](',
    );
    const odd = (file: string) => {
      const place = { file, line: 3, column: 1 };
      const plan = planOf([{ id: 'constructor', fields: { role_id: 4 }, place }], []);
      return renderGithubComment({ ...reportOf(plan), links });
    };
    expect(odd("./a\\b (1)/x'*!.yaml")).toContain('/hr/a/b%20%281%29/x%27%2A%21.yaml#L3)');
    expect(odd('../x.yaml')).not.toContain('](');
    expect(odd('a//x.yaml')).not.toContain('](');
  });

  it('shortens a long id in the table, so what changes stays on the screen', () => {
    const id = `OKTA-${'x'.repeat(200)}-end`;
    const name = { first_name: 'A'.repeat(90), department: 'D'.repeat(90) };
    const [row] = rowsOf(
      renderGithubComment(reportOf(planOf([{ id, fields: { ...name, role_id: 4 } }], []))),
    );
    const who = row!.split('|')[1]!;
    expect(who).toMatch(/OKTA-x+…x+-end/);
    expect(who.length).toBeLessThan(200);
  });

  it('has a row for each user, the riskiest first, with what a reviewer must know', () => {
    const rows = rowsOf(comment);
    expect(rows.map((row) => /<code>(.*?)<\/code>/.exec(row)?.[1])).toEqual([
      'raise',
      'grant',
      'left',
      'again',
      'A B &#40;fresh&#41; · D',
      'guard',
      'plain · &#34;Design of &#92;&#34;things&#92;&#34;&#34;',
    ]);
    expect(rows[0]).toMatch(
      /\| ⚠️ \*\*changed\*\*<br>role_id <code>4 -&#62; 3<\/code> Collaborator → Project Manager<br>/,
    );
    expect(rows[0]).toContain('phone <code>&#40;sensitive value&#41;</code>');
    expect(rows[1]).toContain('role_id <code>2</code> Director<br>protected |');
    expect(rows[2]).toContain('nothing is sent');
    expect(rows[3]).toContain('role_id <code>4</code> Collaborator, sent again');
    expect(rows[6]).toContain('seniority_id no longer managed<br>moved from <code>plainly</code>');
  });

  it('folds the diffs, one section for each kind of change', () => {
    expect(comment.match(/<summary>.*?<\/summary>/g)).toEqual([
      '<summary>3 people changed, in full</summary>',
      '<summary>2 people added, in full</summary>',
      '<summary>1 person no longer managed, in full</summary>',
      '<summary>1 person changed in the state only, in full</summary>',
      `<summary>Digest <code>${String(REPORT.digest).slice(0, 12).replace(':', '&#58;')}…</code></summary>`,
    ]);
    expect(comment).toContain(
      '\n- role_id  = 4   # Collaborator\n+ role_id  = 3   # Project Manager\n',
    );
    expect(comment).toContain('\n! phone    = (sensitive value)   # changes\n');
    expect(comment).toContain('\n! protected becomes true, in the state only\n');
    expect(comment).toContain('\n! protected, in the state only\n');
    expect(comment).toContain('# (the last update of position has no known outcome)');
    expect(comment).toContain('= "s1"   # no longer managed, stays in COR\n');
  });

  it('says when a user is protected no more', () => {
    const fields = { daily_hours: 8 };
    const plan = planOf([{ id: 'u', fields }], [{ id: 'u', fields, protected: true }]);
    expect(rowsOf(renderGithubComment(reportOf(plan)))[0]).toContain('<br>no longer protected |');
  });

  it('says that nothing changes, without a table and without diffs', () => {
    const text = renderGithubComment(EMPTY);
    expect(text).toContain('### COR users: no changes\n');
    expect(text).toContain('**Merging this changes nothing in COR.**');
    expect(text).not.toMatch(/\| Who|diff|requests/);
  });

  it("says what a selection left out, and that a plan without digest can't be approved", () => {
    const plan = { ...REPORT.plan, leftOut: 2 };
    const text = renderGithubComment({ ...REPORT, plan, digest: null });
    expect(text).toContain('<sub>2 changes left out by the selection · 5 requests, about');
    expect(text).toContain("**This plan can't be approved. It is only for information.**");
    const part = renderGithubComment({ ...REPORT, limits: [], plan });
    expect(part).toContain(
      '**This is a part of the changes: merging it needs the same selection.**',
    );
  });

  it('shows at most five changes of a user in a row', () => {
    const fields = { first_name: 'a', last_name: 'b', phone: 'c', position: 'd', department: 'e' };
    const plan = planOf([{ id: 'u', fields: { ...fields, daily_hours: 8, role_id: 4 } }], []);
    expect(rowsOf(renderGithubComment(reportOf(plan)))[0]).toContain('<br>and 2 more |');
  });

  it('has room for its remarks whatever their number and length', () => {
    const long = `${'x'.repeat(5_000)} @all`;
    const limit = { ...REPORT.limits[0]!, summary: long, detail: long };
    const report = {
      ...REPORT,
      notes: Array.from({ length: 50 }, () => long),
      limits: Array.from({ length: 16 }, () => limit),
    };
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

  it('of users who change alike is one row, and the one at risk is named above it', () => {
    const comment = renderGithubComment(alike);
    const [first, ...others] = rowsOf(comment);
    expect(comment).toContain(
      '>   - <code>OKTA-012345</code>: Collaborator → C-Level, also daily_hours',
    );
    expect(first).toContain('**29,999 people**: <code>OKTA-000000</code>');
    expect(first).toContain('daily_hours <code>8 -&#62; 7</code>');
    expect(others).toEqual([]);
    expect(comment).not.toContain('Left out');
    expect(comment.match(/^# user /gm)).toHaveLength(1);
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
      expect(text).toMatch(/### COR users: [\d,]+ changed\n/);
      expect(text).toContain(`\n${String(report.digest)}\n`);
      expect(text.match(/^<details>/gm)).toHaveLength(text.match(/^<\/details>/gm)!.length);
    }
  });

  it('is cut between users, and says how many have no diff', () => {
    const comment = renderGithubComment(apart);
    const shown = comment.match(/^# user /gm)!.length;
    expect(shown).toBeGreaterThan(30);
    expect(comment).toContain(
      `*Left out here: ${`${3_000 - shown}`.replace(/(\d)(\d{3})$/, '$1,$2')} people not shown in full.`,
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
    expect(comment).toContain('*Left out here: 11 people not in the table. ');
    expect(comment.match(/^# user /gm)).toHaveLength(31);
  });

  it('lists as many people at risk as there is room, and says how many it leaves out', () => {
    const raised = manyUpdates(5_000, () => [{ role_id: 5 }, { role_id: 1 }]);
    const comment = renderGithubComment(raised);
    expect(comment.length).toBeLessThanOrEqual(60_000);
    const listed = comment.match(/^> {3}- <code>OKTA/gm)!.length;
    expect(listed).toBeGreaterThan(300);
    const rest = `${5_000 - listed}`.replace(/(\d)(\d{3})$/, '$1,$2');
    expect(comment).toContain(`>   - *and ${rest} more, who are not listed here*\n`);
    // There is room for what changes, too.
    expect(comment).toContain('```diff\n');
    expect(renderPlanMarkdown(raised).match(/^> {3}- <code>OKTA/gm)).toHaveLength(5_000);
  });
});

describe('a document of any size', () => {
  it('gives up diffs, then rows, then the table, never the rest', () => {
    const whole = renderMarkdown(REPORT, { ...OPTIONS, most: Infinity });
    const least = renderMarkdown(REPORT, { ...OPTIONS, most: 0 });
    expect(rowsOf(least)).toEqual([]);
    expect(least).toContain(
      '*Left out here: 7 people not in the table, 7 people not shown in full. ',
    );
    expect(least).toContain('>   - *and 1 more, who are not listed here*');
    expect(least).toContain(`\n${String(REPORT.digest)}\n`);
    for (let most = least.length + 900; most < whole.length + 3_000; most += 50) {
      const text = renderMarkdown(REPORT, { ...OPTIONS, most });
      expect(text.length).toBeLessThanOrEqual(most);
      const withoutDiff = 7 - (text.match(/^# user /gm) ?? []).length;
      const cut = new RegExp(`${withoutDiff} (?:people|person) not shown in full`);
      if (withoutDiff > 0) expect(text).toMatch(cut);
    }
    expect(renderMarkdown(REPORT, { ...OPTIONS, most: whole.length + 4_000 })).toBe(whole);
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
