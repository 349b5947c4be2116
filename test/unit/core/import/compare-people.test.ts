// What an export changes in the users files: who is new, who changed, who left, and where new users go.
import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../../../src/core/edit/document.js';
import { checkLeavers } from '../../../../src/core/import/check-leavers.js';
import { chooseFiles } from '../../../../src/core/import/choose-file.js';
import {
  comparePeople,
  NO_PEOPLE_CHANGES,
  type PeopleChanges,
} from '../../../../src/core/import/compare-people.js';
import { changesToJson, describeChanges } from '../../../../src/core/import/describe-changes.js';
import { readMapping } from '../../../../src/core/import/read-mapping.js';
import { isNewFile, newFilePair } from '../../../../src/core/import/new-file-pair.js';
import type { ImportedUser } from '../../../../src/core/import/people.js';
import { DEFAULT_LIMITS } from '../../../support/default-limits.js';
import { readDesired } from '../../../../src/core/users/read-desired.js';
import { importExport, mappingOf } from '../../../support/import.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const USERS = `version: 1
source: OKTA
defaults: {role_id: 4}
users:
  - {id: A, first_name: Ana, position: Dev}
  - {id: B, first_name: Ivo, position: Dev, phone: "+1"}
  - {id: C, first_name: Eva, protected: true}
  - {id: D, first_name: Leo}
