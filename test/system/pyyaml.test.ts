/** Edited files read by PyYAML (YAML 1.1), as Ansible and scripts read them. Needs Debian's python3-yaml. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Edit } from '../../src/core/edit/edit.js';
import { editUsers } from '../support/edit-users.js';
import { SAMPLE, STYLES } from '../support/file-styles.js';

const READ = `
import json, sys, yaml
texts = json.load(sys.stdin)
json.dump([yaml.safe_load(text) for text in texts], sys.stdout)
`;

function readByPython(texts: readonly string[]): readonly unknown[] {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', READ], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as readonly unknown[];
}

/** What one YAML or another takes for something else, breaks on, or needs quotes for. */
const TEXTS = [
  'Lead Developer',
  'Íñigo',
  'R&D',
  "O'Hara",
  'Doe, John',
  '3D Artist',
  'a?b',
  'a!b',
  'x=y',
  'a|b',
  'a>b',
  'a%b',
  'a@b',
  'a*b',
  'a~b',
  'a$b',
  'Nº 5',
  '2ª',
  '10%',
  '5e',
  'e5',
  '0o7',
  '0b1',
  '1_0',
  '12:30',
  '12:30:45',
  '190:20:30',
  '1.',
  '.1',
  '+1',
  '-1',
  '1e3',
  '1e+3',
  '685.230_15e+03',
  '.inf',
  '.nan',
  '0x1F',
  '010',
  '09',
  '2001-12-14',
  '2001-12-14t21:59:43Z',
  'y',
  'N',
  'yes',
  'No',
  'on',
  'OFF',
  'true',
  'False',
  'null',
  '~',
  '=',
  '<<',
  '- x',
  '-x',
  '? x',
  ': x',
  'x: y',
  'x:y',
  'x #y',
  'x#y',
  '#x',
  '[x]',
  '{x}',
  '{x',
  'x}',
  '&x',
  '*x',
  '!x',
  '!!str x',
  '|',
  '>',
  '%x',
  '@x',
  '`x',
  '"x"',
  "'x'",
  'a\\b',
  'a\u00a0b',
  'a\u200bb',
  'a\u2060b',
  'x\ufeffx',
  '😀',
  '山田',
  '٣',
  'e\u0301',
  '…',
  '---',
  '...',
  '550e8400-e29b',
  'Yes sir',
  'no one',
  'null island',
  '1 Main St',
  '1st',
  '2nd',
  'NaN',
  'inf',
  '0x',
  'O',
  '_x',
  '1_',
  'a  b',
];

describe.each(Object.entries(STYLES))('the style: %s', (_name, write) => {
  test('PyYAML reads what was set and added, and nothing else has changed', () => {
    const stored = write(SAMPLE);
    const sources = [{ name: 'users.yaml', bytes: new TextEncoder().encode(stored) }];
    const edited = TEXTS.map((text) => {
      const edits: readonly Edit[] = [
        { kind: 'set', id: 'OKTA-2', field: 'department', value: text },
        { kind: 'set', id: 'OKTA-3', field: 'position', value: text },
        { kind: 'unset', id: 'OKTA-1', field: 'phone' },
        {
          kind: 'add',
          file: 'users.yaml',
          user: { id: `OKTA-25 ${text}`, fields: { phone: text } },
        },
      ];
      const { value, diagnostics } = editUsers(sources, edits, { required: [] });
      expect(
        diagnostics.filter(({ severity }) => severity === 'error'),
        text,
      ).toEqual([]);
      return value![0]!.text;
    });
    const [before, ...read] = readByPython([stored, ...edited]) as readonly {
      readonly users: readonly { readonly id: string }[];
    }[];
    const byId = (users: readonly { readonly id: string }[]): object =>
      Object.fromEntries(users.map((user) => [user.id, user]));
    for (const [at, text] of TEXTS.entries()) {
      const old = byId(before!.users) as Record<string, object>;
      const ana = Object.fromEntries(
        Object.entries(old['OKTA-1']!).filter(([field]) => field !== 'phone'),
      );
      expect({ ...read[at], users: byId(read[at]!.users) }, text).toEqual({
        ...before,
        users: {
          'OKTA-1': ana,
          'OKTA-2': { ...old['OKTA-2'], department: text },
          'OKTA-3': { ...old['OKTA-3'], position: text },
          [`OKTA-25 ${text}`]: { id: `OKTA-25 ${text}`, phone: text },
        },
      });
    }
  });
});
