import { expect, it } from 'vitest';
import { acceptDrift } from '../../../../src/core/drift/accept-drift.js';
import { readDesired } from '../../../../src/core/users/read-desired.js';
import { findDrift } from '../../../../src/core/drift/find-drift.js';
import { LISTED_FIELDS, type UserFields } from '../../../../src/core/model.js';
import { listed } from '../../../support/drift.js';
import { recorded, type RecordedSketch } from '../../../support/plan-states.js';

const YAML = `version: 1
source: OKTA
defaults: {daily_hours: 8}
users:
  - id: A   # the boss
    first_name: 'Ana'
    role_id: 4
  - {id: B, first_name: Bo, role_id: 3}
  - id: C
    role_id: 4
`;

function accept(record: readonly RecordedSketch[], cor: Readonly<Record<number, UserFields>>) {
  const sources = [{ name: 'users.yaml', bytes: new TextEncoder().encode(YAML) }];
  const options = { required: [], sensitive: [] };
  const desired = readDesired(sources, options).value!;
  const state = recorded(...record);
  const { users } = findDrift(
    {
      recorded: state,
      desired,
      listed: Object.entries(cor).map(([id, fields]) => listed({ corId: Number(id), fields })),
      absent: new Set(),
      people: null,
    },
    {
      selected: new Set(state.users.map(({ id }) => id)),
      fields: LISTED_FIELDS,
      isIgnored: () => false,
    },
  );
  const { value, diagnostics } = acceptDrift(sources, users, options);
  expect(diagnostics).toEqual([]);
  const text = value!.files[0]?.after.stored ?? YAML;
  return { ...value!, text };
}

it("writes COR's values, also over a default, and leaves every other byte", () => {
  const { text, left, rows } = accept(
    [
      { id: 'A', cor_id: 1, fields: { first_name: 'Ana', role_id: 4, daily_hours: 8 } },
      { id: 'B', cor_id: 2, fields: { first_name: 'Bo' } },
    ],
    { 1: { first_name: ' Ana\u00a0Luz ', role_id: 2, daily_hours: 6 }, 2: { first_name: 'Bob' } },
  );
  expect(text).toBe(
    YAML.replace("'Ana'\n    role_id: 4", "'Ana Luz'\n    role_id: 2\n    daily_hours: 6").replace(
      'first_name: Bo,',
      'first_name: Bob,',
    ),
  );
  expect(left).toEqual([]);
  expect(rows).toHaveLength(4);
});

it('leaves alone what is not its to decide, and says why', () => {
  const { text, left, rows } = accept(
    [
      { id: 'A', cor_id: 1, fields: { role_id: 5, last_name: 'Old' } },
      { id: 'B', cor_id: 2, fields: { role_id: 3 } },
      { id: 'D', cor_id: 4, fields: { role_id: 4 } },
    ],
    { 1: { role_id: 2, last_name: 'New' }, 2: { role_id: 77 }, 4: { role_id: 3 } },
  );
  expect(text).toBe(YAML);
  expect(rows).toEqual([]);
  expect(left).toEqual([
    { id: 'A', field: 'last_name', why: 'not-in-users' },
    { id: 'A', field: 'role_id', why: 'conflict' },
    { id: 'D', field: 'role_id', why: 'not-in-users' },
    { id: 'B', field: 'role_id', why: 'not-valid' },
  ]);
});

it('writes nothing that would not be valid', () => {
  const sources = [{ name: 'users.yaml', bytes: new TextEncoder().encode(YAML) }];
  const users = [
    {
      id: 'A',
      known: {},
      entry: { id: 'A', place: { file: 'users.yaml', line: 5, column: 5 } },
      fields: [{ class: 'changed', field: 'role_id', recorded: 4, desired: 4, listed: 2 }] as const,
    },
  ];
  const { value, diagnostics } = acceptDrift(sources, users, { required: ['Z'], sensitive: [] });
  expect(value).toBeUndefined();
  expect(diagnostics).toHaveLength(1);
});
