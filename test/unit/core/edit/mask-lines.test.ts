import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../../src/core/edit/document.js';
import { maskLines } from '../../../../src/core/edit/mask-lines.js';
import { STYLES } from '../../../support/file-styles.js';

const HEAD = 'version: 1\nsource: OKTA\n';

function masked(text: string, ...fields: readonly ('phone' | 'department')[]): string {
  const document = readDocument('users.yaml', text)!;
  const all = new Set(document.lines.keys());
  return Array.from(maskLines(document, all, fields).values()).join('\n');
}

describe('lines that are shown', () => {
  it.each([
    ['  - id: A\n    phone: "+1" # tel', '  - id: A\n    phone: (sensitive value) # tel'],
    ["  - phone: 'it''s'\n    id: A", '  - phone: (sensitive value)\n    id: A'],
    ['  - id: A\n    phone: a b c', '  - id: A\n    phone: (sensitive value)'],
    ['  - id: A\n    "phone": x', '  - id: A\n    "phone": (sensitive value)'],
    ['  - id: A\n    "ph\\u006fne": x', '  - id: A\n    "ph\\u006fne": (sensitive value)'],
    [
      '  - {id: A, phone: "a, b}", role_id: 4}',
      '  - {id: A, phone: (sensitive value), role_id: 4}',
    ],
    [
      '  - id: A\n    phone: >- # tel\n      one\n      phone',
      '  - id: A\n    phone: (sensitive value)\n(sensitive value)\n(sensitive value)',
    ],
    ['  - id: A\n    phone:\n      "x"', '  - id: A\n    phone:\n      (sensitive value)'],
    [
      '  - id: A\n    phone: "a\n      b" # c',
      '  - id: A\n    phone: (sensitive value)\n(sensitive value) # c',
    ],
    [
      '  - id: A\n    position: "a\n      phone: b"',
      '  - id: A\n    position: "a\n      phone: b"',
    ],
  ])('hide the value of %j', (user, expected) => {
    // Once among others, and once as the last user, whose end only the parser knows.
    const [before, after] = [`${HEAD}users:\n`, '\n  - id: Z\n    role_id: 4\n'];
    expect(masked(`${before}${user}${after}`, 'phone')).toBe(`${before}${expected}${after}`);
    expect(masked(`${before}${user}\n`, 'phone')).toBe(`${before}${expected}\n`);
  });

  it('hide values that users share', () => {
    const text = (value: string): string =>
      `${HEAD}defaults: {department: ${value}}\nprofiles:\n  x:\n    department: ${value}\nusers:\n  - {id: A, profile: x}\n`;
    expect(masked(text('Board'), 'department')).toBe(text('(sensitive value)'));
  });

  it('of a list on one line hide all of it', () => {
    expect(masked(`${HEAD}users: [{id: A, phone: "1"}, {id: B, phone: "2"}]\n`, 'phone')).toBe(
      `${HEAD}users: [{id: A, phone: (sensitive value)}, {id: B, phone: (sensitive value)}]\n`,
    );
  });

  it('are only those that are wanted', () => {
    const document = readDocument('', `${HEAD}users:\n- id: A\n  phone: "1"\n- id: B\n`)!;
    expect([...maskLines(document, new Set([4]), ['phone'])]).toEqual([
      [4, '  phone: (sensitive value)'],
    ]);
    expect([...maskLines(document, new Set(), ['phone'])]).toEqual([]);
  });

  it('hide a value of which only one line is shown, and that of a file without users', () => {
    const long = readDocument(
      'users.yaml',
      `${HEAD}users:\n  - id: A\n    phone: >-\n      55\n      66\n`,
    )!;
    expect([...maskLines(long, new Set([5]), ['phone']).values()].join()).not.toContain('55');
    const none = readDocument('users.yaml', `${HEAD}defaults: {department: x}\nusers: []\n`)!;
    expect([...maskLines(none, new Set([2]), ['department'])]).toEqual([
      [2, 'defaults: {department: (sensitive value)}'],
    ]);
  });

  it.each(Object.entries(STYLES))('hide it in every style: %s', (_name, write) => {
    const user = (id: string): object => ({
      id,
      fields: { phone: '+54 11 5555-0101', department: 'Secret x' },
    });
    const users = ['A', 'B', 'C'].map(user) as never;
    const text = write({ defaults: { department: 'Secret x' }, profiles: {}, users });
    const shown = masked(text, 'phone', 'department');
    expect(shown).not.toContain('5555');
    expect(shown).not.toContain('Secret');
    expect(shown.match(/\(sensitive value\)/g)?.length).toBeGreaterThanOrEqual(7);
  });
});
