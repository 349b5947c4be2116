import { expect, it } from 'vitest';
import { compareFields, isRaisedInCor } from '../../../../src/core/drift/compare-fields.js';
import { LISTED_FIELDS, type FieldValue } from '../../../../src/core/model.js';

/** Recorded, wanted and listed value of one field, and the class that this is. */
function classOf(
  field: (typeof LISTED_FIELDS)[number],
  recorded: FieldValue | undefined,
  desired: FieldValue | undefined,
  listed: FieldValue | undefined,
  isUnknown = false,
) {
  const of = (value: FieldValue | undefined) => (value === undefined ? {} : { [field]: value });
  const unknown = isUnknown ? { [field]: 'run-1' } : {};
  const user = { fields: of(recorded), unknown };
  return compareFields(user, of(desired), of(listed), LISTED_FIELDS)[0];
}

it.each([
  ['in-sync', 'role_id', 4, 4, 4],
  ['in-sync', 'role_id', 4, 3, 4],
  ['normalised', 'first_name', 'Zoë', 'Zoë', 'Zoe\u0308'],
  ['normalised', 'first_name', 'Ana  Luz', 'Ana  Luz', 'Ana\u00a0Luz '],
  ['normalised', 'daily_hours', 7.5, 7.5, 8],
  ['normalised', 'daily_hours', 7.5, 7.5, 7],
  ['normalised', 'daily_hours', 8, 8, 8.0000001],
  ['already-so', 'role_id', 4, 3, 3],
  ['already-so', 'last_name', 'Diaz', 'Díaz', 'Di\u0301az'],
  ['changed', 'role_id', 4, 4, 3],
  ['changed', 'role_id', 4, undefined, 3],
  ['changed', 'daily_hours', 8, 8, 7],
  ['changed', 'first_name', 'Ana', 'Ana', 'ana'],
  ['changed', 'first_name', 'Ana Luz', 'Ana  Luz', 'Eva'],
  ['conflict', 'role_id', 4, 3, 2],
  // A wanted value that COR would round to the recorded one is another value all the same.
  ['conflict', 'daily_hours', 7.5, 8, 6],
  ['not-shown', 'role_id', 4, 4, undefined],
] as const)('%s: %s recorded %s, wanted %s, in COR %s', (of, field, recorded, desired, listed) => {
  expect(classOf(field, recorded, desired, listed)).toMatchObject({ class: of, field });
});

it('shows what COR holds of a field whose last PUT has no known outcome', () => {
  const holds = (recorded: FieldValue | undefined, listed: FieldValue) =>
    classOf('role_id', recorded, 3, listed, true);
  expect(holds(4, 3)).toEqual({ class: 'outcome-visible', field: 'role_id', holds: 'sent' });
  expect(holds(4, 4)).toMatchObject({ holds: 'old' });
  expect(holds(undefined, 2)).toMatchObject({ holds: 'other' });
  expect(classOf('role_id', 4, 3, undefined, true)).toMatchObject({ class: 'not-shown' });
});

it('compares nothing that is not recorded', () => {
  expect(classOf('role_id', undefined, 3, 4)).toBeUndefined();
});

it('knows a more powerful role by its smaller number', () => {
  const raised = (recorded: number, listed: number) =>
    isRaisedInCor({ class: 'changed', field: 'role_id', recorded, desired: null, listed });
  expect([raised(4, 1), raised(1, 4)]).toEqual([true, false]);
});
