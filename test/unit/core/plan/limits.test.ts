import { describe, expect, it } from 'vitest';
import type { FieldName } from '../../../../src/core/model.js';
import { riskOf } from '../../../../src/core/plan/classify.js';
import { checkCapacity, checkLimits } from '../../../../src/core/plan/check-limits.js';
import {
  DEFAULT_LIMITS,
  parseAllow,
  parseLimit,
  type Limits,
} from '../../../../src/core/plan/limits.js';
import { findRisks } from '../../../../src/core/plan/findings.js';
import { planOf } from '../../../support/plan-states.js';

function ids(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `u${String(i).padStart(5, '0')}`);
}

/** A plan that changes `field` of the first `changed` of `users` recorded users. */
function changing(changed: number, users: number, field: FieldName = 'daily_hours', from = 8) {
  return planOf(
    ids(users).map((id, i) => ({ id, fields: { [field]: i < changed ? 3 : from } })),
    ids(users).map((id) => ({ id, fields: { [field]: from } })),
  );
}

const NONE: Limits = {
  add: null,
  update: null,
  forget: null,
  role_raise: null,
  role_grant: null,
  capacity: null,
  fields: {},
  from_users: 0,
};

describe('the default limits', () => {
  it('let 30% of the users change and no user more', () => {
    expect(checkLimits(changing(30, 100), DEFAULT_LIMITS, {}, [])).toEqual([]);
    expect(checkLimits(changing(31, 100), DEFAULT_LIMITS, {}, [])).toEqual([
      {
        severity: 'error',
        code: 'CF320',
        summary:
          '31 users would be changed, over the limit of 30% of 100 recorded users, which is 30',
        detail: 'The limit is "limits.update" of corform.yaml.',
        fix: 'If that is what you want: --allow update=31',
      },
    ]);
  });

  it('bind by percentage only from ten recorded users on', () => {
    expect(checkLimits(changing(9, 9), DEFAULT_LIMITS, {}, [])).toEqual([]);
    expect(checkLimits(changing(10, 10), DEFAULT_LIMITS, {}, [])).toHaveLength(1);
  });

  it('bind on forgets and role raises, not on adds', () => {
    const have = ids(100).map((id) => ({ id, fields: { role_id: 4 } }));
    const forgets = planOf(have.slice(11), have);
    expect(checkLimits(forgets, DEFAULT_LIMITS, {}, [])).toMatchObject([
      { fix: 'If that is what you want: --allow forget=11' },
    ]);
    expect(checkLimits(planOf(have, []), DEFAULT_LIMITS, {}, [])).toEqual([]);
    const limits: Limits = { ...NONE, add: { kind: 'count', max: 99 } };
    expect(checkLimits(planOf(have, []), limits, {}, [])).toMatchObject([
      { summary: '100 users would be added, over the limit of 99' },
    ]);
    expect(checkLimits(changing(5, 100, 'role_id', 4), DEFAULT_LIMITS, {}, [])).toEqual([]);
    expect(checkLimits(changing(6, 100, 'role_id', 4), DEFAULT_LIMITS, {}, [])).toMatchObject([
      { summary: '6 users would get a more powerful role, over the limit of 5' },
    ]);
  });
});

