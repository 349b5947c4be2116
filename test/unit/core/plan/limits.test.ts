import { describe, expect, it } from 'vitest';
import type { FieldName } from '../../../../src/core/model.js';
import { riskOf } from '../../../../src/core/plan/classify.js';
import { checkCapacity, checkLimits } from '../../../../src/core/plan/check-limits.js';
import { parseAllow, parseLimit, type Limits } from '../../../../src/core/plan/limits.js';
import { DEFAULT_LIMITS } from '../../../support/default-limits.js';
import { findRisks } from '../../../../src/core/plan/findings.js';
import { measureImpact } from '../../../../src/core/plan/impact.js';
import { planOf, recorded } from '../../../support/plan-states.js';

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
        summary: '31 people would be changed: over the limit of 30 (30% of 100 users)',
        detail: 'The limit is "limits.update" in corform.yaml.',
        fix: 'If you want this: --allow update=31',
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
      { fix: 'If you want this: --allow forget=11' },
    ]);
    expect(checkLimits(planOf(have, []), DEFAULT_LIMITS, {}, [])).toEqual([]);
    const limits: Limits = { ...NONE, add: { kind: 'count', max: 99 } };
    expect(checkLimits(planOf(have, []), limits, {}, [])).toMatchObject([
      { summary: '100 people would be added: over the limit of 99' },
    ]);
    expect(checkLimits(changing(5, 100, 'role_id', 4), DEFAULT_LIMITS, {}, [])).toEqual([]);
    expect(checkLimits(changing(6, 100, 'role_id', 4), DEFAULT_LIMITS, {}, [])).toMatchObject([
      { summary: '6 people would get a more powerful role: over the limit of 5' },
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
        summary: '3 people would get another department: over the limit of 2 (50% of 4 users)',
        detail: 'The limit is "limits.fields.department" in corform.yaml.',
        fix: 'If you want this: --allow department=3',
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
      'If you want this: --allow update=4',
      'If you want this: --allow department=4',
    ];
    expect(fixes({ daily_hours: 8 })).toEqual(counted);
    expect(fixes({ daily_hours: 7 })).toEqual(counted);
  });

  it('count as forgets where they were the last ones', () => {
    expect(fixes({})).toEqual(['If you want this: --allow forget=4']);
  });

  it('are named as such, with what becomes of them', () => {
    const wanted = [
      { id: 'u00000', fields: { daily_hours: 7 } },
      { id: 'u00001', fields: { department: 'B' } },
      { id: 'u00002', fields: {} },
    ];
    const kept = 'COR keeps their values.';
    const over = checkLimits(planOf(wanted, have.slice(0, 3)), limits, {}, []);
    expect(over.map(({ summary, detail }) => [summary, detail])).toEqual([
      [
        '2 people would be changed or have fields released: over the limit of 0',
        `The limit is "limits.update" in corform.yaml.\nFor 2 of them, fields are no longer managed (department, daily_hours). ${kept}`,
      ],
      [
        '1 person would no longer be managed, or in no field: over the limit of 0',
        `The limit is "limits.forget" in corform.yaml.\nFor 1 of them, fields are no longer managed (department, daily_hours). ${kept}`,
      ],
      [
        '2 people would get another department or have it released: over the limit of 0',
        `The limit is "limits.fields.department" in corform.yaml.\nFor 1 of them, fields are no longer managed (department). ${kept}`,
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
          'Of the 4 people whose role is sent, more than 1 would get a more powerful role, which is the limit',
        detail:
          'The limit is "limits.role_raise" in corform.yaml. The number is not shown, because role_id is sensitive.',
        fix: 'If you want this: --allow role_raise=4',
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
          '4 people get a role that is not shown, because role_id is sensitive: a, b, c and 1 more',
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
    expect(findRisks(plan.changes, new Set()).map((w) => w.code)).toEqual(['CF311', 'CF315']);
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
      ).toMatchObject([{ fix: 'If you want this: --allow role_raise=20' }]);
    }
  });
});

