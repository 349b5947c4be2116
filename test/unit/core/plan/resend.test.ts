import { describe, expect, it } from 'vitest';
import { buildPlan } from '../../../../src/core/plan/build-plan.js';
import { planDigest } from '../../../../src/core/plan/digest.js';
import {
  compileResend,
  describeSelector,
  findIdleSelectors,
  parseSelector,
  type ResendSelector,
} from '../../../../src/core/plan/resend.js';
import { desired, recorded, TARGET } from '../../../support/plan-states.js';

const NOW = Date.parse('2026-03-01T00:00:00Z');
const REPORT = JSON.stringify({
  resource_drift: [
    {
      index: 'OKTA-1',
      change: {
        before: { role_id: 4, phone: null, daily_hours: 8 },
        after: { role_id: 3, phone: null, daily_hours: 8 },
        after_sensitive: { phone: true },
      },
    },
  ],
});

async function parsed(text: string, report = REPORT): Promise<ResendSelector> {
  const { value, diagnostics } = await parseSelector(text, NOW, () => Promise.resolve(report));
  expect(diagnostics).toEqual([]);
  return value!;
}

async function refused(text: string, report = REPORT): Promise<string> {
  const { value, diagnostics } = await parseSelector(text, NOW, () => Promise.resolve(report));
  expect(value).toBeUndefined();
  return `${String(diagnostics[0]?.code)} ${String(diagnostics[0]?.fix)}`;
}

describe('a selector of --resend', () => {
  it('is an id or a glob, with or without a field', async () => {
    expect(await parsed('OKTA-*')).toEqual({ kind: 'users', glob: 'OKTA-*', field: null });
    expect(await parsed('a:b:role_id')).toEqual({ kind: 'users', glob: 'a:b', field: 'role_id' });
    expect(await parsed('a:b')).toEqual({ kind: 'users', glob: 'a:b', field: null });
    expect(await parsed('assumed')).toEqual({ kind: 'assumed' });
  });

  it('turns an age into a time, and shows that', async () => {
    for (const [text, than] of [
      ['older:90d', '2025-12-01T00:00:00.000Z'],
      ['older:2w', '2026-02-15T00:00:00.000Z'],
      ['older:36h', '2026-02-27T12:00:00.000Z'],
      ['older:2026-01-31', '2026-01-31T00:00:00.000Z'],
      ['older:2026-01-31T08:00:00Z', '2026-01-31T08:00:00.000Z'],
    ] as const) {
      const selector = await parsed(text);
      expect(selector).toEqual({ kind: 'older', than });
      expect(describeSelector(text, selector)).toBe(`older:${than}`);
    }
    expect(describeSelector('assumed', await parsed('assumed'))).toBe('assumed');
  });

  it('takes ids and fields of a drift report, and never a value', async () => {
    const selector = await parsed('drifted:drift.json');
    expect(selector).toEqual({
      kind: 'fields',
      ids: new Map([['OKTA-1', new Set(['phone', 'role_id'])]]),
    });
  });

  it('is refused where it makes no sense', async () => {
    for (const text of ['', 'older:soon', 'older:2026-13-40']) {
      expect(await refused(text)).toContain('CF332 Write an id or a glob');
    }
    for (const report of ['{', '{}', '[]', '{"resource_drift":[{}]}', '{"resource_drift":{}}']) {
      expect(await refused('drifted:x', report)).toContain('CF332 drifted:FILE names the JSON');
    }
    expect(await refused('drifted:')).toContain('CF332 drifted:FILE names the JSON');
    expect(await refused('OKTA-*:rol_id')).toBe('CF332 Did you mean "--resend OKTA-*:role_id"?');
  });
});

describe('a plan with --resend', () => {
  const fields = { role_id: 4, phone: '+1' };
  const have = recorded(
    { id: 'A', fields, evidence: '- - c1 - - s1 - - - -' },
    { id: 'B', fields, evidence: '- - a1 - - c1 - - - -' },
    { id: 'C', fields: { role_id: 4 }, unknown: { phone: 'run-1' } },
  );
  const wanted = desired(
    { id: 'A', fields },
    { id: 'B', fields: { ...fields, role_id: 3 } },
    { id: 'C', fields },
    { id: 'D', fields },
  );
  const planned = (...selectors: readonly ResendSelector[]) => {
    const asked = compileResend(selectors, have);
    return buildPlan(wanted, have, TARGET.endpoint, asked).value!;
  };
  const reasons = (...selectors: readonly ResendSelector[]) =>
    planned(...selectors).changes.map((change) => [
      change.id,
      'set' in change ? change.set.map(({ field, reason }) => `${field} ${reason}`).join() : '',
    ]);

  it('sends what is recorded again, with the reason, and leaves the rest alone', () => {
    expect(reasons({ kind: 'users', glob: '*', field: null })).toEqual([
      ['A', 'phone asked,role_id asked'],
      ['B', 'phone asked,role_id changed'],
      ['C', 'phone resend,role_id asked'],
      ['D', 'phone new,role_id new'],
    ]);
    expect(reasons({ kind: 'users', glob: 'A', field: 'phone' })[0]).toEqual(['A', 'phone asked']);
    expect(planned({ kind: 'users', glob: 'A', field: null }).counts).toMatchObject({
      resend: 2,
      update: 1,
    });
  });

  it('sends what is merely assumed, or known for too long', () => {
    expect(reasons({ kind: 'assumed' })[0]).toEqual(['A', 'role_id asked']);
    const since = (than: string) => reasons({ kind: 'older', than }).map(([id]) => id);
    expect(since('2025-01-15T10:00:00.000Z')).toEqual(['B', 'C', 'D']);
    expect(since('2025-01-15T10:00:00.001Z')).toEqual(['A', 'B', 'C', 'D']);
  });

  it('asks for nothing where the user, or the field, is not recorded or not wanted', () => {
    const of = (id: string, field: 'seniority_id' | 'phone') =>
      reasons({ kind: 'fields', ids: new Map([[id, new Set([field] as const)]]) });
    expect(of('A', 'seniority_id').map(([id]) => id)).toEqual(['B', 'C', 'D']);
    expect(of('X', 'phone').map(([id]) => id)).toEqual(['B', 'C', 'D']);
  });

  it('warns of an id, a glob or a field that fits nothing that is recorded.', () => {
    const idle = (...selectors: readonly ResendSelector[]) =>
      findIdleSelectors(selectors, have.users).map(({ summary }) => summary);
    expect(
      idle(
        { kind: 'users', glob: 'a*', field: null },
        { kind: 'users', glob: '*', field: 'seniority_id' },
        { kind: 'users', glob: 'A', field: 'phone' },
        { kind: 'users', glob: '?', field: null },
        { kind: 'assumed' },
      ),
    ).toEqual([
      '"--resend a*" selects nothing that is recorded.',
      '"--resend *:seniority_id" selects nothing that is recorded.',
    ]);
  });

  it('is another plan to whoever approves', () => {
    const key = 'k';
    const plain = planDigest(planned(), key);
    expect(planDigest(planned({ kind: 'assumed' }), key)).not.toBe(plain);
  });
});
