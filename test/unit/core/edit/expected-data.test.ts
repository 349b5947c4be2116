import { describe, expect, it } from 'vitest';
import { expectData, findDifference } from '../../../../src/core/edit/expected-data.js';
import type { FileEdits } from '../../../../src/core/edit/edit.js';

const NO_EDITS: FileEdits = {
  users: new Map(),
  defaults: new Map(),
  profiles: new Map(),
  removed: new Set(),
  added: [],
};
const DATA = {
  defaults: { daily_hours: 8 },
  profiles: { x: { role_id: 4 } },
  users: [{ id: 'A', role_id: 'Director', profile: 'x' }, { id: 'B' }],
};

it('profiles that are not there stay away', () => {
  const edits = { ...NO_EDITS, profiles: new Map([['x', new Map()]]) };
  expect(expectData({ users: [] }, edits)).toEqual({ users: [], profiles: {} });
});

describe('the proof of an edit', () => {
  it.each([
    [
      'another user',
      { ...DATA, users: [{ id: 'A', role_id: 2, profile: 'x' }, { id: 'C' }] },
      'the user "B"',
    ],
    [
      'another value',
      { ...DATA, users: [{ id: 'A', role_id: 3, profile: 'x' }, { id: 'B' }] },
      'the user "A"',
    ],
    [
      'one key more',
      { ...DATA, users: [{ ...DATA.users[0], phone: '1' }, { id: 'B' }] },
      'the user "A"',
    ],
    [
      'another key',
      { ...DATA, users: [{ id: 'A', role_id: 2, phone: '1' }, { id: 'B' }] },
      'the user "A"',
    ],
    ['one user more', { ...DATA, users: [...DATA.users, { id: 'C' }] }, 'the list of users'],
    ['other defaults', { ...DATA, defaults: {} }, 'the defaults or the profiles'],
    ['no profile', { ...DATA, profiles: {} }, 'the defaults or the profiles'],
  ])('finds %s', (_what, found, difference) => {
    expect(findDifference(DATA, found as typeof DATA)).toBe(difference);
  });

  it('takes a role by name for its number, and users and keys in any order', () => {
    const found = { ...DATA, users: [{ id: 'B' }, { profile: 'x', role_id: 2, id: 'A' }] };
    expect(findDifference(DATA, found)).toBeUndefined();
  });

  it('expects nothing else than the edits', () => {
    const edits: FileEdits = {
      ...NO_EDITS,
      users: new Map([['B', new Map([['role_id', 3]])]]),
      profiles: new Map([['x', new Map([['role_id', undefined]])]]),
      removed: new Set(['A']),
      added: [{ id: 'C', profile: 'x', fields: { phone: '1' } }],
    };
    expect(expectData(DATA, edits)).toEqual({
      defaults: { daily_hours: 8 },
      profiles: { x: {} },
      users: [
        { id: 'B', role_id: 3 },
        { id: 'C', profile: 'x', phone: '1' },
      ],
    });
  });
});
