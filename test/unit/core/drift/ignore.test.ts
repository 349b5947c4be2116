import { expect, it } from 'vitest';
import { readIgnores } from '../../../../src/core/drift/ignore.js';

it('ignores users by glob, or one field of them', () => {
  const isIgnored = readIgnores(['BOT-*', '*:daily_hours', 'ORG:1', 'ORG:2:role_id']).value!;
  expect(isIgnored('BOT-1', 'role_id')).toBe(true);
  expect(isIgnored('BOT-1', null)).toBe(true);
  expect(isIgnored('A', 'daily_hours')).toBe(true);
  expect(isIgnored('A', 'role_id')).toBe(false);
  expect(isIgnored('A', null)).toBe(false);
  expect(isIgnored('ORG:1', 'role_id')).toBe(true);
  expect(isIgnored('ORG:2', 'role_id')).toBe(true);
  expect(isIgnored('ORG:2', 'first_name')).toBe(false);
});

it('refuses a field that is misspelt', () => {
  const { value, diagnostics } = readIgnores(['A', '*:daily_hour']);
  expect(value).toBeUndefined();
  expect(diagnostics).toMatchObject([{ code: 'CF653', fix: 'Did you mean "*:daily_hours"?' }]);
});
