import { expect, it } from 'vitest';
import { driftOf } from '../../../support/drift.js';

const ids = (users: readonly { readonly id: string }[]) => users.map(({ id }) => id);

it('finds what was changed, a more powerful role first, and nothing else', () => {
  const drift = driftOf({
    record: [
      { id: 'A', cor_id: 1, fields: { daily_hours: 8 } },
      { id: 'B', cor_id: 2, fields: { role_id: 4 } },
      { id: 'C', cor_id: 3, fields: { role_id: 4, department: 'Design' } },
    ],
    cor: [
      { corId: 1, fields: { daily_hours: 6 } },
      { corId: 2, fields: { role_id: 1 } },
      { corId: 3, fields: { role_id: 4 }, hidden: true },
      { corId: 8 },
      { corId: 9, hidden: true },
    ],
  });
  expect(ids(drift.users)).toEqual(['B', 'A']);
  expect(drift.missing).toEqual([]);
  expect(drift.unmanaged.map(({ corId }) => corId)).toEqual([8, 9]);
  expect(drift.coverage).toEqual({ visible: 3, managed: 2, hidden: 1, compared: 3 });
  expect(drift.fields).toMatchObject({ changed: 2, 'in-sync': 1 });
  expect(drift.notCompared.unreadable).toEqual(['department']);
  expect(drift.leavers).toBeNull();
});

it('calls missing only who is proven to be, and says of whom nothing is known', () => {
  const drift = driftOf({
    record: [
      { id: 'A', cor_id: 1, fields: { role_id: 4 } },
      { id: 'B', cor_id: 2, fields: { role_id: 4 } },
      { id: 'C', cor_id: null, fields: { role_id: 4 } },
      { id: 'D', cor_id: 4, fields: { role_id: 4 } },
    ],
    yaml: [{ id: 'A' }, { id: 'new' }, { id: 'renamed', previously: 'B' }],
    cor: [],
    absent: [1, 4],
    ignore: ['D'],
  });
  expect(ids(drift.missing)).toEqual(['A']);
  expect(drift.ignored).toBe(1);
  expect(ids(drift.notCompared.unproven)).toEqual(['B']);
  expect(ids(drift.notCompared.unidentified)).toEqual(['C']);
  expect(drift.notCompared.unrecorded).toBe(1);
});

it('compares a user under the id of the record with what users.yaml wants under the new one', () => {
  const [user] = driftOf({
    record: [{ id: 'old', cor_id: 1, fields: { role_id: 4 } }],
    yaml: [{ id: 'new', previously: 'old', fields: { role_id: 3 } }],
    cor: [{ corId: 1, fields: { role_id: 2 } }],
  }).users;
  expect(user).toMatchObject({ id: 'old', entry: { id: 'new' }, fields: [{ class: 'conflict' }] });
});

it('takes a user out of users.yaml for one who wants nothing', () => {
  const [user] = driftOf({
    record: [{ id: 'A', cor_id: 1, fields: { role_id: 4 } }],
    yaml: [],
    cor: [{ corId: 1, fields: { role_id: 2 } }],
  }).users;
  expect(user).toMatchObject({ entry: null, fields: [{ class: 'changed', desired: null }] });
});

it('counts what is ignored, and compares only who is selected', () => {
  const sketch = {
    record: [
      { id: 'A', cor_id: 1, fields: { role_id: 4, daily_hours: 8 } },
      { id: 'B', cor_id: 2, fields: { role_id: 4 } },
    ],
    cor: [
      { corId: 1, fields: { role_id: 3, daily_hours: 7 } },
      { corId: 2, fields: { role_id: 3 } },
    ],
  };
  const ignoring = driftOf({ ...sketch, ignore: ['*:daily_hours', 'B'] });
  expect(ignoring.users).toMatchObject([{ id: 'A', fields: [{ field: 'role_id' }] }]);
  expect(ignoring.ignored).toBe(2);
  const selecting = driftOf({ ...sketch, only: ['B'] });
  expect(ids(selecting.users)).toEqual(['B']);
  expect(selecting.notCompared.leftOut).toBe(1);
  expect(selecting.unmanaged).toEqual([]);
});

it('shows the outcome of a field that nobody knew of', () => {
  const { outcomes, users } = driftOf({
    record: [{ id: 'A', cor_id: 1, fields: { role_id: 4 }, unknown: { role_id: 'run-1' } }],
    yaml: [{ id: 'A', fields: { role_id: 3 } }],
    cor: [{ corId: 1, fields: { role_id: 3 } }],
  });
  expect(outcomes).toMatchObject([{ id: 'A', field: 'role_id', holds: 'sent' }]);
  expect(users).toEqual([]);
});

it("identifies by an e-mail address of the export, but never somebody who is known by COR's own id", () => {
  const people = {
    present: new Set(['A', 'B', 'C']),
    left: [],
    emails: new Map([
      ['A', 'a@x.example'],
      ['B', 'b@x.example'],
      ['C', 'c@x.example'],
    ]),
  };
  const drift = driftOf({
    record: [
      { id: 'A', cor_id: null, fields: { role_id: 4 } },
      { id: 'B', cor_id: 2, fields: { role_id: 4 } },
      { id: 'C', cor_id: null, fields: { role_id: 4 } },
    ],
    cor: [
      { corId: 1, email: 'A@x.example', fields: { role_id: 3 } },
      // The address of C, on the account that is known to be B's.
      { corId: 2, email: 'c@x.example', fields: { role_id: 4 } },
    ],
    people,
  });
  expect(ids(drift.users)).toEqual(['A']);
  expect(ids(drift.notCompared.unidentified)).toEqual(['C']);
});

it('finds who left and is still visible, managed or not', () => {
  const drift = driftOf({
    record: [
      { id: 'A', cor_id: 1, fields: { role_id: 4 } },
      { id: 'B', cor_id: 2, fields: { role_id: 4 } },
      { id: 'C', cor_id: 3, fields: { role_id: 4 } },
    ],
    cor: [
      { corId: 1, fields: { role_id: 4 } },
      { corId: 2, fields: { role_id: 4 } },
      { corId: 3, fields: { role_id: 4 }, hidden: true },
      { corId: 4, email: 'gone@x.example' },
    ],
    people: {
      present: new Set(['A']),
      left: ['gone', 'C'],
      emails: new Map([['gone', 'gone@x.example']]),
    },
  });
  expect(drift.leavers).toMatchObject([
    { id: 'B', known: { role_id: 4 } },
    { id: 'gone', known: {} },
  ]);
});