describe('an allowance', () => {
  const limits: Limits = { ...NONE, update: { kind: 'count', max: 2 } };

  it('must be at least the actual number', () => {
    expect(checkLimits(changing(4, 5), limits, { update: 4 }, [])).toEqual([]);
    expect(checkLimits(changing(4, 5), limits, { update: 3 }, [])).toMatchObject([
      {
        detail: 'The limit is "limits.update" in corform.yaml. --allow update=3 is too low.',
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

describe('the limit on powerful roles of adds', () => {
  const user = (at: number, role_id: number) => ({
    id: `u${at}`,
    fields: { first_name: 'Ann', last_name: 'abcdefghij'[at % 10]!, role_id },
  });

  it('counts C-Levels and Directors, names them, and is passed by its number', () => {
    const plan = planOf(
      [1, 2, 2, 1, 2, 2, 3, 4].map((role, at) => user(at, role)),
      [],
    );
    const [over, ...others] = checkLimits(plan, DEFAULT_LIMITS, {}, []);
    expect(others).toEqual([]);
    expect(over).toMatchObject({
      summary: '6 people who are new would get the role C-Level or Director: over the limit of 5',
      fix: 'If you want this: --allow role_grant=6',
    });
    expect(over?.detail?.split('\n')).toEqual([
      'The limit is "limits.role_grant" in corform.yaml.',
      'Ann a (u0): C-Level',
      'Ann d (u3): C-Level',
      'Ann b (u1): Director',
      'Ann c (u2): Director',
      'Ann e (u4): Director',
      'Ann f (u5): Director',
    ]);
    expect(checkLimits(plan, DEFAULT_LIMITS, { role_grant: 6 }, [])).toEqual([]);
    const five = planOf(
      [1, 2, 2, 1, 2].map((role, at) => user(at, role)),
      [],
    );
    expect(checkLimits(five, DEFAULT_LIMITS, {}, [])).toEqual([]);
  });

  it('names thirty at most, and nobody if names are sensitive', () => {
    const plan = planOf(
      Array.from({ length: 40 }, (_, at) => user(at, 1)),
      [],
    );
    const [over] = checkLimits(plan, DEFAULT_LIMITS, {}, ['last_name']);
    const lines = over!.detail!.split('\n');
    expect(lines).toHaveLength(32);
    expect(lines[1]).toBe('u0: C-Level');
    expect(lines[31]).toBe('and 10 more');
    const one = checkLimits(
      planOf([user(0, 1)], []),
      { ...NONE, role_grant: { kind: 'count', max: 0 } },
      {},
      [],
    );
    expect(one[0]?.summary).toMatch(/^1 person who is new would/);
  });

  it('does not count a role that is sent again', () => {
    const died = [{ id: 'u0', unknown: { role_id: 'run-1' } }];
    const limits: Limits = { ...NONE, role_grant: { kind: 'count', max: 0 } };
    expect(checkLimits(planOf([user(0, 1)], died), limits, {}, [])).toEqual([]);
  });

  it('does not show how many there are if role_id is sensitive', () => {
    const limits: Limits = { ...NONE, role_grant: { kind: 'count', max: 1 } };
    const plan = planOf(
      [1, 2, 4].map((role, at) => user(at, role)),
      [],
    );
    expect(checkLimits(plan, limits, {}, ['role_id'])).toMatchObject([
      {
        summary:
          'Of the 3 people who are new and whose role is sent, more than 1 would get the role C-Level or Director, which is the limit',
        fix: 'If you want this: --allow role_grant=3',
      },
    ]);
  });
});

describe('the limit on the capacity', () => {
  const have = ids(12).map((id) => ({ id, fields: { daily_hours: 8 } }));
  const wanted = (hours: number) =>
    have.map((user, at) => (at < 4 ? { ...user, fields: { daily_hours: hours } } : user));
  const check = (hours: number, rules: Partial<Parameters<typeof checkCapacity>[2]>) => {
    const plan = planOf(wanted(hours), have);
    const impact = measureImpact(plan, recorded(...have));
    return checkCapacity(plan, impact.capacity, {
      limits: NONE,
      allowance: {},
      sensitive: [],
      ...rules,
    });
  };
  const limits = (capacity: Limits['capacity'], from_users = 0): Limits => ({
    ...NONE,
    capacity,
    from_users,
  });

  it('is off unless it is set', () => {
    expect(check(0, {})).toEqual([]);
  });

  it('binds in hours', () => {
    expect(check(6, { limits: limits({ kind: 'count', max: 8 }) })).toEqual([]);
    expect(check(5.5, { limits: limits({ kind: 'count', max: 8 }) })).toMatchObject([
      {
        code: 'CF320',
        summary: 'The capacity would fall by 10 h a day, from 96 to 86: over the limit of 8 h',
        detail: 'The limit is "limits.capacity" in corform.yaml.',
        fix: 'If you want this: --allow capacity=10',
      },
    ]);
    expect(check(9, { limits: limits({ kind: 'count', max: 0 }) })).toEqual([]);
  });

  it('binds as a share of the total, from some users on', () => {
    expect(check(6, { limits: limits({ kind: 'percent', max: 8 }) })[0]?.summary).toContain(
      'over the limit of 8%',
    );
    expect(check(6, { limits: limits({ kind: 'percent', max: 9 }) })).toEqual([]);
    expect(check(6, { limits: limits({ kind: 'percent', max: 8 }, 13) })).toEqual([]);
  });

  it('is passed by an allowance of at least the fall', () => {
    const strict = limits({ kind: 'count', max: 1 });
    expect(check(6, { limits: strict, allowance: { capacity: 8 } })).toEqual([]);
    expect(check(6, { limits: strict, allowance: { capacity: 7 } })[0]?.detail).toContain(
      '--allow capacity=7 is too low.',
    );
  });

  it('shows no hours if these are sensitive', () => {
    const [over] = check(6, {
      limits: limits({ kind: 'count', max: 1 }),
      sensitive: ['daily_hours'],
    });
    expect(over).toMatchObject({
      summary: 'The capacity would fall by more than the limit of 1 h',
      fix: 'If you want this: --allow capacity=96',
    });
  });

  it('has nothing to say if no hours are managed', () => {
    const plan = planOf([], []);
    const rules = { limits: limits({ kind: 'count', max: 0 }), allowance: {}, sensitive: [] };
    expect(checkCapacity(plan, null, rules)).toEqual([]);
  });
});