describe('a limit of a field', () => {
  const limits: Limits = { ...NONE, fields: { department: { kind: 'percent', max: 50 } } };
  const have = ids(4).map((id) => ({ id, fields: { department: 'A' } }));

  it('counts the users in whom the field changes', () => {
    const plan = planOf(
      ids(4).map((id, i) => ({ id, fields: { department: i < 3 ? 'B' : 'A' } })),
      have,
    );
    expect(checkLimits(plan, limits, {}, [])).toMatchObject([
      {
        summary:
          '3 users would get another department, over the limit of 50% of 4 recorded users, which is 2',
        detail: 'The limit is "limits.fields.department" of corform.yaml.',
        fix: 'If that is what you want: --allow department=3',
      },
    ]);
    expect(checkLimits(plan, limits, { department: 3 }, [])).toEqual([]);
  });

  it('counts a field of unknown outcome where the value differs from the recorded one: nobody knows which was allowed', () => {
    const plan = planOf(
      have.map((user) => ({ ...user, fields: { department: 'Elsewhere' } })),
      have.map((user) => ({ ...user, unknown: { department: 'run-0' } })),
    );
    const codes = checkLimits(plan, { ...limits, update: { kind: 'count', max: 0 } }, {}, []).map(
      (d) => d.code,
    );
    expect(codes).toEqual(['CF320', 'CF320']);
  });

  it('counts neither adds nor fields that are only sent again', () => {
    const plan = planOf([...have, { id: 'new', fields: { department: 'B' } }], have);
    const resends = planOf(
      have,
      have.map((u) => ({ ...u, unknown: { department: 'run-0' } })),
    );
    expect(checkLimits(plan, limits, {}, [])).toEqual([]);
    expect(checkLimits(resends, { ...limits, update: { kind: 'count', max: 0 } }, {}, [])).toEqual(
      [],
    );
  });
});

describe('fields that stop being managed', () => {
  const have = ids(4).map((id) => ({ id, fields: { department: 'A', daily_hours: 8 } }));
  const limits: Limits = {
    ...NONE,
    update: { kind: 'count', max: 0 },
    forget: { kind: 'count', max: 0 },
    fields: { department: { kind: 'count', max: 0 } },
  };
  const fixes = (fields: object) =>
    checkLimits(
      planOf(
        ids(4).map((id) => ({ id, fields })),
        have,
      ),
      limits,
      {},
      [],
    ).map((d) => d.fix);

  it('count as changes, a user once however many there are', () => {
    const counted = [
      'If that is what you want: --allow update=4',
      'If that is what you want: --allow department=4',
    ];
    expect(fixes({ daily_hours: 8 })).toEqual(counted);
    expect(fixes({ daily_hours: 7 })).toEqual(counted);
  });

  it('count as forgets where they were the last ones', () => {
    expect(fixes({})).toEqual(['If that is what you want: --allow forget=4']);
  });

  it('are told as such, with what becomes of them', () => {
    const wanted = [
      { id: 'u00000', fields: { daily_hours: 7 } },
      { id: 'u00001', fields: { department: 'B' } },
      { id: 'u00002', fields: {} },
    ];
    const kept = 'they are no longer managed, nothing is sent of them, and COR keeps their values.';
    const over = checkLimits(planOf(wanted, have.slice(0, 3)), limits, {}, []);
    expect(over.map(({ summary, detail }) => [summary, detail])).toEqual([
      [
        '2 users would be changed or have fields released, over the limit of 0',
        `The limit is "limits.update" of corform.yaml. In 2 of them fields are released (department, daily_hours): ${kept}`,
      ],
      [
        '1 user would leave the state or have all fields released, over the limit of 0',
        `The limit is "limits.forget" of corform.yaml. In 1 of them fields are released (department, daily_hours): ${kept}`,
      ],
      [
        '2 users would get another department or have it released, over the limit of 0',
        `The limit is "limits.fields.department" of corform.yaml. In 1 of them fields are released (department): ${kept}`,
      ],
    ]);
  });
});

describe('a role_id that is sensitive', () => {
  const limits: Limits = { ...NONE, role_raise: { kind: 'count', max: 1 } };
  const plan = planOf(
    [
      { id: 'a', fields: { role_id: 1 } },
      { id: 'b', fields: { role_id: 2 } },
      { id: 'c', fields: { role_id: 5 } },
      { id: 'd', fields: { role_id: 1 } },
    ],
    ['a', 'b', 'c'].map((id) => ({ id, fields: { role_id: 4 } })),
  );

  it('is limited all the same, without telling how many raises there are', () => {
    expect(checkLimits(plan, limits, {}, ['role_id'])).toEqual([
      {
        severity: 'error',
        code: 'CF320',
        summary:
          'Of 4 users whose role is sent, more would get a more powerful one than the limit of 1',
        detail:
          'The limit is "limits.role_raise" of corform.yaml. How many is not told, because role_id is sensitive.',
        fix: 'If that is what you want: --allow role_raise=4',
      },
    ]);
    expect(checkLimits(plan, limits, { role_raise: 4 }, ['role_id'])).toEqual([]);
  });

  it('gives the same warning and the same risk whatever the roles are', () => {
    const sensitive = new Set<FieldName>(['role_id']);
    const other = planOf(
      ['a', 'b', 'c', 'd'].map((id) => ({ id, fields: { role_id: 6 } })),
      ['a', 'b', 'c'].map((id) => ({ id, fields: { role_id: 4 } })),
    );
    expect(findRisks(plan.changes, sensitive)).toMatchObject([
      {
        code: 'CF317',
        summary:
          'Roles that are not shown, because role_id is sensitive (4 users): "a", "b", "c" and 1 more',
      },
    ]);
    expect(findRisks(other.changes, sensitive)).toEqual(findRisks(plan.changes, sensitive));
    expect(plan.changes.map((change) => riskOf(change, sensitive))).toEqual(
      Array(4).fill('role-hidden'),
    );
  });
});

