import { describe, expect, it } from 'vitest';
import { savePlan } from '../../../../src/core/plan/plan-file.js';
import { renderPlanJson } from '../../../../src/core/render/json/plan.js';
import { viewPlan } from '../../../../src/core/render/view.js';
import { KEY, planOf, reportOf, UNSAID } from '../../../support/plan-states.js';

const PLAN = planOf(
  [
    { id: 'a', fields: { phone: 'canary-1', role_id: 4 } },
    { id: 'b', fields: { phone: 'canary-2', role_id: 4 } },
    { id: 'c', fields: { phone: 'canary-3', role_id: 3 } },
    { id: 'd', fields: { role_id: 4 } },
  ],
  [
    { id: 'b', fields: { phone: 'canary-4', role_id: 4 } },
    { id: 'c', fields: { phone: 'canary-3', role_id: 4 } },
    { id: 'd', fields: { phone: 'canary-5', role_id: 4 } },
    { id: 'e', fields: { phone: 'canary-6', role_id: 4 } },
  ],
);

describe('viewPlan', () => {
  it('takes every value of a sensitive field out, wherever it stands', () => {
    expect(JSON.stringify(PLAN)).toContain('canary');
    expect(JSON.stringify(viewPlan(PLAN, { sensitive: ['phone'] }))).not.toContain('canary');
  });

  it('shows what happens to each user, the same members for each kind', () => {
    const [a, b, c, d, e] = viewPlan(PLAN, { sensitive: ['phone'] }).changes;
    expect(a).toMatchObject({
      kind: 'add',
      set: [{ before: null, after: { kind: 'sensitive' } }, {}],
    });
    expect(b).toMatchObject({ kind: 'update', risk: null, set: [{ field: 'phone' }] });
    expect(c).toMatchObject({ risk: 'role-raise', kept: { phone: null } });
    expect(d).toMatchObject({ kind: 'record', set: [], released: [{ field: 'phone' }] });
    expect(e).toMatchObject({ kind: 'forget', risk: 'forget', place: null, set: [] });
    for (const change of [b, c, d, e]) expect(Object.keys(change!)).toEqual(Object.keys(a!));
  });

  it('says nothing of a role that is sensitive but that it is sent, also of a saved plan', () => {
    const sensitive = ['role_id'] as const;
    const origin = { createdBy: '', commit: null, digest: '', sensitive, limits: [], ...UNSAID };
    const { sealed } = savePlan(PLAN, origin, KEY);
    const view = viewPlan(PLAN, { sensitive: ['role_id'] });
    expect(view.changes.map(({ risk }) => risk)).toEqual([
      'role-hidden',
      null,
      'role-hidden',
      null,
      'forget',
    ]);
    expect(view.findings.map(({ code }) => code)).toEqual(['CF317', 'CF313', 'CF316']);
    const ofSaved = viewPlan(sealed, { sensitive: ['role_id'] });
    expect(ofSaved.findings).toEqual(view.findings);
    expect(ofSaved.changes.map(({ risk }) => risk)).toEqual(view.changes.map(({ risk }) => risk));
  });
});

describe('renderPlanJson', () => {
  it('has no value of a sensitive field, and says which fields are sensitive', () => {
    const json = renderPlanJson(reportOf(PLAN, ['phone']));
    expect(json).not.toContain('canary');
    const { resource_changes: changes } = JSON.parse(json) as {
      resource_changes: readonly { readonly change: object; readonly patch: object }[];
    };
    expect(changes.map(({ change }) => change)).toMatchObject([
      {
        actions: ['create'],
        before: null,
        before_sensitive: false,
        after_sensitive: { phone: true },
      },
      { actions: ['update'], before: { phone: null }, before_sensitive: { phone: true } },
      { actions: ['update'], after: { phone: null, role_id: 3 } },
      { actions: ['no-op'], before: { phone: null }, after: { role_id: 4 }, after_sensitive: {} },
      {
        actions: ['forget'],
        before: { phone: null, role_id: 4 },
        after: null,
        after_sensitive: false,
      },
    ]);
    expect(changes[1]?.patch).toEqual([{ op: 'replace', path: '/phone', value: null }]);
  });
});
