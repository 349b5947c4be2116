import { describe, expect, it } from 'vitest';
import { describePerson, personFrom } from '../../../../src/core/text/person.js';

const FIELDS = { first_name: 'Ada', last_name: 'Lovelace', department: 'R&D', role_id: 4 };

describe('a person', () => {
  it.each<[string, object, readonly string[], string]>([
    ['has a name and a department', FIELDS, [], 'Ada Lovelace (OKTA-1) · R&D'],
    ['may have no department', { first_name: 'Ada' }, [], 'Ada (OKTA-1)'],
    ['may have no name', { department: 'R&D' }, [], 'OKTA-1 · R&D'],
    ['has no name if a part of it is sensitive', FIELDS, ['last_name'], 'OKTA-1 · R&D'],
    ['keeps a sensitive department', FIELDS, ['department'], 'Ada Lovelace (OKTA-1)'],
    ['is quoted if it could be taken for another', { first_name: 'A (B)' }, [], '"A (B)" (OKTA-1)'],
  ])('%s', (_, fields, sensitive, shown) => {
    expect(describePerson(personFrom('OKTA-1', fields, new Set(sensitive as never[])))).toBe(shown);
  });
});
