import { describe, expect, it } from 'vitest';
import { objectOfKind } from '../../../../src/core/schema/shapes.js';
import { validatorOf } from '../../../../src/core/schema/validator.js';
import { findMisfit } from '../../../../src/core/schema/violation.js';

describe('what a validator finds, in words', () => {
  it.each([
    [{ enum: ['a', 1] }, 'b', 'must be one of "a", 1'],
    [{ const: 1 }, 2, 'must be 1'],
    [{ type: ['string', 'null'] }, 2, 'must be text or null'],
    [{ type: 'object', required: ['a'], properties: { a: {} } }, {}, 'lacks "a"'],
    [{ type: 'object', additionalProperties: false }, { b: 1 }, 'has an unknown key "b"'],
    [{ type: 'string', maxLength: 1 }, 'ab', 'must have at most 1 character'],
    [{ type: 'string', minLength: 2 }, 'a', 'must have at least 2 characters'],
    [{ type: 'array', minItems: 1 }, [], 'must have at least 1 item'],
    [{ type: 'number', minimum: 1 }, 0, 'must be at least 1'],
    [{ type: 'number', maximum: 1 }, 2, 'must be at most 1'],
    [{ type: 'number', exclusiveMinimum: 0 }, 0, 'must be more than 0'],
    [{ type: 'string', pattern: '^a' }, 'b', 'must match pattern "^a"'],
    [
      objectOfKind('kind', [
        { type: 'object', properties: { kind: { const: 'a' } }, required: ['kind'] },
      ]),
      { kind: 'b' },
      'has no known "kind"',
    ],
  ])('%j', (schema, data, message) => {
    expect(findMisfit(validatorOf(schema)(), data)?.message).toBe(message);
  });
});
