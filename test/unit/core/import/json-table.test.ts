// JSON as the APIs of directories answer it.
import { describe, expect, it } from 'vitest';
import {
  importExport,
  mappingOf,
  type ImportOptions,
  type Imported,
} from '../../../support/import.js';

const importJson = (data: unknown, options: ImportOptions = {}): Imported =>
  importExport(typeof data === 'string' ? data : JSON.stringify(data, null, 2), {
    name: 'people.json',
    ...options,
  });

describe('the list', () => {
  const people = [{ id: 1, first_name: 'Ana' }];
  it.each<[string, unknown]>([
    ['alone', people],
    ['under a known key', { value: people, other: [{ x: 1 }], count: 1 }],
    ['as the only list of objects', { data: people, tags: ['x'], empty: [] }],
  ])('%s', (_, data) => {
    expect(importJson(data).users).toEqual({ 1: { first_name: 'Ana' } });
  });

  it.each<[string, unknown]>([
    ['a list of texts', ['x']],
    ['two lists', { a: people, b: people }],
    ['no list', { a: 1 }],
  ])('%s is refused with a place', (_, data) => {
    expect(importJson(data).told).toEqual(['CF831 people.json:1:1']);
  });

  it('without entries is refused', () => {
    expect(importJson({ users: [] }).told).toEqual(['CF825 people.json:1:1']);
    expect(importJson([]).told).toEqual(['CF825 people.json:1:1']);
  });

  it('of over 200,000 entries is refused', () => {
    expect(importJson(`[${'{},'.repeat(200_000)}{}]`).told).toEqual(['CF814']);
  });
});

describe('one page of a longer answer is refused', () => {
  const Resources = [{ id: 1, first_name: 'Ana' }];
  it.each<[string, unknown]>([
    ['a next link of Graph', { value: Resources, '@odata.nextLink': 'https://…' }],
    ['a token of Google', { users: Resources, nextPageToken: 'x' }],
    ['a larger total of SCIM', { Resources, totalResults: 2 }],
    ['a total as text, one level down', { data: Resources, meta: { total: '12' } }],
    ['a flag', { data: Resources, has_more: true }],
    ['the flag of a cursor', { users: Resources, pageInfo: { hasNextPage: true } }],
    ['a later page', { data: Resources, meta: { current_page: 1, last_page: 3 } }],
    ['links', { data: Resources, links: { next: '/users?page=2' } }],
  ])('%s', (_, data) => {
    const { told, text } = importJson(data);
    expect(told).toEqual(['CF832 people.json:1:1']);
    expect(text).toContain('would look as if they had left');
  });

  it('the last page of a whole list is not', () => {
    const data = { Resources, totalResults: 1, nextPageToken: '', next: null, hasMore: false };
    expect(importJson(data).told).toEqual([]);
  });

  it('all pages in the envelope of the first are not', () => {
    const data = { data: Resources, page: 1, totalPages: 3, total: '1' };
    expect(importJson(data).told).toEqual([]);
  });
});

describe('JSON that breaks the rules has a place', () => {
  it.each<[string, string]>([
    ['[{"id": 1},\n {"id": 2', '2:10'],
    ['[{"id": 1}', '1:11'],
    ['[{"id": tru}]', '1:9'],
    ['[{"id": 1} {"id": 2}]', '1:12'],
    ['[{"id": 1,}]', '1:11'],
    ['[{"id" 1}]', '1:8'],
    ['[{id: 1}]', '1:3'],
    ['[{}, [], {"a": ]', '1:16'],
    ['[{"id": "a\nb"}]', '1:9'],
    ['[{"id": "\\x"}]', '1:9'],
    ['[] x', '1:4'],
    ['[01]', '1:3'],
    ['{"a": [1, 2}', '1:12'],
  ])('%j', (text, place) => {
    expect(importJson(text).told).toEqual([`CF830 people.json:${place}`]);
  });

  it('what is cut off says so', () => {
    expect(importJson('[{"id": "x"').text).toContain('ends too early');
  });
});

