import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../../src/core/edit/edit.js';
import { editUsers } from '../../../support/edit-users.js';
import { SAMPLE, STYLES } from '../../../support/file-styles.js';

const HEAD = 'version: 1\nsource: OKTA\n';

function edit(text: string, ...edits: readonly Edit[]): string {
  const { value, diagnostics } = run(text, edits);
  expect(diagnostics).toEqual([]);
  return value?.[0]?.text ?? text;
}

function run(text: string, edits: readonly Edit[]): ReturnType<typeof editUsers> {
  const sources = [{ name: 'users.yaml', bytes: new TextEncoder().encode(text) }];
  return editUsers(sources, edits, {
    required: ['A'].filter(() => text.includes('# A is required')),
  });
}

const set = (
  id: string,
  field: 'phone' | 'position' | 'role_id' | 'department',
  value: string | number,
): Edit => ({
  kind: 'set',
  id,
  field,
  value,
});
const unset = (id: string, field: 'phone' | 'position' | 'first_name'): Edit => ({
  kind: 'unset',
  id,
  field,
});
const add = (
  id: string,
  fields: Readonly<Record<string, string | number>> = { role_id: 3 },
): Edit => ({
  kind: 'add',
  file: 'users.yaml',
  user: { id, fields },
});
const drop = (id: string): Edit => ({ kind: 'remove', id });
const DEFAULTS = { kind: 'defaults', file: 'users.yaml' } as const;

/** The users part of a file, dedented to the margin of the test. */
const users = (...lines: readonly string[]): string =>
  `${HEAD}users:\n${lines.map((line) => `${line}\n`).join('')}`;

describe('a value that is there', () => {
  it.each(Object.keys(STYLES).filter((name) => name !== 'JSON on one line'))(
    'changes exactly one line in the style: %s',
    (name) => {
      const before = STYLES[name]!(SAMPLE);
      const after = edit(before, { kind: 'set', id: 'OKTA-2', field: 'role_id', value: 5 });
      const [old, fresh] = [before.split('\n'), after.split('\n')];
      expect(fresh).toHaveLength(old.length);
      expect(fresh.filter((line, at) => line !== old[at])).toHaveLength(1);
    },
  );

  it.each([
    ['phone: "+1"   # tel', set('A', 'phone', '+99'), 'phone: "+99"   # tel'],
    ["phone: '1'", set('A', 'phone', "it's"), "phone: 'it''s'"],
    ["phone: '1'", set('A', 'phone', 'a\u200b\u00a0b'), 'phone: "a\\u200b\\u00a0b"'],
    [
      'position: Lead',
      set('A', 'position', 'Head of Design, Brand'),
      'position: Head of Design, Brand',
    ],
    ['position: Lead', set('A', 'position', 'no'), 'position: "no"'],
    ['position: Lead', set('A', 'position', '1_000'), 'position: "1_000"'],
    ['position: Lead', set('A', 'position', '12:30'), 'position: "12:30"'],
    ['position: Lead', set('A', 'position', '+1555'), 'position: "+1555"'],
    ['position: Lead', set('A', 'position', '010'), 'position: "010"'],
    ['position: Lead', set('A', 'position', '2025-01-15'), 'position: "2025-01-15"'],
    ['position: Lead', set('A', 'position', '1e3'), 'position: "1e3"'],
    ['position: Lead', set('A', 'position', '3D Artist'), 'position: 3D Artist'],
    ['role_id: 4', set('A', 'role_id', 2), 'role_id: 2'],
    ['role_id: Freelancer # so far', set('A', 'role_id', 2), 'role_id: Director # so far'],
    ['role_id: "Freelancer"', set('A', 'role_id', 3), 'role_id: "Project Manager"'],
    ['role_id: Director', set('A', 'role_id', 2), 'role_id: Director'],
    [
      'position: >- # long\n      Lead\n      Developer\n',
      set('A', 'position', 'Head'),
      'position: Head # long\n',
    ],
    ['position: |-\n      Lead', set('A', 'position', 'a: b'), 'position: "a: b"'],
    ['position:\n      "Lead"', set('A', 'position', 'Head'), 'position:\n      "Head"'],
  ])('%j becomes %j', (line, change, expected) => {
    const text = (inner: string): string => users('  - id: A', `    ${inner}`);
    expect(edit(text(line), change)).toBe(text(expected));
  });

  it('takes the quotes of its neighbours where it needs some', () => {
    const text = (line: string): string => users('  - id: A', `    ${line}`, "    phone: '1'");
    expect(
      edit(text('first_name: Al'), { kind: 'set', id: 'A', field: 'first_name', value: 'no' }),
    ).toBe(text("first_name: 'no'"));
  });

  it('stays as it is written where it says the same', () => {
    const text = users("  - {id: A, phone: '1', role_id: 4}");
    expect(edit(text, set('A', 'phone', '1'), set('A', 'role_id', 4))).toBe(text);
  });
});

