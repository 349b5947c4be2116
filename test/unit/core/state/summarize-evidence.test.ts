import { describe, expect, test } from 'vitest';
import { Ajv } from 'ajv';
import statusSchema from '../../../../schemas/status.v1.schema.json' with { type: 'json' };
import { renderStatusCsv } from '../../../../src/core/render/csv/status.js';
import { renderStatusJson } from '../../../../src/core/render/json/status.js';
import { renderStatusMarkdown } from '../../../../src/core/render/markdown/status.js';
import { renderStatus } from '../../../../src/core/render/text/status.js';
import { checkEvidence, parseEvidenceLimits } from '../../../../src/core/state/check-evidence.js';
import { summarizeEvidence } from '../../../../src/core/state/summarize-evidence.js';
import { namePerson } from '../../../../src/core/text/person.js';
import { recordedState, recordedUser } from '../../../support/state-samples.js';

const NOW = Date.parse('2026-06-01T00:00:00.000Z');
const STATE = recordedState({
  runs: [
    { n: 1, id: 'run-1', at: '2026-01-01T00:00:00.000Z', commit: null },
    { n: 2, id: 'run-2', at: '2026-05-20T00:00:00.000Z', commit: null },
  ],
  users: [
    recordedUser('=A', { evidence: 'c2 - - - - a1 - - - -' }),
    recordedUser('B', {
      fields: { role_id: 4, phone: '1', daily_hours: 8 },
      unknown: { phone: 'run-2' },
      evidence: '- - - - - s9 o2 - - -',
    }),
  ],
});
const nameOf = (id: string): string =>
  namePerson({ id, name: id === '=A' ? 'John' : null, department: null });
const OPTIONS = { now: NOW, nameOf };
const asked = { staleBefore: '2026-03-01T00:00:00.000Z', by: null } as const;

