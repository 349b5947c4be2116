// What drift looks like in each medium.
import { describe, expect, it } from 'vitest';
import { acceptDrift } from '../../../../../src/core/drift/accept-drift.js';
import {
  describeIncomplete,
  describeLeft,
  renderDriftGithub,
} from '../../../../../src/core/render/diagnostics/drift.js';
import { renderDriftHtml } from '../../../../../src/core/render/html/drift.js';
import { renderDriftJson } from '../../../../../src/core/render/json/drift.js';
import { renderDriftMarkdown } from '../../../../../src/core/render/markdown/drift.js';
import {
  renderAcceptedCounts,
  renderDriftText,
} from '../../../../../src/core/render/text/drift.js';
import { createAjv } from '../../../../../src/core/schema/validator.js';
import schema from '../../../../../schemas/drift.v1.schema.json' with { type: 'json' };
import { driftOf, driftReport, type DriftSketch } from '../../../../support/drift.js';

const PLAIN = { color: false };

/** One of each: a raise, a conflict, one missing, one nobody can identify, an outcome, a stranger, a leaver. */
const ALL: DriftSketch = {
  record: [
    {
      id: 'ada',
      cor_id: 1,
      fields: { first_name: 'Ada', last_name: 'Lovelace', department: 'Engineering', role_id: 4 },
    },
    { id: 'bo', cor_id: 2, fields: { first_name: 'Bo', role_id: 5, daily_hours: 8 } },
    { id: 'cy', cor_id: 3, fields: { first_name: 'Cy' } },
    { id: 'di', cor_id: null, fields: { first_name: 'Di' } },
    { id: 'ed', cor_id: 5, fields: { role_id: 4 }, unknown: { role_id: 'run-1' } },
    { id: 'fi', cor_id: 6, fields: { role_id: 4, daily_hours: 7.5 } },
  ],
  yaml: [
    { id: 'ada', fields: { role_id: 4 } },
    { id: 'bo', fields: { role_id: 3, daily_hours: 8 } },
    { id: 'ed', fields: { role_id: 3 } },
    { id: 'fi', fields: { role_id: 3 } },
    { id: 'new' },
  ],
  cor: [
    {
      corId: 1,
      fields: { first_name: 'Ada', last_name: 'Lovelace', role_id: 1 },
    },
    { corId: 2, fields: { first_name: 'Bo', role_id: 6, daily_hours: 6 } },
    { corId: 5, fields: { role_id: 3 } },
    { corId: 6, fields: { role_id: 3, daily_hours: 8 }, hidden: true },
    { corId: 8, fields: { first_name: 'Str', last_name: 'Anger' } },
    { corId: 9, hidden: true },
  ],
  absent: [3],
  people: { present: new Set(['bo']), left: [], emails: new Map() },
  ignore: ['*:last_name'],
};