describe('a value that is inherited, or not there', () => {
  it('becomes a line of its own, in the order of the schema', () => {
    const before = users('  - id: A # one', '    phone: "1" # two', '    role_id: 4');
    expect(edit(before, set('A', 'department', 'Design'), set('A', 'position', 'Lead'))).toBe(
      users(
        '  - id: A # one',
        '    phone: "1" # two',
        '    position: Lead',
        '    department: Design',
        '    role_id: 4',
      ),
    );
  });

  it.each([
    ['{id: A}', '{id: A, phone: "010"}'],
    ['{ id: A, role_id: 4 } # one', '{ id: A, phone: "010", role_id: 4 } # one'],
    ['{id: A, role_id: 4,}', '{id: A, phone: "010", role_id: 4,}'],
    ["{'id': 'A'}", "{'id': 'A', 'phone': '010'}"],
    ['{"id":"A","role_id":4}', '{"id":"A","phone":"010","role_id":4}'],
    [
      '{\n      id: A, # one\n      role_id: 4\n    }',
      '{\n      id: A, # one\n      phone: "010",\n      role_id: 4\n    }',
    ],
    ['{\n      id: A # one\n    }', '{\n      id: A, # one\n      phone: "010"\n    }'],
    ['{id: A,\n     role_id: 4}', '{id: A,\n     phone: "010",\n     role_id: 4}'],
  ])('%j becomes %j', (before, after) => {
    expect(edit(users(`  - ${before}`), set('A', 'phone', '010'))).toBe(users(`  - ${after}`));
  });

  it('is written before all others where the schema has it first', () => {
    const text = (...lines: string[]): string =>
      `${HEAD}profiles:\n  x:\n    role_id: 4\ndefaults:\n${lines.join('\n')}\nusers:\n- {id: A, profile: x}\n`;
    const change = { kind: 'set-shared', in: DEFAULTS, field: 'position', value: 'Lead' } as const;
    expect(edit(text('  role_id: 4'), change)).toBe(text('  position: Lead', '  role_id: 4'));
  });
});

describe('a value that is taken out', () => {
  it.each([
    ['- id: A\n  phone: "1" # tel\n  role_id: 4', '- id: A\n  role_id: 4'],
    ['- phone: "1" # tel\n  id: A', '- id: A'],
    ['- phone: "1"\n  # who\n  id: A', '- # who\n  id: A'],
    ['-\n  phone: "1"\n  id: A', '-\n  id: A'],
    ['- id: A\n  phone: >-\n    1\n    2\n\n  # end', '- id: A\n\n  # end'],
    ['- {phone: "1", id: A}', '- {id: A}'],
    ['- {id: A, phone: "1"}', '- {id: A}'],
    ['- {id: A, phone: "1",}', '- {id: A,}'],
    ['- {id: A, phone: "1", role_id: 4}', '- {id: A, role_id: 4}'],
    ['- {id: A,\n   phone: "1",\n   role_id: 4}', '- {id: A,\n   role_id: 4}'],
    ['- {id: A, # who\n   phone: "1"}', '- {id: A # who\n   }'],
    ['- {id: A, phone: "1",\n   role_id: 4}', '- {id: A,\n   role_id: 4}'],
  ])('%j becomes %j', (before, after) => {
    expect(edit(`${HEAD}users:\n${before}\n`, unset('A', 'phone'))).toBe(
      `${HEAD}users:\n${after}\n`,
    );
  });

  it('makes room for others in the same braces', () => {
    const before = users('  - {id: A, first_name: Al, phone: "1"}');
    expect(
      edit(before, unset('A', 'first_name'), unset('A', 'phone'), set('A', 'role_id', 3)),
    ).toBe(users('  - {id: A, role_id: 3}'));
  });

  it('leaves an empty map where it was the last one', () => {
    const text = (lines: string): string => `${HEAD}defaults:${lines}\nusers:\n- id: A\n`;
    const role = { kind: 'unset-shared', in: DEFAULTS, field: 'role_id' } as const;
    const hours = { kind: 'set-shared', in: DEFAULTS, field: 'daily_hours', value: 8 } as const;
    expect(edit(text(' # all\n  role_id: 4'), role)).toBe(text(' {} # all'));
    expect(edit(text('\n  role_id: 4'), role, hours)).toBe(text(' {daily_hours: 8}'));
    expect(edit(text(' {role_id: 4}'), role)).toBe(text(' {}'));
    expect(edit(text(' {}'), role)).toBe(text(' {}'));
  });
});

