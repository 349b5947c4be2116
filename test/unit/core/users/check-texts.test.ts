import { describe, expect, it } from 'vitest';
import type { FieldName } from '../../../../src/core/model.js';
import { readDesired } from '../../../../src/core/users/read-desired.js';
import { textFile } from '../../../golden/desired/cases.js';

function check(users: string, sensitive: readonly FieldName[] = []) {
  const file = textFile(`version: 1\nsource: OKTA\nusers:\n${users}`);
  return readDesired([file], { required: [], sensitive }).diagnostics;
}

describe('texts that no person wrote', () => {
  it('are one warning if they are alike, at the first of them', () => {
    const users = ['A', 'B', 'C'].map((id) => `  - id: ${id}\n    phone: "#N/A"\n`).join('');
    expect(check(users)).toMatchObject([
      {
        severity: 'warning',
        code: 'CF147',
        summary: 'phone "#N/A" looks like an error or a formula of a spreadsheet',
        detail: '3 values of this file are the same.',
        path: 'users[0].phone',
        place: { line: 5, column: 12 },
      },
    ]);
  });

  it('are twenty warnings of a kind at most, and the rest is counted', () => {
    const users = Array.from({ length: 25 }, (_, at) => `  - {id: A${at}, phone: "{{n}} ${at}"}\n`);
    expect(check(users.join(''))).toHaveLength(20);
    const last = check(users.join('')).at(-1);
    expect(last?.detail).toBe('5 more texts of this kind are not listed.');
  });

  it('are an error each if a letter is lost', () => {
    const found = check(
      '  - {id: A, last_name: M\ufffdller}\n  - {id: B, last_name: M\ufffdller}\n',
    );
    expect(found.map(({ severity, path }) => [severity, path])).toEqual([
      ['error', 'users[0].last_name'],
      ['error', 'users[1].last_name'],
    ]);
  });

  it.each([
    '$(whoami)',
    '{first_name}',
    '__NAME__',
    'null',
    '(null)',
    'TODO',
    'Jos&eacute;',
    'Jos&#233;',
    'Jos\\u00e9',
    'Caf\\xe9',
    'M%C3%BCller',
    'Ana\\n',
    '$FIRST_NAME',
    '<first_name>',
    '[Last Name]',
    '***',
    'N/A',
    'REDACTED',
    'ENC[abc]',
    '@SUM(A1:A9)',
  ])('such as %s', (text) => {
    expect(check(`  - {id: A, last_name: '${text}'}\n`)).toMatchObject([{ severity: 'warning' }]);
  });

  it('are not shown if the field is sensitive', () => {
    const [found] = check('  - {id: A, phone: "{{ mobile }}"}\n', ['phone']);
    expect(found?.summary).toBe('phone looks like a placeholder that nothing was put in for');
    expect(JSON.stringify(found)).not.toContain('mobile');
  });

  it.each([
    'O’Brien',
    'R&D; Sales',
    'Sales \\ Marketing',
    'William “Bill” Gates',
    'Zoë {the great}',
    'João Câmara',
    'Null',
    'C# Developer',
    '100% = full time',
    '#1 Designer',
    '=position 2',
    '= Lead =',
    '$ per hour',
    '[UX] Design',
    '[External]',
    '$50',
    '* Lead *',
    '-',
    '@home',
    '50%20',
    'C:\\new folder',
    'ÂNGELA',
  ])('are none of these: %s', (name) => {
    expect(check(`  - {id: A, last_name: ${JSON.stringify(name)}}\n`)).toEqual([]);
  });
});

describe('a role that COR does not have', () => {
  const fixOf = (role: string, sensitive: readonly FieldName[] = []) =>
    check(`  - {id: A, role_id: ${role}}\n`, sensitive).map(({ summary, fix }) => [summary, fix]);
  const ALL = 'Write a role by its name or its number: 1 C-Level, 2 Director, 3 Project Manager';

  it.each([
    ['director', 'role_id "director" is not a role of COR', 'Did you mean Director?'],
    ['Collabrator', 'role_id "Collabrator" is not a role of COR', 'Did you mean Collaborator?'],
    [
      'project_manager',
      'role_id "project_manager" is not a role of COR',
      'Did you mean Project Manager?',
    ],
    ['"4"', 'role_id "4" is not a role of COR', 'Remove the quotes.'],
    ['7', 'role_id 7 is not a role of COR', ALL],
    ['Boss', 'role_id "Boss" is not a role of COR', ALL],
    ['[2]', 'role_id must be the name or the number of a role, not a list', ALL],
  ])('%s', (role, summary, fix) => {
    expect(fixOf(role)).toEqual([[summary, expect.stringContaining(fix) as string]]);
  });

  it('and hours out of range are not shown if the field is sensitive', () => {
    const [hours] = check('  - {id: A, daily_hours: 31}\n', ['daily_hours']);
    expect(hours?.summary).toBe('daily_hours is out of range, it must be 0 to 24');
    expect(fixOf('Boss', ['role_id'])).toEqual([
      ['the value of role_id is not a role of COR', 'Write the number or the name of a role.'],
    ]);
  });
});