describe('the text', () => {
  it('shows everything that differs, what was compared, and the ways out', () => {
    expect(renderDriftText(driftReport(ALL, { names: true }), PLAIN)).toBe(`\
Drift in COR · integrations.projectcor.com · ids from OKTA

  # user["ada"] has changed in COR
  # (users.yaml:9)
  ~ user "ada" {   # Ada Lovelace · Engineering
      ~ role_id = 4 -> 1   # Collaborator -> C-Level
    }

  # user["bo"] has changed in COR
  # (users.yaml:10)
  ~ user "bo" {   # Bo
      ~ role_id     = 5 -> 6   # Freelancer -> Client; users.yaml wants 3 (Project Manager)
      ~ daily_hours = 8 -> 6
    }

Warning: 1 person has a more powerful role in COR
  ~ Ada Lovelace (ada) · Engineering: Collaborator -> C-Level

Missing in COR: 1 person
  - Cy (cy)

Not managed: 2 people
  Str Anger (COR's id 8)
  COR's id 9, hidden

Drift: 1 changed in COR, 1 in conflict, 1 missing in COR.
Compared: 4 users: 3 values the same, 1 the same in COR's own form, 1 changed in COR to what users.yaml wants.
Coverage: 3 of 4 visible users of COR managed (75%). 1 managed user hidden in COR. Not managed: 1 visible, 1 hidden.
Left: 2 people still visible in COR: Ada Lovelace (ada), ed
Outcome visible: COR holds the value of users.yaml: ed
Not compared: COR's list never shows department.
Not compared: 1 person whose id in COR is not recorded yet (--people identifies by e-mail): Di (di)
Not compared: 1 user of users.yaml not applied yet.

Two ways out:
  Keep COR's values, for a pull request:
    corform drift --accept
  Restore ours:
    corform drift --report json=drift.json; corform apply --resend drifted:drift.json

A conflict is yours to decide: write the right value into users.yaml, then apply.
`);
  });

  it('says in one line that there is nothing, or nothing in the part that was read', () => {
    const same: DriftSketch = {
      record: [{ id: 'a', cor_id: 1, fields: { role_id: 4 } }],
      cor: [{ corId: 1, fields: { role_id: 4 } }],
    };
    expect(renderDriftText(driftReport(same), PLAIN)).toBe(
      `\
No drift. COR holds what was applied, as far as its list shows it.
Compared: 1 user: 1 value the same.
Coverage: 1 of 1 visible user of COR managed (100%).
`,
    );
    const nobodyLeft = { present: new Set(['a']), left: [], emails: new Map() };
    expect(renderDriftText(driftReport({ ...same, people: nobodyLeft }), PLAIN)).not.toContain(
      'Left',
    );
    expect(renderDriftText(driftReport(same, { complete: false }), PLAIN)).toContain(
      "No drift in the part of COR's list that could be read.\n",
    );
    const part = driftReport({ ...same, cor: [] }, { complete: false });
    expect(renderDriftText(part, PLAIN)).toContain(
      'Nobody was compared, so nothing is known of drift.\nCompared: 0 users.\nCoverage: 0 of 0 visible users of COR managed.\nNot compared: 1 person not in the part of the list that was read, so they may be missing or not: a',
    );
  });

  it('counts what is ignored', () => {
    const report = driftReport({ ...ALL, ignore: ['ada', 'bo'] });
    expect(renderDriftText(report, PLAIN)).toContain('Ignored: 3 differences.\n');
  });

  it('names the JSON report that was written, quoted for a shell', () => {
    const sketch: DriftSketch = {
      record: [{ id: 'a', cor_id: 1, fields: { daily_hours: 8 } }],
      cor: [{ corId: 1, fields: { daily_hours: 6 } }],
    };
    const text = (jsonReport: string) =>
      renderDriftText(driftReport(sketch, { jsonReport }), PLAIN);
    expect(text('out/drift.json')).toContain('    corform apply --resend drifted:out/drift.json\n');
    expect(text("my 'drift'")).toContain("--resend 'drifted:my '\\''drift'\\'''\n");
  });

  it('names no way out when --accept takes one', () => {
    const sketch: DriftSketch = {
      record: [{ id: 'a', cor_id: 1, fields: { daily_hours: 8 } }],
      cor: [{ corId: 1, fields: { daily_hours: 6 } }],
    };
    const text = (accepts: boolean) => renderDriftText(driftReport(sketch, { accepts }), PLAIN);
    expect(text(false)).toContain('Two ways out');
    expect(text(true)).not.toContain('Two ways out');
  });

  it('has no way out for conflicts alone, and none for somebody who is missing', () => {
    const conflict = driftReport({
      record: [{ id: 'a', cor_id: 1, fields: { role_id: 4 } }],
      yaml: [{ id: 'a', fields: { role_id: 3 } }],
      cor: [{ corId: 1, fields: { role_id: 2 } }],
    });
    for (const render of [
      renderDriftMarkdown,
      renderDriftHtml,
      () => renderDriftText(conflict, PLAIN),
    ]) {
      expect(render(conflict)).not.toContain('wo ways out');
      expect(render(conflict)).toContain('A conflict is yours to decide');
    }
  });

  it('groups many, and lists the first hundred of those who are missing', () => {
    const count = 130;
    const record = Array.from({ length: count }, (_, at) => ({
      id: `U${String(at).padStart(3, '0')}`,
      cor_id: at + 1,
      fields: { daily_hours: 8, role_id: 4, first_name: `N${at}` },
    }));
    const report = driftReport({
      record,
      yaml: record.map(({ id }, at) => ({ id, fields: { daily_hours: at < 3 ? 5 : 8 } })),
      cor: [
        ...record.map((_, at) => ({
          corId: at + 1,
          fields: { daily_hours: at === 100 ? 1 : at < 100 ? 6 : 7 },
        })),
      ],
    });
    const text = renderDriftText(report, PLAIN);
    expect(text).toContain('  # user["U002"] has changed in COR');
    expect(text).toContain(
      '  ~ 97 people: daily_hours 8 -> 6\n      N3 (U003), N4 (U004), N5 (U005) and 94 more\n',
    );
    expect(text).toContain('  # user["U100"] has changed in COR');
    const different = driftReport({
      record,
      cor: record.map((_, at) => ({
        corId: at + 1,
        fields: { [['role_id', 'daily_hours', 'first_name'][at % 3]!]: 10 + at },
      })),
    });
    expect(renderDriftText(different, PLAIN)).toContain('(values differ)');
    const gone = driftReport({ record, cor: [], absent: record.map((one) => one.cor_id) });
    expect(renderDriftText(gone, PLAIN)).toContain('  - N99 (U099)\n  and 30 more\n');
    expect(renderDriftMarkdown(gone)).toContain('- and 80 more');
  });

  it('shows up to twenty one by one', () => {
    const textOf = (count: number): string => {
      const record = Array.from({ length: count }, (_, at) => ({
        id: `U${at}`,
        cor_id: at + 1,
        fields: { daily_hours: 8 },
      }));
      const cor = record.map(({ cor_id }) => ({ corId: cor_id, fields: { daily_hours: 6 } }));
      return renderDriftText(driftReport({ record, cor }), PLAIN);
    };
    expect(textOf(20).match(/has changed in COR/g)).toHaveLength(20);
    expect(textOf(21)).toContain('  ~ 21 people: daily_hours 8 -> 6\n');
  });

  it('says how many it does not show', () => {
    const record = Array.from({ length: 260 }, (_, at) => ({
      id: `U${at}`,
      cor_id: at + 1,
      fields: { first_name: `N${at}`, role_id: 4, daily_hours: 8 },
    }));
    const conflicts = driftReport({
      record,
      yaml: record.map(({ id }) => ({ id, fields: { role_id: 3 } })),
      cor: record.map((_, at) => ({ corId: at + 1, fields: { role_id: 1 } })),
    });
    const text = renderDriftText(conflicts, PLAIN);
    expect(text).toContain('  160 people more: "--format json" and "--format html" show all.');
    expect(text).toContain('Warning: 260 people have a more powerful role in COR');
    expect(text).toContain('  and 160 more\n');
    expect(renderDriftMarkdown(conflicts)).toContain('**260 people have a more powerful role');
    expect(renderDriftHtml(conflicts)).toContain('260 people have a more powerful role in COR');
  });

  it('masks sensitive values and names, and says nothing of a sensitive role', () => {
    const report = driftReport(ALL, { sensitive: ['role_id', 'last_name'], names: true });
    const texts = [
      renderDriftText(report, PLAIN),
      renderDriftMarkdown(report),
      renderDriftHtml(report),
      renderDriftJson(report),
      renderDriftGithub(report),
    ];
    for (const text of texts) {
      expect(text).not.toMatch(/C-Level|Lovelace|Anger|more powerful/);
    }
    expect(texts[0]).toContain('~ role_id = (sensitive value)');
    expect(JSON.parse(texts[3]!)).toMatchObject({
      resource_drift: [
        {
          index: 'ada',
          role_raised: false,
          change: {
            before: { role_id: null },
            after: { role_id: null },
            before_sensitive: { role_id: true },
            after_sensitive: { role_id: true },
          },
        },
        { conflicts: { role_id: null } },
      ],
    });
  });

  it('colours only what it says in words', () => {
    const plain = renderDriftText(driftReport(ALL), PLAIN);
    const coloured = renderDriftText(driftReport(ALL), { color: true });
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain);
    expect(coloured).not.toBe(plain);
  });
});

