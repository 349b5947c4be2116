import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FIELD_NAMES } from '../../../src/core/model.js';
import { validateUsersDocument } from '../../../src/core/schema/validate-users-document.js';

type Schema = Readonly<Record<string, unknown>>;

const schema = JSON.parse(readFileSync('schemas/users.v1.schema.json', 'utf8')) as Schema;

function* subschemas(value: unknown, path: string): Generator<readonly [string, Schema]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const map = value as Schema;
  if ('type' in map || 'const' in map) yield [path, map];
  for (const key of ['properties', 'definitions']) {
    for (const [name, child] of Object.entries((map[key] ?? {}) as Schema)) {
      yield* subschemas(child, `${path}/${name}`);
    }
  }
}

describe('schemas/users.v1.schema.json', () => {
  it.each([...subschemas(schema, '')])('describes %s, with examples', (_, part) => {
    expect(part['description']).toMatch(/\.$/);
    expect(part['examples']).not.toHaveLength(0);
    if (part['type'] === 'object') expect(part['additionalProperties']).toBeDefined();
  });

  it('has every field of the model for a user, and no other', () => {
    const { user } = schema['definitions'] as Record<string, { readonly properties: object }>;
    expect(Object.keys(user?.properties ?? {})).toEqual([
      'id',
      'profile',
      'protected',
      'previously',
      ...FIELD_NAMES,
    ]);
  });

  it('takes its own example', () => {
    for (const example of schema['examples'] as unknown[]) {
      expect(validateUsersDocument(example)).toEqual([]);
    }
  });

  it('does not change what it checks', () => {
    const data = { version: '1', source: 5, users: [{ id: 1, role_id: '3' }] };
    const before = structuredClone(data);
    expect(validateUsersDocument(data)).toHaveLength(4);
    expect(data).toEqual(before);
  });

  it('tells indexes from keys that look like them', () => {
    const data = {
      version: 1,
      source: 'OKTA',
      profiles: { '0': { role_id: 9 }, 'a/b~c': 1 },
      users: [1],
    };
    expect(validateUsersDocument(data).map(({ path }) => path)).toEqual([
      ['profiles', '0', 'role_id'],
      ['profiles', 'a/b~c'],
      ['users', 0],
    ]);
  });
});