describe('braces and brackets that hold only comments', () => {
  it('get what is new on the last line', () => {
    const text = (inside: string): string =>
      `${HEAD}defaults: {\n# none yet\n${inside}}\nusers:\n- id: A\n`;
    const change = { kind: 'set-shared', in: DEFAULTS, field: 'role_id', value: 4 } as const;
    expect(edit(text(''), change)).toBe(text('  role_id: 4\n'));
  });
});

describe('defaults of a file that has none', () => {
  const change = { kind: 'set-shared', in: DEFAULTS, field: 'role_id', value: 4 } as const;

  it('stand behind the source, indented as the file is', () => {
    const rest = 'profiles:\n    x:\n        role_id: 4\nusers:\n- {id: A, profile: x}\n';
    expect(edit(`${HEAD}${rest}`, change)).toBe(`${HEAD}defaults:\n    role_id: 4\n${rest}`);
  });

  it('are JSON in a JSON file', () => {
    const before = '{"version": 1, "source": "OKTA", "users": [{"id": "A"}]}';
    expect(edit(before, change)).toBe(
      before.replace('"users"', '"defaults": {"role_id": 4}, "users"'),
    );
  });

  it('are not made for nothing', () => {
    const text = users('- id: A');
    expect(edit(text, { kind: 'unset-shared', in: DEFAULTS, field: 'role_id' })).toBe(text);
  });
});