`;
const SOURCE = { name: 'users.yaml', bytes: bytes(USERS) };
const DESIRED = readDesired([SOURCE], { required: [], sensitive: [] }).value!;
const KEEP = { release: null, removeLeavers: false, required: [] };

function compare(
  csv: string,
  options: Partial<Parameters<typeof comparePeople>[2]> = {},
): PeopleChanges {
  const { read, text } = importExport(csv);
  if (read === undefined) throw new Error(text);
  return comparePeople(DESIRED, read.people, { ...KEEP, ...options });
}

describe('an export changes', () => {
  const CSV = 'id,first_name,position,role_id,phone\nA,Ana,Lead,4,\nB,Ivo,Dev,4,\nE,Pía,Dev,4,\n';

  it('what differs from the merged values, and nothing else', () => {
    const { added, changed, kept, removed, unchanged } = compare(CSV);
    expect(added.map(({ id }) => id)).toEqual(['E']);
    expect(changed).toEqual([{ id: 'A', set: { position: 'Lead' }, release: [] }]);
    expect([kept, removed, unchanged]).toEqual([['C', 'D'], [], 1]);
  });

  it('empty cells only on request, and only where the user has an own value', () => {
    const release = readDocuments([SOURCE]);
    const { changed } = compare('id,position,role_id,phone,x\nA,Dev,,,y\nB,Dev,,,y\n', {
      release,
    });
    expect(changed).toEqual([{ id: 'B', set: {}, release: ['phone'] }]);
  });

  it('leavers only on request, but for those who are protected or required', () => {
    const { removed, held, kept } = compare(CSV, { removeLeavers: true, required: ['D'] });
    expect([removed, held, kept]).toEqual([[], ['C', 'D'], []]);
    expect(compare(CSV, { removeLeavers: true }).removed).toEqual(['D']);
  });
});

describe('leavers', () => {
  const check = (
    changes: Partial<PeopleChanges>,
    forget = DEFAULT_LIMITS.forget,
    allowed = {},
  ): readonly string[] =>
    checkLeavers(
      { ...NO_PEOPLE_CHANGES, ...changes },
      20,
      { ...DEFAULT_LIMITS, forget },
      allowed,
    ).map(({ severity, summary }) => `${severity}: ${summary}`);

  it('who stay are named', () => {
    expect(check({})).toEqual([]);
    expect(check({ held: ['A', 'B'] })).toEqual([
      'warning: 2 users left but stay, because they are protected or required: "A", "B"',
    ]);
  });

  it('are not more than the limit, unless that is allowed', () => {
    const removed = ['A', 'B', 'C'];
    expect(check({ removed })).toEqual([
      'error: 3 users of 20 would be removed, over the limit of 10%: "A", "B", "C"',
    ]);
    expect(check({ removed }, { kind: 'count', max: 2 })[0]).toContain('over the limit of 2:');
    expect(check({ removed }, { kind: 'count', max: 3 })).toEqual([]);
    expect(check({ removed }, null)).toEqual([]);
    expect(check({ removed }, DEFAULT_LIMITS.forget, { forget: 3 })).toEqual([]);
    expect(check({ removed }, DEFAULT_LIMITS.forget, { forget: 2 })).toHaveLength(1);
  });
});

describe('new users go', () => {
  const user = (id: string, department?: string): ImportedUser => ({
    id,
    email: null,
    fields: department === undefined ? {} : { department },
    row: 0,
  });
  const template = (text: string): ReturnType<typeof mappingOf>['file'] =>
    mappingOf(`version: 1\nfile: ${JSON.stringify(text)}\n`).file;
  const choose = (
    users: readonly ImportedUser[],
    present: readonly string[],
    file: string | null = null,
    patterns: readonly string[] = ['users/*.yaml'],
  ): unknown => {
    const { value, diagnostics } = chooseFiles(users, {
      present,
      patterns,
      template: file === null ? null : template(file),
    });
    return value === undefined
      ? diagnostics.map(({ code, summary }) => `${code} ${summary}`)
      : Object.fromEntries(Array.from(value, ([path, those]) => [path, those.map(({ id }) => id)]));
  };

  it('into the only file', () => {
    expect(choose([user('A'), user('B')], ['u.yaml'])).toEqual({ 'u.yaml': ['A', 'B'] });
    expect(choose([], ['a', 'b'])).toEqual({});
  });

  it('nowhere, if there are several files or none and nothing says which', () => {
    const told = [
      'CF861 There are 2 users files, and the mapping does not say which one is for 1 new user',
    ];
    expect(choose([user('A')], ['a.yaml', 'b.yaml'])).toEqual(told);
    expect(choose([user('A')], [])).toHaveLength(1);
  });

  it('into the file that their fields say, as a slug, never a path', () => {
    const users = [user('A', 'Diseño & Arte'), user('B', '../../etc'), user('C', 'diseno  arte')];
    expect(choose(users, [], 'users/{department}.yaml')).toEqual({
      'users/diseno-arte.yaml': ['A', 'C'],
      'users/etc.yaml': ['B'],
    });
    const towns = [user('A', 'Łódź'), user('B', 'Straße – Œuvre')];
    expect(choose(towns, [], 'users/{department}.yaml')).toEqual({
      'users/lodz.yaml': ['A'],
      'users/strasse-oeuvre.yaml': ['B'],
    });
  });

  it('nowhere, if the field is empty or the file is not listed; each once', () => {
    expect(choose([user('A'), user('B', '..')], [], 'users/{department}.yaml')).toEqual([
      'CF862 The new user "A" has no department, which the file name needs',
      'CF862 The new user "B" has no department, which the file name needs',
    ]);
    expect(choose([user('A', 'x'), user('B', 'x')], [], 'u/{department}.yaml')).toEqual([
      'CF862 New users would go into u/x.yaml, which files: of corform.yaml does not list',
    ]);
  });

  it('file: names fields as they are', () => {
    const yaml = 'version: 1\nfile: "{Gerencia}/{department|lower}.yaml"\n';
    const { diagnostics } = readMapping({ name: 'import.yaml', bytes: bytes(yaml) });
    expect(diagnostics.map(({ code, place }) => `${code} ${place?.line}`)).toEqual([
      'CF800 2',
      'CF800 2',
    ]);
  });
});

describe('the changes in words', () => {
  const facts = importExport('id,first_name\nA,Ana\n').read!.people.facts;

  it('name ids and fields, no values', () => {
    const changes: PeopleChanges = {
      added: [{ id: 'E', email: null, fields: { first_name: 'secret' }, row: 0 }],
      changed: [{ id: 'A', set: { position: 'secret' }, release: ['phone'] }],
      removed: ['D'],
      kept: [],
      held: ['C'],
      unchanged: 1234,
    };
    expect(describeChanges(changes, facts)).toEqual([
      '1 new, 1 changed, 1 removed, 1 left and kept, 1,234 unchanged',
      '  + E',
      '  ~ A: position, -phone',
      '  - D',
    ]);
  });

  it('are data as well', () => {
    const { read } = importExport('id,first_name,status\nA,Ana,here\nB,Bo,gone\n', {
      mapping: mappingOf('version: 1\nleft: {status: gone}\n'),
    });
    const changed = [{ id: 'A', set: { position: 'secret' }, release: ['phone'] as const }];
    const json = changesToJson(
      read!.people,
      { ...NO_PEOPLE_CHANGES, changed },
      [{ path: 'u', is_new: false }],
      true,
    );
    expect(json).toMatchObject({
      format_version: '1.0',
      export: {
        file: 'people.csv',
        rows: 2,
        fields: { first_name: '{first_name}' },
        columns_not_read: 0,
      },
      users: 1,
      left: ['B'],
      changes: { added: [], changed: [{ id: 'A', set: ['position'], unset: ['phone'] }] },
      files: [{ path: 'u', is_new: false }],
      written: true,
    });
    expect(JSON.stringify(json)).not.toContain('secret');
    const added = read!.people.users;
    expect(changesToJson(read!.people, { ...NO_PEOPLE_CHANGES, added }, [], false)).toMatchObject({
      changes: { added: ['A'] },
    });
  });

  it('say so where there are none, and who left and stays', () => {
    expect(describeChanges(NO_PEOPLE_CHANGES, facts)).toEqual([
      'No changes. The users files match people.csv.',
    ]);
    const kept = Array.from({ length: 52 }, (_, at) => `L${at}`);
    const lines = describeChanges({ ...NO_PEOPLE_CHANGES, kept }, facts);
    expect(lines).toHaveLength(53);
    expect(lines[1]).toContain('52 users left but stay');
    expect(lines.at(-1)).toBe('    … and 2 more');
  });
});

it('a new file has nothing before it', () => {
  const pairs = newFilePair('u.yaml', USERS);
  expect(pairs.map(isNewFile)).toEqual([true]);
  expect(pairs[0]?.after.data.users).toHaveLength(4);
});
