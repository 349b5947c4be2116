import { expect, test } from 'vitest';
import { createSuggest } from '../../../../src/core/text/suggest.js';

const suggest = createSuggest(['id', 'first_name', 'department', 'daily_hours', 'role_id']);

test.each([
  ['firstName', 'first_name'],
  ['deparmtent', 'department'],
  ['dialy_hours', 'daily_hours'],
  ['departments', 'department'],
  ['role', 'role_id'],
  ['dxepartmxent', 'department'],
  ['dprtment', 'department'],
  ['department_of_the_user', 'department'],
  ['salary', undefined],
  ['xd', undefined],
  ['daily', 'daily_hours'],
  ['x'.repeat(65), undefined],
])('%s is meant as %s', (unknown, meant) => {
  expect(suggest(unknown)).toBe(meant);
});

test('What was asked before changes no answer', () => {
  for (let at = 0; at < 2_000; at += 1) suggest(`unknown_${at}`);
  expect(suggest('firstName')).toBe('first_name');
});
