import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Edit } from '../../../src/core/edit/edit.js';
import { editUsers } from '../../support/edit-users.js';
import { FIELD_NAMES, type FieldName, type FieldValue } from '../../../src/core/model.js';
import fc from '../../support/fast-check.js';
import { STYLES, type StyledFile } from '../../support/file-styles.js';

/** Text as it is in users files, and what some YAML or other takes for something else. */
const text = fc
  .oneof(
    fc.constantFrom(
      'no',
      'Y',
      'off',
      '1_000',
      '12:30',
      '+155501',
      '010',
      '2025-01-15',
      '1e3',
      '0x1F',
      '~',
    ),
    fc.constantFrom(
      'null',
      '.5',
      '=',
      '<<',
      "O'Hara",
      'a: b',
      'a #b',
      '- a',
      '[x]',
      '{x}',
      '"q"',
      'a\\b',
    ),
    fc.constantFrom(
      'Doe, John',
      'R&D',
      '*x',
      '&x',
      '!x',
      '%x',
      '@x',
      '`x',
      '|',
      '>',
      '?',
      'a?b',
      '2D Artist',
    ),
    fc.constantFrom(
      'Íñigo',
      '山田',
      '😀 x',
      'x\u00a0y',
      'x\u200by',
      '٣',
      '1.',
      '1:',
      'e\u0301',
      '١٢٣',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  )
  .filter((value) => /^(?!\s)(?!.*\s$)[^\p{Cc}\u2028\u2029\p{Cs}]{1,255}$/u.test(value));

const hours = fc.integer({ min: 0, max: 48 }).map((halves) => halves / 2);
const role = fc.integer({ min: 1, max: 6 });
const day = fc.constantFrom('2025-01-15', '1999-12-31');

function valueOf(field: FieldName): fc.Arbitrary<FieldValue> {
  if (field === 'role_id') return role;
  if (field === 'daily_hours') return hours;
  return field === 'hourly_rate_effective_from' ? day : text;
}

const SHARED = ['position', 'department', 'role_id', 'daily_hours', 'seniority_id'] as const;
const OWN = FIELD_NAMES;

const fieldsOf = (
  names: readonly FieldName[],
): fc.Arbitrary<Readonly<Record<string, FieldValue>>> =>
  fc
    .record(Object.fromEntries(names.map((name) => [name, valueOf(name)])), { requiredKeys: [] })
    .map((fields) => fields as Record<string, FieldValue>);

const file: fc.Arbitrary<StyledFile> = fc.record({
  defaults: fieldsOf(SHARED),
  profiles: fc.dictionary(fc.constantFrom('designer', 'lead designer'), fieldsOf(SHARED)),
  users: fc.uniqueArray(
    fc.record(
      {
        id: fc.oneof(
          fc.integer({ max: 99, min: 10 }).map((n) => `OKTA-${n}`),
          fc.constantFrom('10', 'no', 'a: b'),
        ),
        fields: fieldsOf(OWN),
      },
      { requiredKeys: ['id', 'fields'] },
    ),
    { selector: ({ id }) => id, maxLength: 6 },
  ),
});

/** An edit by position, made concrete once the file is known. */
const wish = fc.record({
  kind: fc.constantFrom(
    'set',
    'set',
    'set',
    'unset',
    'add',
    'remove',
    'set-shared',
    'unset-shared',
  ),
  at: fc.nat(20),
  field: fc.constantFrom(...OWN),
  shared: fc.constantFrom(...SHARED),
  values: fc.record(Object.fromEntries(OWN.map((name) => [name, valueOf(name)]))),
  id: fc.oneof(
    fc.integer({ max: 199, min: 100 }).map((n) => `OKTA-${n}`),
    fc.constantFrom('00', '~', 'Z z'),
  ),
  keys: fc.subarray([...OWN]),
});

type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;

function toEdit(
  { kind, at, field, shared, values, id, keys }: Wish,
  { users, profiles }: StyledFile,
): readonly Edit[] {
  const user = users[at % Math.max(1, users.length)];
  const names = Object.keys(profiles);
  const place = (['defaults', ...names] as const)[at % (names.length + 1)]!;
  const where =
    place === 'defaults'
      ? ({ kind: 'defaults', file: 'users.yaml' } as const)
      : ({ kind: 'profile', file: 'users.yaml', name: place } as const);
  switch (kind) {
    case 'set':
      return user ? [{ kind, id: user.id, field, value: values[field]! }] : [];
    case 'unset':
      return user ? [{ kind, id: user.id, field }] : [];
    case 'remove':
      return user ? [{ kind, id: user.id }] : [];
    case 'add': {
      const fields = Object.fromEntries(keys.map((key) => [key, values[key]!]));
      return [{ kind, file: 'users.yaml', user: { id, fields } }];
    }
    case 'set-shared':
      return [{ kind, in: where, field: shared, value: values[shared]! }];
    default:
      return [{ kind: 'unset-shared', in: where, field: shared }];
  }
}

/** What the file must say afterwards, worked out without any of corform's code. */
function expected(before: StyledFile, edits: readonly Edit[]): unknown {
  const users = new Map<string, Record<string, unknown>>(
    before.users.map(({ id, profile, fields }) => [
      id,
      { id, ...(profile && { profile }), ...fields },
    ]),
  );
  const defaults: Record<string, unknown> = { ...before.defaults };
  const profiles = structuredClone(before.profiles) as Record<string, Record<string, unknown>>;
  for (const edit of edits) {
    if (edit.kind === 'add') users.set(edit.user.id, { id: edit.user.id, ...edit.user.fields });
    else if ('in' in edit) {
      const map = edit.in.kind === 'defaults' ? defaults : profiles[edit.in.name]!;
      if (edit.kind === 'set-shared') map[edit.field] = edit.value;
      else Reflect.deleteProperty(map, edit.field);
    } else if (edit.kind !== 'remove') {
      const user = users.get(edit.id)!;
      if (edit.kind === 'set') user[edit.field] = edit.value;
      else Reflect.deleteProperty(user, edit.field);
    }
  }
  for (const edit of edits) if (edit.kind === 'remove') users.delete(edit.id);
  return { defaults, profiles, users: Object.fromEntries(users) };
}

function said(text: string, version: '1.1' | '1.2'): unknown {
  const data = parse(text, { version }) as Record<string, unknown>;
  const users = data['users'] as readonly { readonly id: string }[];
  return {
    defaults: data['defaults'] ?? {},
    profiles: data['profiles'] ?? {},
    users: Object.fromEntries(users.map((user) => [user.id, user])),
  };
}

/** The lines that hold nothing but a comment. */
function commentsOf(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => /^\s*#/.test(line));
}

function withoutValue(edit: Edit): string {
  return JSON.stringify({ ...edit, value: null });
}

describe.each(Object.entries(STYLES))('a file in the style: %s', (_name, write) => {
  it('says exactly what was asked for, to YAML 1.2 and to YAML 1.1, and keeps its bytes elsewhere', () => {
    fc.assert(
      fc.property(file, fc.array(wish, { minLength: 1, maxLength: 8 }), (before, wishes) => {
        const edits = wishes.flatMap((one) => toEdit(one, before));
        const stored = write(before);
        const sources = [{ name: 'users.yaml', bytes: new TextEncoder().encode(stored) }];
        const { value, diagnostics } = editUsers(sources, edits, { required: [] });
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
        const after = value?.[0]?.text ?? stored;
        expect(said(after, '1.2')).toEqual(expected(before, edits));
        expect(said(after, '1.1')).toEqual(expected(before, edits));
        expect(after.startsWith('\ufeff')).toBe(stored.startsWith('\ufeff'));
        expect(after.endsWith('\n')).toBe(stored.endsWith('\n'));
        if (stored.includes('\r\n')) expect(after).not.toMatch(/[^\r]\n/);
        if (!edits.some(({ kind }) => kind === 'remove')) {
          expect(commentsOf(after)).toEqual(commentsOf(stored));
        }
        // Edits that ask for what is there already change nothing.
        const again = [{ name: 'users.yaml', bytes: new TextEncoder().encode(after) }];
        const settles = edits.every(({ kind }) => kind === 'set' || kind === 'set-shared');
        if (settles && new Set(edits.map(withoutValue)).size === edits.length) {
          expect(editUsers(again, edits, { required: [] }).value).toEqual([]);
        }
      }),
      { numRuns: 30 },
    );
  });
});