describe('the JSON', () => {
  const isValid = createAjv({}).compile(schema);

  it('has Terraform’s resource_drift, with only what differs', () => {
    const document = JSON.parse(renderDriftJson(driftReport(ALL, { names: true }))) as object;
    expect(document).toMatchObject({
      format_version: '1.2',
      complete: true,
      resource_drift: [
        {
          address: 'cor_user.user["ada"]',
          type: 'cor_user',
          name: 'user',
          index: 'ada',
          change: { actions: ['update'], before: { role_id: 4 }, after: { role_id: 1 } },
          kind: 'changed',
          conflicts: {},
          role_raised: true,
        },
        {
          index: 'bo',
          change: {
            before: { role_id: 5, daily_hours: 8 },
            after: { role_id: 6, daily_hours: 6 },
            before_sensitive: {},
          },
          kind: 'conflict',
          conflicts: { role_id: 3 },
        },
      ],
      missing: [{ address: 'cor_user.user["cy"]', index: 'cy' }],
      unmanaged: {
        visible: 1,
        hidden: 1,
        users: [{ cor_id: 8, name: 'Str Anger' }, { cor_id: 9 }],
      },
      leavers: [{ index: 'ada' }, { index: 'ed' }],
      coverage: { visible: 4, managed: 3, hidden: 1, compared: 4 },
      corform: {
        counts: { changed: 1, conflict: 1, missing: 1, in_sync: 3, already_so: 1, normalised: 1 },
        outcomes: [{ index: 'ed', field: 'role_id', holds: 'sent' }],
        not_compared: { unidentified: ['di'], fields: ['department'] },
      },
    });
  });

  const ALIKE: DriftSketch = {
    record: [{ id: 'a', cor_id: 1, fields: { first_name: 'Ada' } }],
    cor: [{ corId: 1, fields: { first_name: '\u0410da' } }],
  };
  const MOVED: DriftSketch = { record: [{ id: 'a', cor_id: 1, fields: { role_id: 4 } }], cor: [] };

  it('marks values that look alike', () => {
    const report = driftReport(ALIKE);
    const words = 'looks alike: Latin U+0041 -> Cyrillic U+0410';
    expect(renderDriftText(report, PLAIN)).toContain(words);
    expect(renderDriftJson(report)).toContain(`"look_alike":{"first_name":"${words}"}`);
  });

  it.each([ALL, ALIKE, MOVED, { record: [], cor: [] }])('is what its schema says', (sketch) => {
    for (const names of [true, false]) {
      const document: unknown = JSON.parse(renderDriftJson(driftReport(sketch, { names })));
      expect(isValid(document)).toBe(true);
    }
    expect(isValid({})).toBe(false);
  });
});