describe('the apply that finishes the work of a dead one', () => {
  const directors = ids(20).map((id) => ({ id, fields: { role_id: 2 } }));

  it('does not meet the limit of role raises for users that were added', () => {
    const died = directors.map(({ id }) => ({ id, unknown: { role_id: 'run-1' } }));
    const plan = planOf(directors, died);
    expect(checkLimits(plan, DEFAULT_LIMITS, {}, [])).toEqual([]);
    expect(findRisks(plan.changes, new Set()).map((w) => w.code)).toEqual([
      'CF311',
      'CF315',
      'CF312',
    ]);
  });

  it('meets it for roles that were recorded, and for roles that are newly managed', () => {
    const recorded = directors.map(({ id }) => ({
      id,
      fields: { role_id: 4 },
      unknown: { role_id: 'run-1' },
    }));
    const newly = directors.map(({ id }) => ({ id, fields: { position: 'x' } }));
    for (const have of [recorded, newly]) {
      expect(
        checkLimits(planOf(directors, have), DEFAULT_LIMITS, { update: 20 }, []),
      ).toMatchObject([{ fix: 'If that is what you want: --allow role_raise=20' }]);
    }
  });
});

describe('an allowance', () => {
  const limits: Limits = { ...NONE, update: { kind: 'count', max: 2 } };

  it('must be at least the actual number', () => {
    expect(checkLimits(changing(4, 5), limits, { update: 4 }, [])).toEqual([]);
    expect(checkLimits(changing(4, 5), limits, { update: 3 }, [])).toMatchObject([
      {
        detail: 'The limit is "limits.update" of corform.yaml. --allow update=3 is too low for it.',
      },
    ]);
  });

  it('does not tighten a limit that the plan keeps', () => {
    expect(checkLimits(changing(2, 5), limits, { update: 1 }, [])).toEqual([]);
  });

  it('is read from any number of flags', () => {
    expect(parseAllow(['update=1200,forget=3', 'phone=0']).value).toEqual({
      update: 1200,
      forget: 3,
      phone: 0,
    });
    expect(parseAllow([]).value).toEqual({});
  });

  it.each(['update', 'update=', 'update=-1', 'update=1.5', 'delete=1', '', 'update=1,update=2'])(
    'is refused as %j',
    (text) => {
      const { value, diagnostics } = parseAllow([text]);
      expect(value).toBeUndefined();
      expect(diagnostics).toMatchObject([{ severity: 'error', code: 'CF321' }]);
    },
  );
});

describe('a limit in corform.yaml', () => {
  it.each([
    [5, { kind: 'count', max: 5 }],
    [0, { kind: 'count', max: 0 }],
    ['30%', { kind: 'percent', max: 30 }],
    ['2.5%', { kind: 'percent', max: 2.5 }],
    [null, null],
  ])('%j is understood', (setting, limit) => {
    expect(parseLimit(setting)).toEqual(limit);
  });

  it.each([-1, 1.5, '30', '101%', '%', 'all', '1e1%', true, undefined, Infinity])(
    '%j is refused',
    (setting) => {
      expect(parseLimit(setting)).toBeUndefined();
    },
  );
});
