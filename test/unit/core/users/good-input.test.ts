import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDesired } from '../../../../src/core/users/read-desired.js';
import { textFile } from '../../../golden/desired/cases.js';

function read(text: string, name = 'users.yaml'): ReturnType<typeof readDesired> {
  return readDesired([textFile(text, name)], { required: [] });
}

describe('a desired state', () => {
  it('takes a field from the user, else the profile, else the defaults', () => {
    const { value, diagnostics } = read(`
version: 1
source: OKTA
defaults: {daily_hours: 8, department: Studio, role_id: 4}
profiles:
  lead: {role_id: 3, position: Lead}
users:
  - id: b
    profile: lead
    position: Art Director
    protected: true
    previously: c
  - {id: a}
`);
    expect(diagnostics).toEqual([]);
    expect(value).toEqual({
      source: 'OKTA',
      users: [
        {
          id: 'a',
          fields: { department: 'Studio', role_id: 4, daily_hours: 8 },
          protected: false,
          previously: null,
          place: { file: 'users.yaml', line: 13, column: 5 },
        },
        {
          id: 'b',
          fields: { position: 'Art Director', department: 'Studio', role_id: 3, daily_hours: 8 },
          protected: true,
          previously: 'c',
          place: { file: 'users.yaml', line: 8, column: 5 },
        },
      ],
    });
  });

  it('is the same whether a role is written by its number or by the name that COR has for it', () => {
    const text = (lead: string, own: string): string => `
version: 1
source: OKTA
defaults: {role_id: ${own}}
profiles: {lead: {role_id: ${lead}}}
users:
  - {id: a, profile: lead}
  - {id: b, role_id: "${own}"}
  - {id: c}
`;
    const named = read(text('Director', 'Project Manager'));
    expect(named.diagnostics).toEqual([]);
    expect(named.value).toEqual(read(text('2', '3').replace('"3"', '3')).value);
    expect(named.value?.users.map(({ fields }) => fields.role_id)).toEqual([2, 3, 3]);
  });

  it('joins several files, each with its own profiles and defaults', () => {
    const file = (name: string, id: string, hours: number): ReturnType<typeof textFile> =>
      textFile(
        `version: 1\nsource: OKTA\ndefaults: {daily_hours: ${hours}}\nprofiles: {p: {role_id: ${hours}}}\nusers: [{id: ${id}, profile: p}]\n`,
        name,
      );
    const { value, diagnostics } = readDesired([file('b.yaml', 'z', 2), file('a.yaml', 'y', 4)], {
      required: ['y'],
    });
    expect(diagnostics).toEqual([]);
    expect(value?.users.map(({ id, fields }) => [id, fields])).toEqual([
      ['y', { role_id: 4, daily_hours: 4 }],
      ['z', { role_id: 2, daily_hours: 2 }],
    ]);
  });

  it('may be empty', () => {
    expect(read('version: 1\nsource: OKTA\nusers: []\n')).toEqual({
      value: { source: 'OKTA', users: [] },
      diagnostics: [],
    });
  });

  it('is the same in a file with a BOM, with CRLF, as JSON, or between document markers', () => {
    const lines = 'version: 1\nsource: OKTA\nusers:\n  - id: a\n    last_name: Núñez\n';
    const expected = read(lines).value;
    expect(expected?.users).toHaveLength(1);
    expect(read(`\ufeff${lines}`).value).toEqual(expected);
    expect(read(lines.replaceAll('\n', '\r\n')).value).toEqual(expected);
    const fields = read(
      '{"version":1,"source":"OKTA","users":[{"id":"a","last_name":"Núñez"}]}',
    ).value;
    expect(fields?.users[0]?.fields).toEqual(expected?.users[0]?.fields);
    expect(read(`---\n${lines}...\n`).value?.users).toHaveLength(1);
  });

  it('takes every way to write a text', () => {
    const { value, diagnostics } = read(`
version: 1
source: OKTA
users:
  - id: a
    first_name: 'it''s'
    last_name: "D\\u00f6"
    department: >-
      one
      two
    position: plain
      and folded
    user_position_id: no
    seniority_id: 2025-01-01
    hourly_rate_effective_from: 2024-02-29
    daily_hours: -0
    phone: "00123"
`);
    expect(diagnostics).toEqual([]);
    expect(value?.users[0]?.fields).toEqual({
      first_name: "it's",
      last_name: 'Dö',
      department: 'one two',
      position: 'plain and folded',
      user_position_id: 'no',
      seniority_id: '2025-01-01',
      hourly_rate_effective_from: '2024-02-29',
      daily_hours: 0,
      phone: '00123',
    });
  });

  it('takes a profile called __proto__ for what it is, and pollutes nothing', () => {
    const { value } = read(
      'version: 1\nsource: OKTA\nprofiles: {__proto__: {role_id: 4}, constructor: {role_id: 5}}\nusers: [{id: a, profile: __proto__}, {id: b, profile: constructor}]\n',
    );
    expect(value?.users.map(({ fields }) => fields)).toEqual([{ role_id: 4 }, { role_id: 5 }]);
    expect(Object.hasOwn(Object.prototype, 'role_id')).toBe(false);
  });

  it('takes hostile text as text: escaping is the work of the outputs', () => {
    const text = '`|<b>@all ::error:: \u202e';
    const { value, diagnostics } = read(
      `version: 1\nsource: OKTA\nusers: [{id: a, last_name: ${JSON.stringify(`${text}x`)}}]\n`,
    );
    expect(diagnostics).toEqual([]);
    expect(value?.users[0]?.fields.last_name).toBe(`${text}x`);
  });

  it('is what the users.yaml of this repository holds, without a warning', () => {
    const { value, diagnostics } = readDesired(
      [{ name: 'users.yaml', bytes: readFileSync('users.yaml') }],
      { required: ['OKTA-USER-10001'] },
    );
    expect(diagnostics).toEqual([]);
    expect(value?.users).toHaveLength(20);
    expect(value?.users.filter((user) => user.protected)).toHaveLength(1);
    expect(value?.users.every(({ fields }) => fields.daily_hours !== undefined)).toBe(true);
  });
});