describe('Markdown', () => {
  it('is a headline, a table, facts and the ways out', () => {
    const links = { folder: 'https://github.com/acme/people/blob/33415f0/' };
    const report = driftReport(ALL, {
      names: true,
      commit: '33415f0'.repeat(5),
      links,
      lines: { ada: { role_id: 12 } },
    });
    const text = renderDriftMarkdown(report);
    expect(text).toContain('### COR users: 1 changed in COR, 1 in conflict, 1 missing in COR\n');
    expect(text).toContain(
      '| <code>Ada Lovelace &#40;ada&#41; · Engineering</code> | ⚠️ role_id <code>4 → 1</code> <code>Collaborator → C-Level</code> | [<code>users.yaml&#58;12</code>](https://github.com/acme/people/blob/33415f0/users.yaml#L12) |',
    );
    expect(text).toContain(
      '> **1 person has a more powerful role in COR**\n>\n> - <code>Ada Lovelace &#40;ada&#41; · Engineering</code>: Collaborator → C-Level\n',
    );
    expect(text).toContain('**Missing in COR: 1 person**\n\n- <code>Cy &#40;cy&#41;</code>');
    expect(text).toContain('- <code>Str Anger &#40;COR&#39;s id 8&#41;</code>');
    expect(text).toContain(
      '- **Outcome visible** COR holds the value of users.yaml: <code>ed</code>',
    );
    expect(text).toContain('<sub>Commit <code>33415f033415</code></sub>');
  });

  it('fits into an issue, however many differ, and says what is cut', () => {
    const record = Array.from({ length: 3_000 }, (_, at) => ({
      id: `OKTA-USER-${at}`,
      cor_id: at + 1,
      fields: { first_name: `*${at}*`.repeat(20), role_id: 4 },
    }));
    const cor = record.map(({ cor_id: corId, fields }) => ({
      corId,
      fields: { ...fields, role_id: 1 },
    }));
    const text = renderDriftMarkdown(driftReport({ record, cor }));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/\*[\d,]+ people more: the JSON and the HTML report have them all\.\*/);
    expect(text).toContain('corform drift --accept');
    const people = { present: new Set<string>(), left: [], emails: new Map() };
    const left = renderDriftMarkdown(driftReport({ record, cor, people }));
    expect(left.length).toBeLessThan(65_536);
    expect(left).toMatch(
      /\*\*Left, and still visible in COR: 3,000 people\*\*\n\n(- <code>.*\n)*- and /,
    );
    const gone = driftReport({ record, cor: [], absent: record.map((one) => one.cor_id) });
    expect(renderDriftMarkdown(gone).length).toBeLessThan(65_536);
  });
});

