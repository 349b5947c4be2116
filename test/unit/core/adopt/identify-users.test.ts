import { expect, it } from 'vitest';
import { identifyUsers, type Wanted } from '../../../../src/core/adopt/identify-users.js';
import type { ListedUser } from '../../../../src/core/ports/cor.js';

const listed = (corId: number, email: string | null): ListedUser => ({
  corId,
  email,
  fields: {},
  hidden: false,
});
const wanted = (id: string, corId: number | null, email: string | null): Wanted => ({
  id,
  corId,
  email,
});

function pairs(people: readonly Wanted[], list: readonly ListedUser[]): Record<string, number> {
  return Object.fromEntries([...identifyUsers(people, list)].map(([id, { corId }]) => [id, corId]));
}

it("finds people by COR's own id, whatever their e-mail says", () => {
  expect(
    pairs(
      [wanted('A', 1, 'b@x.io'), wanted('B', 9, null)],
      [listed(1, 'a@x.io'), listed(2, 'b@x.io')],
    ),
  ).toEqual({ A: 1 });
});

it('finds people by their e-mail, in any case', () => {
  expect(pairs([wanted('A', null, 'Ana@X.io')], [listed(7, 'ana@x.IO')])).toEqual({ A: 7 });
});

it('finds nobody by an e-mail that two people share, on either side', () => {
  const shared = [wanted('A', null, 'team@x.io'), wanted('B', null, 'team@x.io')];
  expect(pairs(shared, [listed(1, 'team@x.io')])).toEqual({});
  expect(
    pairs([wanted('A', null, 'team@x.io')], [listed(1, 'team@x.io'), listed(2, 'team@x.io')]),
  ).toEqual({});
});

it('finds nobody without an id and an e-mail', () => {
  expect(
    pairs([wanted('A', null, null), wanted('B', null, '')], [listed(1, null), listed(2, '')]),
  ).toEqual({});
});
