import fc from '../../support/fast-check.js';
import { describe, expect, it } from 'vitest';
import type { RecordedState, RecordedUser, UserFields } from '../../../src/core/model.js';
import type { Change, Plan } from '../../../src/core/plan/change.js';
import { planDigest } from '../../../src/core/plan/digest.js';
import { desired, KEY, mustPlan, planOf, recorded } from '../../support/plan-states.js';
import { anyDesired, anyId, anyRecorded } from '../../support/plan-arbitraries.js';

/** What the state is after every change of the plan was acknowledged, told independently of the plan's code. */
function applied(
  plan: Plan,
  before: RecordedState,
): readonly Pick<RecordedUser, 'id' | 'fields' | 'unknown' | 'protected'>[] {
  const users = new Map(
    before.users.map(({ id, fields, unknown, protected: p }) => [
      id,
      { id, fields, unknown, protected: p },
    ]),
  );
  for (const change of plan.changes) {
    if (change.action === 'forget') {
      users.delete(change.id);
      continue;
    }
    const from = change.action === 'add' ? null : change.movedFrom;
    const user = users.get(from ?? change.id) ?? {
      id: change.id,
      fields: {},
      unknown: {},
      protected: false,
    };
    users.delete(from ?? change.id);
    const fields: Record<string, unknown> = { ...user.fields };
    const unknown: Record<string, unknown> = { ...user.unknown };
    const released = change.action === 'add' ? [] : change.released;
    const set = change.action === 'record' ? [] : change.set;
    for (const { field } of [...released, ...set]) {
      Reflect.deleteProperty(fields, field);
      Reflect.deleteProperty(unknown, field);
    }
    for (const { field, after } of set) fields[field] = after;
    users.set(change.id, {
      id: change.id,
      fields: fields,
      unknown: unknown,
      protected: change.protection ?? user.protected,
    });
  }
  return [...users.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe('for any two states', () => {
  it('applying the plan makes the recorded state the desired one', () => {
    fc.assert(
      fc.property(anyDesired, anyRecorded, (wanted, have) => {
        const after = applied(planOf(wanted, have), recorded(...have));
        expect(after).toEqual(
          desired(...wanted).users.map(({ id, fields, protected: p }) => ({
            id,
            fields,
            unknown: {},
            protected: p,
          })),
        );
        expect(planOf(wanted, after).changes).toEqual([]);
      }),
    );
  });

  it('applying a plan with moves keeps every record that is moved', () => {
    fc.assert(
      fc.property(anyDesired, (wanted) => {
        const have = wanted.map((user) => ({ ...user, id: `old ${user.id}` }));
        const moving = wanted.map((user) => ({ ...user, previously: `old ${user.id}` }));
        const plan = planOf(moving, have);
        expect(plan.counts).toMatchObject({ record: wanted.length, add: 0, forget: 0 });
        const after = applied(plan, recorded(...have));
        expect(planOf(wanted, after).changes).toEqual([]);
      }),
    );
  });

  it('a state compared with itself needs nothing', () => {
    fc.assert(
      fc.property(anyDesired, (users) => {
        const plan = planOf(users, users);
        expect(plan).toMatchObject({ changes: [] });
        expect(plan.counts.unchanged).toBe(users.length);
      }),
    );
  });

  it('neither the order of users nor that of fields matters', () => {
    const reversed = <T extends { fields?: UserFields }>(users: readonly T[]): readonly T[] =>
      users
        .map((user) => ({
          ...user,
          fields: Object.fromEntries(Object.entries(user.fields ?? {}).reverse()),
        }))
        .reverse();
    fc.assert(
      fc.property(anyDesired, anyRecorded, (wanted, have) => {
        const a = desired(...wanted);
        const b = recorded(...have);
        const plan = mustPlan(a, b);
        const other = mustPlan(
          { ...a, users: reversed(a.users) },
          { ...b, users: reversed(b.users) },
        );
        const setOf = (change: Change): unknown => 'set' in change && change.set;
        expect(JSON.stringify(other.changes.map(setOf))).toBe(
          JSON.stringify(plan.changes.map(setOf)),
        );
        expect(other).toEqual(plan);
      }),
    );
  });

  it('every user is counted once', () => {
    fc.assert(
      fc.property(anyDesired, anyRecorded, (wanted, have) => {
        const { counts, changes } = planOf(wanted, have);
        const { unchanged, ...changed } = counts;
        const total = Object.values(changed).reduce((sum, count) => sum + count, 0);
        expect(total).toBe(changes.length);
        const ids = new Set([...wanted, ...have].map((user) => user.id));
        expect(total + unchanged).toBe(ids.size);
      }),
    );
  });
});

describe('the digest', () => {
  it('does not depend on places, serial or unchanged users', () => {
    fc.assert(
      fc.property(anyDesired, anyRecorded, fc.integer({ min: 1, max: 99 }), (wanted, have, n) => {
        const plan = planOf(wanted, have);
        const place = { file: 'other.yaml', line: n, column: n };
        const same = { id: 'zz unchanged', fields: { role_id: 4 } };
        const elsewhere = mustPlan(desired(...wanted.map((user) => ({ ...user, place })), same), {
          ...recorded(...have, same),
          serial: n,
        });
        expect(planDigest(elsewhere, KEY)).toBe(planDigest(plan, KEY));
      }),
    );
  });

  it('changes with any value, any field and any user that is added or taken away', () => {
    fc.assert(
      fc.property(anyDesired, anyRecorded, anyId, (wanted, have, id) => {
        const plan = planOf(wanted, have);
        const digest = planDigest(plan, KEY);
        const [first, ...others] = plan.changes;
        if (first === undefined) return;
        expect(planDigest({ ...plan, changes: others }, KEY)).not.toBe(digest);
        expect(planDigest({ ...plan, changes: [first, ...plan.changes] }, KEY)).not.toBe(digest);
        if (id !== first.id) {
          expect(planDigest({ ...plan, changes: [{ ...first, id }, ...others] }, KEY)).not.toBe(
            digest,
          );
        }
        if (first.action === 'forget' || first.action === 'record') return;
        first.set.forEach((field, i) => {
          for (const changed of [
            { ...field, after: `${field.after}x` },
            { ...field, before: `${String(field.before)}x` },
            { ...field, field: 'user_position_id' as const },
          ]) {
            const edited = { ...first, set: first.set.with(i, changed) };
            expect(planDigest({ ...plan, changes: [edited, ...others] }, KEY)).not.toBe(digest);
          }
        });
      }),
    );
  });
});