describe('HTML', () => {
  it('is one page without a script', () => {
    const report = driftReport(ALL, {
      names: true,
      commit: 'abc',
      links: { folder: 'https://github.com/acme/people/blob/33415f0/' },
      lines: { bo: { role_id: 14, daily_hours: 15 } },
    });
    const page = renderDriftHtml(report);
    expect(page).not.toContain('<script');
    expect(page).toContain('<h1>1 changed in COR, 1 in conflict, 1 missing in COR</h1>');
    expect(page).toContain(
      '<del class="value">4</del><span class="arrow">→</span><ins class="value">1</ins>',
    );
    expect(page).toContain('>:15</a>');
    expect(page).toContain('<h2 id="leavers">Left, and still visible in COR: 2 people</h2>');
  });

  it('says how many are not on it', () => {
    const record = Array.from({ length: 5_002 }, (_, at) => ({
      id: `U${at}`,
      cor_id: at + 1,
      fields: { role_id: 4 },
    }));
    const cor = record.map(({ cor_id: corId }) => ({ corId, fields: { role_id: 1 } }));
    expect(renderDriftHtml(driftReport({ record, cor }))).toContain(
      '2 more: the JSON has them all.',
    );
    const gone = driftReport({
      record,
      yaml: [],
      cor: [],
      absent: record.map((one) => one.cor_id),
    });
    expect(renderDriftHtml(gone)).toContain('<li>and 2 more</li>');
  });

  it('shows a user whom users.yaml does not have any more', () => {
    const report = driftReport({
      record: [{ id: 'a', cor_id: 1, fields: { role_id: 4 } }],
      yaml: [],
      cor: [{ corId: 1, fields: { role_id: 5 } }],
    });
    expect(renderDriftHtml(report)).toContain('<td></td></tr>');
    expect(renderDriftMarkdown(report)).toContain('|  |');
    expect(renderDriftGithub(report)).toBe(
      "::warning title=CF654::a: COR has role_id 4 -> 5 (Collaborator -> Freelancer)%0AFix: Keep COR's value with `corform drift --accept`, or restore ours with `corform apply --resend drifted:FILE`.\n",
    );
  });
});

describe('annotations of GitHub', () => {
  it('stand at the line of users.yaml that says otherwise', () => {
    const text = renderDriftGithub(driftReport(ALL, { lines: { ada: { role_id: 12 } } }));
    expect(text).toContain(
      '::warning file=users.yaml,line=12,col=1,title=CF655::Ada Lovelace (ada): COR has role_id 4 -> 1',
    );
    expect(text).toContain(
      '::warning file=users.yaml,line=10,col=5,title=CF656::Bo (bo): COR has role_id',
    );
    expect(text).toContain('::warning title=CF657::Cy (cy) is missing in COR.');
    expect(text).toContain(
      '::notice title=CF658::Ada Lovelace (ada) has left and is visible in COR.',
    );
  });

  it('say first that the list is incomplete', () => {
    const error = {
      class: 'server',
      status: 503,
      code: null,
      field: null,
      requestId: null,
    } as const;
    const report = driftReport(
      { record: [], cor: [] },
      { complete: false, list: { read: 50, claimed: 120, error } },
    );
    expect(renderDriftGithub(report)).toContain(
      "COR's list could not be read completely: 50 users of 120",
    );
    const silent = { ...report, list: { read: 1, claimed: null, error: null } };
    expect(describeIncomplete(silent).summary).toBe(
      "COR's list could not be read completely: 1 user, and COR does not say how many there are.",
    );
    expect(describeIncomplete(silent).fix).toContain('when nobody is changing users');
    expect(describeIncomplete(report).fix).toContain('once COR answers');
  });
});

describe('--accept', () => {
  it('counts what it wrote, and names what it left by reason', () => {
    const yaml = 'version: 1\nsource: OKTA\nusers:\n  - {id: ada, role_id: 4}\n';
    const sources = [{ name: 'users.yaml', bytes: new TextEncoder().encode(yaml) }];
    const options = { required: [], sensitive: [] };
    const { users } = driftOf({ ...ALL, only: ['ada'] });
    const accepted = acceptDrift(sources, users, options).value!;
    expect(renderAcceptedCounts(accepted)).toBe(
      '1 value of 1 person accepted. Written: users.yaml.\n',
    );
    expect(renderAcceptedCounts({ files: [], rows: [], users: 0, left: [] })).toBe(
      'Nothing to accept. Nothing is written.\n',
    );
    const left = describeLeft([
      { id: 'a', field: 'role_id', why: 'not-valid' },
      { id: 'b', field: 'role_id', why: 'conflict' },
      { id: 'c', field: 'daily_hours', why: 'conflict' },
    ]);
    expect(left.map(({ summary }) => summary)).toEqual([
      '2 values left alone, because COR and users.yaml both changed it: "b: role_id", "c: daily_hours"',
      '1 value left alone, because users.yaml may not hold what COR has: "a: role_id"',
    ]);
  });
});
