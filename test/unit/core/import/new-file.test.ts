// The text of a new users file, what users share in it, and the proof that it says what was imported.
import { describe, expect, it } from 'vitest';
import { findShared } from '../../../../src/core/import/find-profiles.js';
import { formatUsers } from '../../../../src/core/import/format-users.js';
import { proveUsers } from '../../../../src/core/import/prove-users.js';
import type { UserFields } from '../../../../src/core/model.js';

const HEAD = '# yaml-language-server: $schema=./s.json\nversion: 1\nsource: OKTA\n';
const format = (users: readonly { id: string; fields: UserFields }[], shared = false): string =>
  formatUsers({ source: 'OKTA', users, schema: './s.json', shared });

describe('a new file', () => {
  it('has one key a line, in the order of the schema', () => {
    const fields = { phone: '+1', first_name: 'Ana', role_id: 4, daily_hours: 7.5 };
    expect(format([{ id: 'A-1', fields }])).toBe(
      `${HEAD}users:\n  - id: A-1\n    first_name: Ana\n    phone: "+1"\n    role_id: 4\n    daily_hours: 7.5\n`,
    );
    expect(format([])).toBe(`${HEAD}users: []\n`);
  });

  it.each(
    [
      'no',
      'Yes',
      'null',
      '~',
      'true',
      'y',
      '12:30',
      '1_000',
      '010',
      '2025-01-01',
      '+15550100',
      '1e3',
      '0x1F',
      'a: b',
      'a #b',
      '- a',
      '#a',
      "it's",
      '"q"',
      '{a}',
      '[a]',
      '*a',
      '&a',
      '!a',
      '%a',
      '@a',
      '`a`',
      '?',
      'a\\b',
      'Ñandú',
      'O’Hara',
      'R&D (LATAM)',
      'x,y',
      '',
      '-',
      '.inf',
      'null ',
      'José',
      '👩‍🚀',
      'a'.repeat(255),
    ].filter((text) => text !== '' && !text.endsWith(' ')),
  )('holds %j as it is', (text) => {
    const users = [{ id: text.slice(0, 60), fields: { position: text } }];
    const proof = { name: 'users.yaml', text: format(users), users, required: [], sensitive: [] };
    expect(proveUsers(proof).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('is refused if it does not say what was imported, or what the rules forbid', () => {
    const users = [{ id: 'A', fields: { position: 'x' } }];
    const text = format(users);
    const prove = (other: typeof users, required: readonly string[] = []): readonly string[] =>
      proveUsers({ name: 'users.yaml', text, users: other, required, sensitive: [] }).map(
        ({ code }) => code,
      );
    expect(prove(users)).toEqual([]);
    expect(prove([])).toEqual(['CF865']);
    expect(prove([{ id: 'B', fields: { position: 'x' } }])).toEqual(['CF865']);
    expect(prove([{ id: 'A', fields: { position: 'y' } }])).toEqual(['CF865']);
    expect(prove(users, ['C'])).toEqual(['CF157']);
  });
});

describe('what users share', () => {
  const many = (count: number, fields: UserFields): readonly UserFields[] =>
    Array.from({ length: count }, () => fields);

  it('a value of more than half is a default, if everybody has the field', () => {
    expect(findShared([...many(3, { role_id: 4 }), { role_id: 5 }]).defaults).toEqual({
      role_id: 4,
    });
    expect(findShared([...many(2, { role_id: 4 }), ...many(2, { role_id: 5 })]).defaults).toEqual(
      {},
    );
    expect(findShared([...many(3, { role_id: 4 }), {}]).defaults).toEqual({});
    expect(findShared(many(3, { first_name: 'Ana', phone: '+1' })).defaults).toEqual({});
  });

  it('five or more with equal fields are a profile with a name of their own', () => {
    const users = [
      ...many(5, { position: 'Diseñador', department: 'A', role_id: 4 }),
      ...many(6, { position: 'Diseñador', department: 'B', role_id: 4 }),
      ...many(7, { position: 'Dev', department: 'B', role_id: 4 }),
      ...many(5, { department: 'C', role_id: 2 }),
      ...many(5, { role_id: 3 }),
      ...many(4, { department: 'D', role_id: 2 }),
    ];
    const { defaults, profiles, profileOf } = findShared(users);
    expect(defaults).toEqual({ role_id: 4 });
    expect([...profiles]).toEqual([
      ['dev', { position: 'Dev', department: 'B' }],
      ['disenador-b', { position: 'Diseñador', department: 'B' }],
      ['disenador-a', { position: 'Diseñador', department: 'A' }],
      ['c', { department: 'C', role_id: 2 }],
      ['project-manager', { role_id: 3 }],
    ]);
    expect(profileOf.at(-1)).toBeNull();
    expect(profileOf[0]).toBe('disenador-a');
  });

  it('names are numbered where nothing else tells them apart, also without letters', () => {
    const users = [
      ...many(5, { position: 'Dev', daily_hours: 8 }),
      ...many(5, { position: 'Dev', daily_hours: 6 }),
      ...many(5, { position: '開発' }),
      ...many(5, { daily_hours: 4 }),
    ];
    expect([...findShared(users).profiles.keys()]).toEqual([
      'profile',
      'dev',
      'dev-2',
      'profile-2',
    ]);
  });

  it('does not depend on the order of the users, and is proven like any file', () => {
    const users = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((id, at) => ({
      id,
      fields: {
        first_name: id,
        department: at < 5 ? 'X' : 'Y',
        role_id: at < 4 ? 4 : 5,
        position: `P${at}`,
      },
    }));
    const more = Array.from({ length: 6 }, (_, at) => ({
      id: `H${at}`,
      fields: { position: 'Q', department: 'Z', role_id: 4 },
    }));
    const all = [...users, ...more];
    const text = format(all, true);
    expect(text).toContain(
      'defaults:\n  role_id: 4\nprofiles:\n  q:\n    position: Q\n    department: Z\n',
    );
    expect(text).toContain('  - id: H0\n    profile: q\n');
    expect(proveUsers({ name: 'u', text, users: all, required: [], sensitive: [] })).toEqual([]);
    const turned = findShared(all.toReversed().map(({ fields }) => fields));
    const straight = findShared(all.map(({ fields }) => fields));
    expect([...turned.profiles]).toEqual([...straight.profiles]);
    expect(turned.defaults).toEqual(straight.defaults);
  });
});