describe('the status', () => {
  test('counts each field once, names the oldest and whose are stale', () => {
    expect(summarizeEvidence(STATE, asked)).toMatchObject({
      users: 2,
      fields: 5,
      counts: { confirmed: 1, acknowledged: 1, observed: 1, assumed: 1, unknown: 1 },
      oldest: { id: '=A', field: 'role_id', class: 'acknowledged', run: 'run-1' },
      undated: 1,
      stale: 2,
      staleUsers: ['=A', 'B'],
      groups: null,
    });
  });

  test.each([
    ['field', ['first_name', 'phone', 'role_id', 'daily_hours']],
    ['user', ['=A', 'B']],
    ['run', [null, 'run-1', 'run-2']],
  ] as const)('by %s', (by, names) => {
    const { groups } = summarizeEvidence(STATE, { ...asked, by });
    expect(groups?.rows.map(({ name }) => name)).toEqual(names);
  });

  test('as text', () => {
    const text = renderStatus(summarizeEvidence(STATE, { ...asked, by: 'user' }), OPTIONS);
    expect(text).toBe(`5 managed fields of 2 users

              fields  share
confirmed          1  20.0%  COR's answer repeated the value
acknowledged       1  20.0%  COR took the update and did not show the value
observed           1  20.0%  read from COR's list
assumed            1  20.0%  taken from users.yaml by baseline, never sent
unknown            1  20.0%  its last update has no known outcome

Oldest: role_id of John ("=A"), acknowledged, 1 Jan 2026, 00:00 UTC (151 days ago)
Of unknown age: 1 field
Stale, not heard of since 1 Mar 2026, 00:00 UTC: 2 fields of 2 users (John ("=A"), B)

user         fields  confirmed  acknowledged  observed  assumed  unknown  stale  oldest
John ("=A")       2          1             1         0        0        0      1  2026-01-01
B                 3          0             0         1        1        1      1  2026-05-20
`);
    const fresh = { ...STATE, users: STATE.users.slice(0, 1) };
    const recent = { staleBefore: '2025-01-01T00:00:00.000Z', by: null };
    expect(renderStatus(summarizeEvidence(fresh, recent), OPTIONS)).toContain('UTC: none\n');
    const nobody = summarizeEvidence({ ...STATE, users: [] }, asked);
    expect(renderStatus(nobody, OPTIONS)).toContain('Nothing is recorded yet');
    const byRun = renderStatus(summarizeEvidence(STATE, { staleBefore: null, by: 'run' }), OPTIONS);
    expect(byRun).toMatch(/^\(not recorded\) +1 .* -$/m);
    expect(byRun).not.toContain('stale');
    const undated = { ...STATE, runs: [] };
    const { oldest } = summarizeEvidence(undated, asked);
    expect(oldest).toBeNull();
    expect(renderStatus(summarizeEvidence(undated, asked), OPTIONS)).not.toContain('Oldest');
  });

  test('as JSON is what its schema says', () => {
    const isValid = new Ajv({ strict: true, allowUnionTypes: true }).compile(statusSchema);
    for (const by of [null, 'field', 'user', 'run'] as const) {
      for (const staleBefore of [asked.staleBefore, null]) {
        const json = renderStatusJson(summarizeEvidence(STATE, { staleBefore, by }));
        expect(isValid(JSON.parse(json)), JSON.stringify(isValid.errors)).toBe(true);
      }
    }
    const nobody = renderStatusJson(summarizeEvidence({ ...STATE, users: [] }, asked));
    expect(isValid(JSON.parse(nobody))).toBe(true);
  });

  test('as Markdown escapes ids', () => {
    const users = [recordedUser('|@all')];
    const text = renderStatusMarkdown(
      summarizeEvidence({ ...STATE, users }, { ...asked, by: 'user' }),
      nameOf,
    );
    expect(text).not.toContain('|@all');
    expect(text).toContain('Stale, not heard of since');
    const plain = renderStatusMarkdown(
      summarizeEvidence(STATE, { staleBefore: null, by: 'run' }),
      nameOf,
    );
    expect(plain).not.toMatch(/stale/i);
    expect(plain).toContain('| :-- | --: | --: | :-- |\n');
    expect(plain).toContain('| (not recorded) |');
    expect(
      renderStatusMarkdown(summarizeEvidence({ ...STATE, users: [] }, { ...asked }), nameOf),
    ).toContain('0 managed fields');
  });

  test('as CSV keeps ids from being formulas', () => {
    const byUser = renderStatusCsv(summarizeEvidence(STATE, { ...asked, by: 'user' }));
    expect(byUser.split('\r\n')).toContain(`'=A,2,1,1,0,0,0,1,2026-01-01T00:00:00.000Z`);
    const users = [recordedUser('a,"b"')];
    const odd = summarizeEvidence({ ...STATE, users }, { staleBefore: null, by: 'user' });
    expect(renderStatusCsv(odd)).toContain('"a,""b""",2,');
    expect(renderStatusCsv(summarizeEvidence(STATE, { staleBefore: null, by: 'run' }))).toContain(
      '\r\n,1,0,0,0,1,0,,\r\n',
    );
    expect(renderStatusCsv(summarizeEvidence(STATE, asked))).toContain('confirmed,1,0.2\r\n');
    expect(renderStatusCsv(summarizeEvidence({ ...STATE, users: [] }, asked))).toContain(
      'confirmed,0,0\r\n',
    );
  });
});

describe('the limits', () => {
  const status = summarizeEvidence(STATE, asked);
  const check = (typed: Parameters<typeof parseEvidenceLimits>[0]): readonly string[] => {
    const { value, diagnostics } = parseEvidenceLimits(typed, NOW);
    return (value === undefined ? diagnostics : checkEvidence(STATE, status, value)).map(
      ({ code, summary }) => `${code} ${summary}`,
    );
  };

  test('are exceeded by older fields and by more assumed ones', () => {
    expect(check({ 'max-age': '30d', 'max-assumed': '0' })).toEqual([
      'CF555 COR has said nothing about 2 fields since 2026-05-02T00:00:00.000Z, which is longer than --max-age.',
      'CF556 1 field assumed, which is more than --max-assumed 0.',
    ]);
    expect(check({ 'max-assumed': '19.9%' })).toEqual([
      'CF556 1 field assumed, which is more than --max-assumed 19.9%.',
    ]);
  });

  test('are kept up to the number itself', () => {
    expect(check({ stale: '1h', 'max-assumed': '20%' })).toEqual([]);
    expect(check({ 'max-assumed': '1' })).toEqual([]);
    const dated = { ...STATE, users: STATE.users.slice(0, 1) };
    const { value } = parseEvidenceLimits({ 'max-age': '2026-01-01' }, NOW);
    expect(checkEvidence(dated, status, value!)).toEqual([]);
  });

  test('are refused if they make no sense', () => {
    expect(check({ stale: 'old', 'max-age': '90', 'max-assumed': '-1' })).toEqual([
      'CF557 --stale old is not an age.',
      'CF557 --max-age 90 is not an age.',
      'CF557 --max-assumed -1 is neither a number nor a percentage.',
    ]);
  });
});
