import { describe, expect, it } from 'vitest';
import { checkValues } from '../../../../src/core/edit/check-values.js';
import { parseFieldValue } from '../../../../src/core/users/parse-value.js';
import { readDocuments } from '../../../../src/core/edit/document.js';
import {
  editInBulk,
  type BulkRequest,
  type BulkResult,
} from '../../../../src/core/edit/edit-in-bulk.js';
import {
  parseAssignments,
  parseFields,
  parseIdList,
  parseSharedTarget,
} from '../../../../src/core/edit/parse-arguments.js';
import type { Outcome } from '../../../../src/core/errors/diagnostic.js';
import { readDesired } from '../../../../src/core/users/read-desired.js';

const A = `version: 1
source: OKTA
defaults: {role_id: 4}
profiles:
  designer: {position: Designer}
users:
- {id: A, profile: designer, first_name: Ana}
- {id: B, profile: designer, role_id: 3, protected: true}
- {id: C, first_name: Cy}
`;
const B = `version: 1
source: OKTA
profiles:
  writer: {position: Writer}
users:
- {id: D, profile: writer, phone: "1"}
`;
const SOURCES = Object.entries({ 'a.yaml': A, 'b.yaml': B }).map(([name, text]) => ({
  name,
  bytes: new TextEncoder().encode(text),
}));
const NOBODY = { ids: null, only: [], exclude: [], where: [], limit: null };
const COMMON = { required: ['A', 'elsewhere'], sensitive: ['phone'] } as const;

type Users = Partial<Extract<BulkRequest, { readonly selection: unknown }>>;

function bulk(request: BulkRequest): Outcome<BulkResult> {
  const desired = readDesired(SOURCES, { required: [] }).value!;
  return editInBulk(readDocuments(SOURCES), desired, request);
}

function ofUsers(change: BulkRequest['change'], request: Users = {}): BulkResult {
  const { value, diagnostics } = bulk({
    ...COMMON,
    change,
    selection: NOBODY,
    ...request,
  });
  expect(diagnostics).toEqual([]);
  return value!;
}

const among = (...ids: readonly string[]): Users => ({
  selection: { ...NOBODY, ids: new Set(ids) },
});

/** `A.role_id` of each row. */
const rowsOf = ({ rows }: BulkResult): readonly string[] =>
  rows.map(
    ({ target, field }) => `${'id' in target ? target.id : target.in.file}.${String(field)}`,
  );

describe('a change of many users', () => {
  it('is made for those who do not have the value yet, from wherever', () => {
    const result = ofUsers({ kind: 'set', fields: { role_id: 4, position: 'Designer' } });
    expect(rowsOf(result)).toEqual(['B.role_id', 'C.position', 'D.role_id', 'D.position']);
    expect(result.rows[0]).toMatchObject({ before: 3, after: 4 });
    expect(result.selected).toBe(4);
    expect(result.files.map(({ after }) => after.name)).toEqual(['a.yaml', 'b.yaml']);
  });

  it('takes out own values only', () => {
    expect(rowsOf(ofUsers({ kind: 'unset', fields: ['role_id', 'position'] }))).toEqual([
      'B.role_id',
    ]);
  });

  it('is for those who are selected', () => {
    const change = { kind: 'set', fields: { daily_hours: 8 } } as const;
    const pick = (request: Users): readonly string[] => rowsOf(ofUsers(change, request));
    expect(pick({ selection: { ...NOBODY, only: ['A', 'C'], exclude: ['C'] } })).toEqual([
      'A.daily_hours',
    ]);
    expect(pick({ selection: { ...NOBODY, where: ['position=Designer'], limit: 1 } })).toEqual([
      'A.daily_hours',
    ]);
    expect(
      pick({ selection: { ...NOBODY, ids: new Set(['C', 'D']), where: ['role_id=4'] } }),
    ).toEqual(['C.daily_hours']);
    expect(ofUsers(change, among('X', 'C')).missing).toEqual(['X']);
  });

  it('removes all but the protected', () => {
    const result = ofUsers({ kind: 'remove' }, { selection: { ...NOBODY, exclude: ['A'] } });
    expect(rowsOf(result)).toEqual(['C.null', 'D.null']);
    expect(result.spared).toEqual(['B']);
  });

  it('knows the profile whose users they are, if its line could say the same', () => {
    const change = { kind: 'set', fields: { daily_hours: 8 } } as const;
    const profileOf = (ids: readonly string[], of: BulkRequest['change'] = change): unknown =>
      ofUsers(of, among(...ids)).profile;
    expect(profileOf(['A', 'B'])).toEqual({ kind: 'profile', file: 'a.yaml', name: 'designer' });
    expect(profileOf(['A', 'C'])).toBeUndefined();
    expect(profileOf(['A', 'B', 'C'])).toBeUndefined();
    expect(profileOf(['D'])).toBeUndefined();
    expect(profileOf(['C', 'X'])).toBeUndefined();
    expect(profileOf(['A', 'B'], { kind: 'set', fields: { phone: '2' } })).toBeUndefined();
    expect(
      profileOf(['A', 'B'], { kind: 'set', fields: { position: 'Designer' } }),
    ).toBeUndefined();
    expect(profileOf(['A', 'B'], { kind: 'unset', fields: ['role_id'] })).toBeUndefined();
    expect(profileOf(['C', 'D'])).toBeUndefined();
  });

  it('is refused where the selection, or what comes out, is wrong', () => {
    const change = { kind: 'remove' } as const;
    const refused = (request: Users): unknown =>
      bulk({ ...COMMON, change, selection: NOBODY, ...request }).diagnostics[0]?.code;
    expect(refused({ selection: { ...NOBODY, where: ['x'] } })).toBe('CF330');
    expect(refused({ selection: { ...NOBODY, limit: 0 } })).toBe('CF331');
    expect(refused(among('A'))).toBe('CF157');
  });
});

