import { expect, it } from 'vitest';
import { readCorPeople, refuseStrangers } from '../../../../src/app/drift/read-cor-people.js';
import type { DirectoryListing } from '../../../../src/core/ports/cor.js';
import { failureOf } from '../../../support/failures.js';
import { listed } from '../../../support/drift.js';

const SIGNAL = new AbortController().signal;

/** A directory that gives these lists, one after the other. */
function read(wanted: readonly number[], ...lists: readonly (readonly number[] | 'incomplete')[]) {
  const left = [...lists];
  const list = (): Promise<DirectoryListing> => {
    const next = left.shift();
    if (next === undefined) throw new Error('the list was read too often');
    const complete = next !== 'incomplete';
    const users = (complete ? next : []).map((corId) => listed({ corId }));
    return Promise.resolve({ users, complete, claimed: users.length, error: null });
  };
  return readCorPeople({ list }, new Set(wanted), SIGNAL);
}

it('One complete list is enough if everybody wanted is in it', async () => {
  expect(await read([1, 2], [1, 2, 3])).toMatchObject({ complete: true, absent: new Set() });
});

it('Absent is who is in neither of two complete lists with the same people', async () => {
  expect(await read([1, 2], [2, 3], [2, 3])).toMatchObject({
    complete: true,
    absent: new Set([1]),
  });
  expect(await read([1, 2], [2, 3], [1, 2])).toMatchObject({ complete: true, absent: new Set() });
});

it('Two lists with other people prove nothing: one who left and one who joined may hide a third', async () => {
  expect(await read([1, 2], [2, 3], [2, 4], [2, 4])).toMatchObject({ absent: new Set([1]) });
  const moving = await read([1, 2], [2, 3], [2, 4], [2, 5], [2, 6]);
  expect(moving).toMatchObject({ complete: false, absent: new Set() });
});

it('An incomplete list proves nothing', async () => {
  expect(await read([1], 'incomplete')).toMatchObject({ complete: false, absent: new Set() });
  expect(await read([1], [2], 'incomplete')).toMatchObject({ complete: false, absent: new Set() });
});

it('A list without anybody who is recorded is that of another company', async () => {
  const list = await read([1, 2], [8, 9], [8, 9]);
  const failure = await failureOf(
    Promise.resolve().then(() => refuseStrangers(list, new Set([1, 2]))),
  );
  expect(failure.diagnostics[0]).toMatchObject({
    code: 'CF652',
    summary: "COR's list of 2 users has none of the 2 recorded users.",
  });
  // Somebody who is alone in the record may well have left.
  refuseStrangers(await read([1], [8], [8]), new Set([1]));
  refuseStrangers(await read([1, 2], [2], [2]), new Set([1, 2]));
});
