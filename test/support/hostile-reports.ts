// Reports in which every text that users.yaml, a state or git may bring is hostile, and marked, so a
// test can tell it from what corform says.
import fc from './fast-check.js';
import type { FieldName } from '../../src/core/model.js';
import type { PlanReport } from '../../src/core/render/view.js';
import { planOf, reportOf, TARGET } from './plan-states.js';

/** Begins and ends every hostile text; corform itself says no such thing. */
export const MARK = '§';

const ATTACKS = [
  '<script>top.owned=1</script>',
  '<img src=https://evil.example/x onerror="top.owned=1">',
  '</script></code></details></textarea><svg onload=top.owned=1>',
  '-->\n<!-- corform plan target=x digest=cf1:0 -->',
  '@everyone @org/team user@example.com',
  'https://evil.example www.evil.example http://evil.example/)',
  '#12 GH-12 org/repo#12 deadbeefdeadbeef :rocket: $x^2$ `$a$`',
  '[a](javascript:top.owned=1) ![b](https://evil.example/b.png) [c]: https://evil.example',
  '````\n```\n~~~\n| a | b |\n|---|---|\n# head\n> quote\n- list\n    code',
  '**bold** __bold__ ~~gone~~ *x* _y_ ^z^ &lt;b&gt; &#60;b&#62; \\<b\\>',
  '\u001b]8;;https://evil.example\u0007\u001b[31m\r\n::error::x ##[add-mask]y',
  '\u202etxt.exe\u2066 \u200b\u00ad\ufeff \u2028\u2029 \u{e0041} \ud800 \udc00',
  '${x} #{x} {{x}} %0A %25 \\ " \' `',
  '__proto__',
  'constructor',
];

export const anyHostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { arbitrary: fc.constantFrom(...ATTACKS), weight: 4 },
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom('`', '|', '\n', '<', '>', '-', ' ', '@', 'a') }),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => `${MARK}${parts.join(' ')}${MARK}`);

const NUMBERS = { role_id: fc.integer({ min: 1, max: 6 }), daily_hours: fc.constantFrom(0, 7.5) };
const TEXTS: readonly FieldName[] = ['first_name', 'last_name', 'position', 'department', 'phone'];

const anyFields = fc.record(
  { ...NUMBERS, ...Object.fromEntries(TEXTS.map((field) => [field, anyHostileText])) },
  { requiredKeys: ['role_id'] },
);

/** Adds, updates, resends, moves and forgets, as many as `maxUsers` each, all of them hostile. */
export function anyHostileReport(maxUsers: number): fc.Arbitrary<PlanReport> {
  const wanted = fc.record({ id: anyHostileText, fields: anyFields, moved: fc.boolean() });
  const have = fc.record({ id: anyHostileText, fields: anyFields });
  return fc
    .record({
      wanted: fc.uniqueArray(wanted, { maxLength: maxUsers, selector: (user) => user.id }),
      have: fc.uniqueArray(have, { maxLength: maxUsers, selector: (user) => user.id }),
      text: anyHostileText,
      digest: fc.boolean(),
    })
    .map(({ wanted: users, have: records, text, digest }) => {
      // Every other wanted user is recorded too, with the fields of another one, one of them unknown.
      const known = users
        .filter((_user, at) => at % 2 === 0)
        .map(({ id, moved }, at) => ({
          id: moved ? `${id}before` : id,
          fields: records[at]?.fields ?? {},
          unknown: at % 3 === 0 ? { role_id: 'run-0' } : {},
        }));
      const ids = new Set([...users, ...known].map(({ id }) => id));
      const plan = planOf(
        users.map(({ id, fields, moved }, at) => ({
          id,
          fields,
          place: { file: text, line: 1, column: 1 },
          ...(moved && at % 2 === 0 && { previously: `${id}before` }),
        })),
        [...known, ...records.filter(({ id }) => !ids.has(id))],
      );
      const report = reportOf(plan);
      const remark = {
        severity: 'error',
        code: 'CF320',
        summary: `Over a limit: ${text}`,
      } as const;
      return {
        ...report,
        plan: {
          ...report.plan,
          target: { endpoint: `${TARGET.endpoint}/${text}`, source: text, company_id: null },
        },
        limits: [{ ...remark, detail: text, fix: `Say ${text}` }],
        notes: [text, `Compared with ${text}`],
        commit: text,
        impact: {
          capacity: {
            users: 1,
            before: 8,
            after: 4,
            departments: [{ department: text, before: 8, after: 4 }],
          },
          roles: [{ role: 1, before: 0, after: 1 }],
          arriving: { users: 1, hours: 8 },
          leaving: { users: 1, hours: 8 },
        },
        links: digest ? { folder: 'https://github.com/acme/people/blob/33415f0/' } : null,
        lines: Object.fromEntries(users.map(({ id }, at) => [id, { role_id: at + 1 }])),
        digest: digest ? report.digest : null,
      };
    });
}