describe('a new user', () => {
  it.each([
    ['behind the last smaller id', ['A', 'C'], 'B', ['A', 'B', 'C']],
    ['at the end', ['A', 'C'], 'D', ['A', 'C', 'D']],
    ['first', ['B', 'C'], 'A', ['A', 'B', 'C']],
    ['at the end of a file that is not sorted', ['C', 'A'], 'B', ['C', 'A', 'B']],
  ])('goes %s', (_where, before, id, after) => {
    const text = (ids: readonly string[]): string => users(...ids.map((one) => `  - id: ${one}`));
    expect(edit(text(before), add(id, {}))).toBe(text(after));
  });

  it('is written as its neighbour', () => {
    const before = users(
      "-   id: 'A'",
      '    role_id: 4 # four',
      '    # phone: unknown',
      '',
      '# C',
      '-   id: C',
    );
    expect(edit(before, add('B', { first_name: 'Bo', role_id: 3 }))).toBe(
      users(
        "-   id: 'A'",
        '    role_id: 4 # four',
        '    # phone: unknown',
        '',
        "-   id: 'B'",
        "    first_name: 'Bo'".replaceAll("'", "'"),
        '    role_id: 3',
        '',
        '# C',
        '-   id: C',
      ),
    );
  });

  it('keeps the gap between users before the first one, too', () => {
    const before = users('- id: B', '', '- id: C');
    expect(edit(before, add('A', {}))).toBe(users('- id: A', '', '- id: B', '', '- id: C'));
  });

  it('has a dash of its own line where its neighbour has', () => {
    expect(edit(users('-', '  id: A'), add('B', {}))).toBe(users('-', '  id: A', '-', '  id: B'));
    expect(edit(users('- # one', '  id: A'), add('B', {}))).toBe(
      users('- # one', '  id: A', '- id: B'),
    );
  });

  it.each([
    ['[]', '\n  - id: B\n    role_id: 3'],
    ['[]  # none', '  # none\n  - id: B\n    role_id: 3'],
    ['[\n]', '\n  - id: B\n    role_id: 3'],
    ['[\n  # none\n]', '\n  # none\n  - id: B\n    role_id: 3'],
    ['# a: b\n  []', '# a: b\n\n  - id: B\n    role_id: 3'],
  ])('makes a block of an empty list: %j', (before, after) => {
    expect(edit(`${HEAD}users: ${before}\n`, add('B'))).toBe(
      `${HEAD}users:${/^[[#]/.test(after) ? ' ' : ''}${after}\n`,
    );
  });

  it.each([
    ['[{id: A}]', '[{id: A}, {id: B, role_id: 3}]'],
    ['[{id: C}]', '[{id: B, role_id: 3}, {id: C}]'],
    ['[\n  {id: A}, # one\n]', '[\n  {id: A}, # one\n  {id: B, role_id: 3},\n]'],
    ['[\n  {id: A} # one\n]', '[\n  {id: A}, # one\n  {id: B, role_id: 3}\n]'],
    [
      '[\n  {id: A}, {id: C},\n  {id: D}]',
      '[\n  {id: A}, {id: B, role_id: 3}, {id: C},\n  {id: D}]',
    ],
  ])('stands in the brackets of a list: %j', (before, after) => {
    expect(edit(`${HEAD}users: ${before}\n`, add('B'))).toBe(`${HEAD}users: ${after}\n`);
  });

  it.each([
    ['{"version":1,"source":"OKTA","users":[]}', '[{"id":"B", "role_id":3}]'],
    [
      '{"version":1,"source":"OKTA","users":[{"id":"A","role_id":4}]}',
      '[{"id":"A","role_id":4},{"id":"B","role_id":3}]',
    ],
  ])('is JSON in a JSON file: %s', (before, after) => {
    expect(edit(before, add('B'))).toBe(before.replace(/\[.*\]/, after));
  });

  it('may have a profile', () => {
    const text = `${HEAD}profiles: {x: {role_id: 4}}\nusers:\n- {id: A, profile: x}\n`;
    const user = { id: 'B', profile: 'x', fields: {} };
    expect(edit(text, { kind: 'add', file: 'users.yaml', user })).toBe(
      `${text}- {id: B, profile: x}\n`,
    );
  });
});

describe('a user who goes', () => {
  it.each([
    ['# a\n- id: A # who\n  role_id: 4 # four\n\n# b\n- id: B', '# a\n\n# b\n- id: B', 'A'],
    ['- id: A\n- id: B\n  phone: >-\n    1\n\n# end', '- id: A\n\n# end', 'B'],
    ['- {id: A} # one\n- {id: B}', '- {id: B}', 'A'],
    ['-\n  id: A\n- id: B', '- id: B', 'A'],
    ['- # one\n  id: A\n- id: B', '- id: B', 'A'],
    ['- id: A\n- id: B', '- id: A', 'B'],
  ])('%j becomes %j', (before, after, id) => {
    expect(edit(`${HEAD}users:\n${before}\n`, drop(id))).toBe(`${HEAD}users:\n${after}\n`);
  });

  it('leaves an empty list where it was the last one', () => {
    const before = `${HEAD}users: # all\n- id: A\n- id: B\n`;
    expect(edit(before, drop('A'), drop('B'))).toBe(`${HEAD}users: [] # all\n`);
  });

  it.each([
    ['[{id: A}, {id: B}, {id: C}]', ['B'], '[{id: A}, {id: C}]'],
    ['[{id: A}, {id: B}, {id: C}]', ['B', 'C'], '[{id: A}]'],
    ['[{id: A}, {id: B}]', ['A', 'B'], '[]'],
    ['[\n  {id: A}, # one\n  {id: B} # two\n]', ['B'], '[\n  {id: A} # one\n]'],
    ['[\n  {id: A},\n  {id: B},\n]', ['B'], '[\n  {id: A},\n]'],
    ['[\n  {id: A},\n  {id: B}]', ['A'], '[\n  {id: B}]'],
    ['[{id: A}, {id: B},\n  {id: C}]', ['B'], '[{id: A},\n  {id: C}]'],
    ['[{id: A}, {id: B},\n  {id: C}]', ['A', 'B'], '[\n  {id: C}]'],
  ])('%j without %j is %j', (before, ids, after) => {
    expect(edit(`${HEAD}users: ${before}\n`, ...ids.map(drop))).toBe(`${HEAD}users: ${after}\n`);
  });

  it('takes the edits of its fields along', () => {
    expect(edit(users('- id: A', '- id: B'), set('B', 'role_id', 4), drop('B'))).toBe(
      users('- id: A'),
    );
  });
});