describe('a path', () => {
  const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  const entry = {
    id: 'x',
    name: { givenName: 'Ana' },
    phones: [
      { type: 'home', value: '1' },
      { type: 'work', value: '+54 1' },
    ],
    [URN]: { department: 'Creative', 'a.b': { c: 'deep' } },
    numbers: ['7'],
    active: true,
    hours: 7.5,
    note: null,
  };

  it.each<[string, unknown]>([
    ['{name.givenName}', 'Ana'],
    ['{phones[type=work].value}', '+54 1'],
    ['{phones[0].value}', '1'],
    [`{["${URN}"].department}`, 'Creative'],
    [`{["${URN}"].["a.b"].c|upper}`, 'DEEP'],
    ['{numbers}', '7'],
    ['{active}', 'true'],
    ['{hours}', '7.5'],
    ['{name["givenName"]}{note}', 'Ana'],
  ])('%s', (expression, value) => {
    const { users } = importJson([entry], { flags: { map: [`position=${expression}`] } });
    expect(users).toMatchObject({ x: { position: value } });
  });

  it.each<[string, string]>([
    ['{name.familyName}', 'CF802 people.json:1:1'],
    ['{phones[type=fax].value}', 'CF802 people.json:1:1'],
    ['{phones[9].value}', 'CF802 people.json:1:1'],
    ['{name[0]}', 'CF802 people.json:1:1'],
    ['{name[a=b]}', 'CF802 people.json:1:1'],
    ['{.name}', 'CF801'],
    ['{name..x}', 'CF801'],
    ['{name[}', 'CF801'],
    ['{#1}', 'CF801'],
  ])('%s is refused', (expression, code) => {
    const { told } = importJson([entry], { flags: { map: [`position=${expression}`] } });
    expect(told).toEqual([code]);
  });

  it('to something that is not one value is refused, once, at the first of them', () => {
    const data = [entry, { ...entry, id: 'y', phones: [] }, { ...entry, id: 'z' }];
    const of = (path: string): readonly string[] =>
      importJson(data, { flags: { map: [`position={${path}}`] } }).told;
    expect(of('name')).toEqual(['CF833 people.json:4:13 (row 1, column "name")']);
    expect(of('phones')).toEqual(['CF833 people.json:7:15 (row 1, column "phones")']);
    expect(importJson([{ id: 'a', x: [[1]] }], { flags: { map: ['phone={x}'] } }).text).toContain(
      'in 1 entry',
    );
  });

  it("to a number that JSON can't keep is refused", () => {
    const { told } = importJson('[{"id": 12345678901234567890}]');
    expect(told).toEqual(['CF833 people.json:1:9 (row 1, column "id")']);
  });

  it('has its place in the text, also behind a filter and in a list of an envelope', () => {
    const data = {
      title: 'x',
      users: [entry, { ...entry, phones: [{ type: 'home' }, 3, { type: 'work', value: '=1' }] }],
    };
    const { told } = importJson(data, {
      flags: { map: ['position={phones[type=work].value}'], drop: ['name.givenName=x'] },
    });
    const line = JSON.stringify(data, null, 2)
      .split('\n')
      .findIndex((text) => text.includes('"=1"'));
    expect(told.filter((text) => text.startsWith('CF841'))).toEqual([
      `CF841 people.json:${line + 1}:20 (row 2, column "phones[type=work].value")`,
    ]);
    expect(importJson([{ first_name: 'Ana' }, { id: 1 }], {}).told).toEqual([
      'CF824 people.json:2:3 (row 1, column "id")',
    ]);
  });

  it('has its place also by position', () => {
    const data = '[{"id": 1, "phones": [{"value": "a"}, {"value": "=1"}]}]';
    const { told } = importJson(data, { flags: { map: ['position={phones[1].value}'] } });
    expect(told).toEqual(['CF841 people.json:1:49 (row 1, column "phones[1].value")']);
  });

  it('that is unknown is suggested', () => {
    const names = Array.from({ length: 31 }, (_, at) => [`k${at}`, at]);
    const { text } = importJson(
      [{ ...Object.fromEntries(names), id: 1, profile: { title: 'x' } }],
      {
        flags: { map: ['position={profile.titel}'] },
      },
    );
    expect(text).toContain('Did you mean {profile.title}?');
    expect(text).toContain('…');
  });
});

it('counts the paths that nothing reads', () => {
  const data = [
    {
      id: 1,
      first_name: 'Ana',
      x: { y: 1, z: 2 },
      phones: [{ type: 'work', value: '1' }],
      'a.b': 1,
    },
  ];
  const { read } = importJson(data, {
    mapping: mappingOf('version: 1\nfields: {phone: "{phones[0].value}"}\n'),
  });
  expect(read?.people.facts.unread).toBe(3);
});
