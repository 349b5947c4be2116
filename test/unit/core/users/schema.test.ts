import { readFileSync } from 'node:fs';
import type { ErrorObject } from 'ajv';
import { describe, expect, it } from 'vitest';
import { FIELD_NAMES } from '../../../../src/core/model.js';
import { usersValidators } from '../../../../src/core/users/users-validators.js';
import { validateUsersDocument } from '../../../../src/core/users/validate-users-document.js';
import type { SchemaProblem } from '../../../../src/core/users/validate-users-document.js';
import { schemaCorpus } from '../../../support/schema-corpus.js';

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
  it.each([...subschemas(schema, '')])('describes %s, with one example', (_, part) => {
    expect(part['description']).toMatch(/\.$/);
    expect(part['examples']).toHaveLength(1);
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

  it('finds in parts what the whole schema finds, in the same order', () => {
    let compared = 0;
    for (const document of schemaCorpus()) {
      const whole = usersValidators().document;
      whole(document);
      const expected = (whole.errors ?? [])
        // Why a name does not fit is not told, only that it does not.
        .filter((e) => e.instancePath !== '/profiles' || !/Length$|^pattern$/.test(e.keyword))
        .map((error) => [error.instancePath, RULES[error.keyword], keyOf(error)]);
      const found = validateUsersDocument(document).map((problem) => [
        problem.path.map((step) => `/${escapePointer(String(step))}`).join(''),
        problem.rule,
        'key' in problem ? problem.key : undefined,
      ]);
      expect(found).toEqual(expected);
      compared += found.length;
    }
    expect(compared).toBeGreaterThan(3000);
  });
});

const RULES: Readonly<Record<string, SchemaProblem['rule']>> = {
  additionalProperties: 'unknown-key',
  required: 'missing-key',
  propertyNames: 'bad-key',
  type: 'type',
  const: 'constant',
  minLength: 'too-short',
  maxLength: 'too-long',
  pattern: 'characters',
  minimum: 'below',
  maximum: 'above',
  multipleOf: 'step',
  format: 'date',
  enum: 'role',
};

function keyOf({ params }: ErrorObject): unknown {
  const { additionalProperty, missingProperty, propertyName } = params as Schema;
  return additionalProperty ?? missingProperty ?? propertyName;
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