describe('what stays byte for byte', () => {
  it('is a BOM, CRLF and a missing final line end', () => {
    const text = (role: number): string =>
      `\ufeff${HEAD}users:\n- id: A\n  role_id: ${role}`.replaceAll('\n', '\r\n');
    expect(edit(text(4), set('A', 'role_id', 3))).toBe(text(3));
    expect(edit(text(4), add('B', {}))).toBe(`${text(4)}\r\n- id: B`);
    expect(edit(`${text(4)}\r\n- id: B`, drop('B'))).toBe(text(4));
  });

  it('is the line end of the first line, which has none before it', () => {
    const text = '{"version": 1, "source": "OKTA", "users": [\r\n]}';
    expect(edit(text, add('A', {}))).toBe(
      '{"version": 1, "source": "OKTA", "users": [{"id": "A"}]}',
    );
  });

  it('is every other file', () => {
    const sources = ['a.yaml', 'b.yaml'].map((name) => ({
      name,
      bytes: new TextEncoder().encode(users(`- id: ${name}`)),
    }));
    const { value } = editUsers(sources, [set('b.yaml', 'role_id', 4)], { required: [] });
    expect(value).toEqual([{ name: 'b.yaml', text: users('- id: b.yaml', '  role_id: 4') }]);
  });
});

describe('what is refused', () => {
  it.each<readonly [string, Edit, string, string]>([
    ['an unknown user', set('X', 'role_id', 4), 'CF171', '"X"'],
    ['an unknown user to remove', drop('X'), 'CF171', '"X"'],
    ['an unknown file', { ...add('X'), file: 'x.yaml' } as Edit, 'CF171', 'x.yaml'],
    [
      'an unknown profile',
      {
        kind: 'set-shared',
        in: { kind: 'profile', file: 'users.yaml', name: 'x' },
        field: 'role_id',
        value: 4,
      },
      'CF171',
      '"x"',
    ],
    [
      'the defaults of an unknown file',
      {
        kind: 'set-shared',
        in: { kind: 'defaults', file: 'x.yaml' },
        field: 'role_id',
        value: 4,
      },
      'CF171',
      'x.yaml',
    ],
    ['a protected user to remove', drop('P'), 'CF172', '"P"'],
    ['a value that the schema refuses', set('A', 'role_id', 9), 'CF145', 'role_id'],
    ['a user who is required', drop('A'), 'CF157', '"A"'],
    ['a user who is there', add('A'), 'CF150', '"A"'],
  ])('%s', (_what, change, code, name) => {
    const text = users(
      '- id: A # A is required',
      '  role_id: 4',
      '- {id: P, role_id: 4, protected: true}',
    );
    const { value, diagnostics } = run(text, [change]);
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([{ severity: 'error', code }]);
    expect(diagnostics[0]?.summary).toContain(name);
  });

  it('a file that is not valid', () => {
    expect(run('version: 1\n', [drop('A')]).value).toBeUndefined();
  });

  it.each([
    ['users:\n- ? phone\n  : "1"\n  id: A', [unset('A', 'phone')], 'the user "A"'],
    [
      'users:\n- ? phone\n  : "1"\n  id: A\n- id: B',
      [unset('A', 'phone'), drop('B')],
      'one of the users "A", "B"',
    ],
    [
      'users:\n- ? phone\n  : "1"\n  id: A',
      [unset('A', 'phone'), add('C')],
      'one of the users "A", "C"',
    ],
    [
      '? defaults\n: role_id: 4\nusers:\n- id: A',
      [{ kind: 'unset-shared', in: DEFAULTS, field: 'role_id' } as const],
      'the defaults',
    ],
  ])('an edit of what is written too unusually: %j', (text, changes, what) => {
    const { value, diagnostics } = run(`${HEAD}${text}\n`, changes);
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'CF170' }]);
    expect(diagnostics[0]?.summary).toContain(what);
    expect(diagnostics[0]?.fix).toContain('by hand');
  });
});