describe('a change of what users share', () => {
  const shared = (
    request: Pick<Extract<BulkRequest, { readonly shared: unknown }>, 'change' | 'shared'>,
  ): Outcome<BulkResult> => bulk({ ...COMMON, ...request });

  it('is made in each file that has the profile, or in all defaults', () => {
    const change = { kind: 'set', fields: { role_id: 4 } } as const;
    const rows = (target: Parameters<typeof shared>[0]['shared']): readonly string[] =>
      rowsOf(shared({ change, shared: target }).value!);
    expect(rows({ kind: 'defaults' })).toEqual(['b.yaml.role_id']);
    expect(rows({ kind: 'profile', name: 'designer' })).toEqual(['a.yaml.role_id']);
  });

  it('may take values out', () => {
    const change = { kind: 'unset', fields: ['role_id', 'daily_hours'] } as const;
    const { value } = shared({ change, shared: { kind: 'defaults' } });
    expect(value?.rows).toEqual([
      {
        action: 'unset',
        target: { in: { kind: 'defaults', file: 'a.yaml' } },
        field: 'role_id',
        before: 4,
        after: null,
      },
    ]);
  });

  it('is refused for a profile that is nowhere', () => {
    const change = { kind: 'unset', fields: ['role_id'] } as const;
    const named = (name: string): unknown =>
      shared({ change, shared: { kind: 'profile', name } }).diagnostics[0];
    expect(named('desinger')).toMatchObject({ code: 'CF171', fix: 'Did you mean designer?' });
    expect(named('x')).toMatchObject({
      detail: 'Profiles: designer, writer.',
      fix: 'Check the name.',
    });
    const bytes = new TextEncoder().encode('version: 1\nsource: OKTA\nusers: []\n');
    const empty = editInBulk(
      readDocuments([{ name: 'c.yaml', bytes }]),
      { source: 'OKTA', users: [] },
      {
        ...COMMON,
        change,
        shared: { kind: 'profile', name: 'x' },
      },
    );
    expect(empty.diagnostics[0]).not.toHaveProperty('detail');
  });
});

describe('what is typed', () => {
  it('is fields with values', () => {
    expect(
      parseAssignments(['role_id=Director', 'daily_hours=7.5', 'position=a=b', 'phone=1']).value,
    ).toEqual({
      role_id: 2,
      daily_hours: 7.5,
      position: 'a=b',
      phone: '1',
    });
    expect(parseAssignments(['role_id=3', 'role_id=4']).value).toEqual({ role_id: 4 });
    expect(parseFieldValue('role_id', 'Boss')).toBe('Boss');
    expect(parseFieldValue('daily_hours', '07')).toBe('07');
  });

  it.each([
    [[], 'FIELD=VALUE is missing'],
    [['role_id'], 'role_id has no value'],
    [['role_idd=3'], '"role_idd" is not a field'],
    [['quux'], '"quux" is not a field'],
  ])('%j is refused', (texts, summary) => {
    const { value, diagnostics } = parseAssignments(texts);
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'CF176', summary }]);
  });

  it('is fields, each once', () => {
    expect(parseFields(['role_id', 'phone', 'phone']).value).toEqual(['phone', 'role_id']);
    expect(parseFields([]).diagnostics).toMatchObject([{ code: 'CF176' }]);
    expect(parseFields(['phon']).diagnostics).toMatchObject([{ fix: 'Did you mean phone?' }]);
  });

  it('is a place that users share', () => {
    expect(parseSharedTarget('defaults').value).toEqual({ kind: 'defaults' });
    expect(parseSharedTarget('profile:lead: x').value).toEqual({
      kind: 'profile',
      name: 'lead: x',
    });
    for (const text of ['profile:', 'designer', '']) {
      expect(parseSharedTarget(text).diagnostics).toMatchObject([{ code: 'CF609' }]);
    }
  });

  it('is a list of ids', () => {
    const list = (text: string): unknown =>
      parseIdList({ name: 'ids', bytes: new TextEncoder().encode(text) }).value;
    expect(list('\ufeff A \r\n\r\nB')).toEqual(['A', 'B']);
    expect(parseIdList({ name: 'ids', bytes: new Uint8Array([0xff]) })).toMatchObject({
      value: undefined,
      diagnostics: [{ code: 'CF101' }],
    });
  });

  it('is checked by the schema, without a place and without a sensitive value', () => {
    const check = (fields: Parameters<typeof checkValues>[0], shared = false): unknown =>
      checkValues(fields, { shared, sensitive: ['phone'] });
    expect(check({ role_id: 3, phone: '1' })).toEqual([]);
    const [role] = check({ role_id: 9 }) as readonly object[];
    expect(role).toMatchObject({ code: 'CF145' });
    expect(role).not.toHaveProperty('place');
    expect(role).not.toHaveProperty('path');
    expect(check({ phone: '1' }, true)).toHaveLength(1);
  });
});
