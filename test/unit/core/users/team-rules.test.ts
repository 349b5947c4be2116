import { describe, expect, it } from 'vitest';
import { readDesired } from '../../../../src/core/users/read-desired.js';
import type { TeamRules } from '../../../../src/core/users/team-rules.js';

const USERS = `version: 1
source: OKTA
defaults:
  department: Art
profiles:
  lead:
    role_id: 2
users:
  - id: A
    profile: lead
    department: Creativ
  - id: B
    profile: lead
  - id: C
    role_id: 4
    phone: "+1 555-0100"
`;

function check(rules: Partial<TeamRules>, name = 'users/creative.yaml', text = USERS) {
  const team = { allowed: {}, scopes: [], pathOf: (file: string) => file, ...rules };
  const files = [{ name, bytes: new TextEncoder().encode(text) }];
  return readDesired(files, { required: [], team }).diagnostics;
}

describe('allowed values', () => {
  it('are checked on the merged values, at the place where each is written, once', () => {
    const found = check({ allowed: { department: ['Creative', 'Technology'], role_id: [3, 4] } });
    expect(
      found.map(({ code, summary, path, place }) => [code, summary, path, place?.line]),
    ).toEqual([
      ['CF163', 'department "Art" is not an allowed value', 'defaults.department', 4],
      ['CF163', 'role_id 2 (Director) is not an allowed value', 'profiles.lead.role_id', 7],
      ['CF163', 'department "Creativ" is not an allowed value', 'users[0].department', 11],
    ]);
    expect(found[2]?.fix).toBe('Did you mean "Creative"? Allowed: "Creative", "Technology".');
    expect(found[1]?.fix).toBe('Allowed: "Project Manager", "Collaborator".');
  });

  it('show no value of a field that is sensitive', () => {
    const [found] = check({ allowed: { phone: ['+1'] } });
    expect(found).toMatchObject({ summary: 'this value of phone is not an allowed value' });
    expect(JSON.stringify(found)).not.toContain('555');
  });

  it('mean the same by the number and by the name of a role', () => {
    const text = USERS.replace('role_id: 2', 'role_id: Director');
    const named = check({ allowed: { role_id: [3, 4] } }, 'users.yaml', text);
    expect(named).toEqual(check({ allowed: { role_id: [3, 4] } }, 'users.yaml'));
    expect(check({ allowed: { role_id: [2, 4] } }, 'users.yaml', text)).toEqual([]);
  });

  it('are ten in a message, and the rest is counted', () => {
    const department = Array.from({ length: 14 }, (_, at) => `D${at}`);
    expect(check({ allowed: { department } })[0]?.fix).toMatch(/"D9" and 4 more\.$/);
    expect(check({ allowed: { role_id: [9, 4] } })[0]?.fix).toBe('Allowed: "9", "Collaborator".');
  });

  it('leave to the schema what is no value', () => {
    const text = USERS.replace('role_id: 4', 'role_id: [4]');
    const codes = check({ allowed: { role_id: [2] } }, 'users.yaml', text).map(({ code }) => code);
    expect(codes).not.toContain('CF163');
    expect(codes).toHaveLength(1);
  });
});

describe('scopes', () => {
  const scopes = [
    { pattern: 'users/creative.yaml', allowed: { department: ['Creativ', 'Art'] } },
    { pattern: 'users/*.yaml', allowed: { role_id: [3, 4] } },
    { pattern: '*.yaml', allowed: { role_id: [6] } },
  ];

  it('hold for the files that match, all of those that do', () => {
    expect(check({ scopes })).toMatchObject([
      {
        code: 'CF164',
        summary: 'role_id 2 (Director) is outside of what "users/*.yaml" may contain',
      },
    ]);
    expect(check({ scopes }, 'users/deep/creative.yaml')).toEqual([]);
    expect(check({ scopes }, 'other.yaml').map(({ code }) => code)).toEqual(['CF164', 'CF164']);
  });

  it('know files by their path from corform.yaml', () => {
    const pathOf = (file: string) => file.replace('C:/people/', '');
    expect(check({ scopes, pathOf }, 'C:/people/users/creative.yaml')).toHaveLength(1);
  });

  it('and allowed: are one error for a value that breaks several of them, with the values that all allow', () => {
    const allowed = { role_id: [1, 3, 4] };
    const found = check({
      allowed,
      scopes: [{ pattern: 'users/*.yaml', allowed: { role_id: [4, 5] } }],
    });
    expect(found).toMatchObject([
      {
        code: 'CF163',
        path: 'profiles.lead.role_id',
        summary: 'role_id 2 (Director) is not an allowed value',
        fix: 'Allowed: "Collaborator".',
      },
    ]);
    const two = [...scopes, { pattern: 'users/creative.yaml', allowed: { role_id: [6] } }];
    expect(check({ scopes: two })[0]).toMatchObject({
      code: 'CF164',
      summary:
        'role_id 2 (Director) is outside of what "users/*.yaml" and "users/creative.yaml" may contain',
      fix: 'No value is in all of the rules for this file. Correct allowed: or scopes: in corform.yaml.',
    });
  });
});
