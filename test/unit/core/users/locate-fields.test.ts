import { describe, expect, it } from 'vitest';
import { FIELD_NAMES } from '../../../../src/core/model.js';
import { locateFields } from '../../../../src/core/users/locate-fields.js';

const BLOCK = `version: 1
source: OKTA
defaults:
  daily_hours: 8
profiles:
  lead:
    role_id: 3
    department: Art
users:
  - id: A
    profile: lead
    first_name: Ada
    department: Design
  - id: constructor
    role_id: 4
  - {id: B, profile: nobody, role_id: 2}
`;

function locate(text: string, ids: readonly string[], file = 'users.yaml') {
  const files = [
    { name: 'users.yaml', bytes: new TextEncoder().encode(text) },
    { name: 'other.yaml', bytes: new TextEncoder().encode('users: [') },
  ];
  return locateFields(
    files,
    ids.map((id) => ({ id, file, fields: FIELD_NAMES })),
  );
}

describe('the lines of fields', () => {
  it('are those of the own key, of the profile, of the default', () => {
    expect(locate(BLOCK, ['A', 'B', 'constructor'])).toEqual({
      A: { first_name: 12, department: 13, role_id: 7, daily_hours: 4 },
      constructor: { role_id: 15, daily_hours: 4 },
      B: { role_id: 16, daily_hours: 4 },
    });
  });

  it('are the same if the file is not of the quick form', () => {
    expect(locate(`# a\ttab\n${BLOCK}`, ['A'])).toEqual({
      A: { first_name: 13, department: 14, role_id: 8, daily_hours: 5 },
    });
  });

  it("are none of users who are not in the file, and of files that can't be read", () => {
    expect(locate(BLOCK, ['C'])).toEqual({});
    expect(locate(BLOCK, ['A'], 'other.yaml')).toEqual({});
    expect(locate('\u0000', ['A'])).toEqual({});
    expect(locate('version: 1\n', ['A'])).toEqual({});
    expect(locate('users: 1\ndefaults: 1\n', ['A'])).toEqual({});
  });
});
