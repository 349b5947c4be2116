import { readFileSync } from 'node:fs';
import { Ajv, type AnySchemaObject } from 'ajv';
import fc from '../../support/fast-check.js';
import { expect, test } from 'vitest';
import { FIELD_NAMES, type RecordedState } from '../../../src/core/model.js';
import { parseState, serializeState } from '../../../src/core/state/state-file.js';
import { checkStateFileShape } from '../../../src/core/state/state-shape.js';
import { anyState } from '../../support/state-arbitraries.js';

const schema = JSON.parse(
  readFileSync(new URL('../../../schemas/state.v1.schema.json', import.meta.url), 'utf8'),
) as AnySchemaObject;
const matchesSchema = new Ajv({ strict: true, allErrors: true }).compile(schema);

test('a state reads back as it was written, and is written the same way again', () => {
  fc.assert(
    fc.property(anyState, (state) => {
      const text = serializeState(state);
      const { value, diagnostics } = parseState(text);
      expect(diagnostics).toEqual([]);
      expect(value).toEqual(state);
      expect(serializeState(value!)).toBe(text);
    }),
  );
});

test('each user, operation and run stands on a line of its own', () => {
  fc.assert(
    fc.property(anyState, (state) => {
      const lines = serializeState(state).split('\n');
      for (const { id } of state.users) {
        const start = `{"id":${JSON.stringify(id)},"cor_id":`;
        expect(lines.filter((line) => line.startsWith(start))).toHaveLength(1);
      }
    }),
  );
});

test('the order of keys makes no difference to the text', () => {
  fc.assert(
    fc.property(anyState, (state) => {
      expect(serializeState(backwards(state) as RecordedState)).toBe(serializeState(state));
    }),
  );
});

/** Every object with its keys in the opposite order; lists of field names too, which are sets. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) {
    const names: readonly unknown[] = FIELD_NAMES;
    const isSet = value.every((entry) => names.includes(entry));
    const entries = value.map(backwards);
    return isSet ? entries.reverse() : entries;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, backwards(member)] as const);
  return Object.fromEntries(entries.reverse());
}

test('every cut and every flipped bit is refused', () => {
  fc.assert(
    fc.property(anyState, fc.nat(), fc.nat({ max: 7 }), (state, at, bit) => {
      const bytes = Buffer.from(serializeState(state));
      const position = at % bytes.length;
      expect(parseState(bytes.subarray(0, position).toString()).value).toBeUndefined();
      bytes.writeUInt8(bytes.readUInt8(position) ^ (1 << bit), position);
      expect(parseState(bytes.toString()).value).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
});

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(parseState(text).value).toBeUndefined();
    }),
  );
});

// Values near those that a state holds: what the two could disagree about.
const nearby = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    'x',
    'cf1:a',
    '2026-01-31T12:00:00Z',
    'role_id',
    'phone',
  ),
  fc.constantFrom<unknown>(0, 1, -1, 0.5, 7, 25, -0, 2 ** 53, '1', [], {}, ['phone', 'phone']),
  fc.constantFrom<unknown>('😀'.repeat(255), '😀'.repeat(256), 'x'.repeat(255), 'x'.repeat(256)),
  fc.constantFrom<unknown>(
    'a'.repeat(2048),
    'a'.repeat(2049),
    'abcdef0',
    '0'.repeat(32),
    '\n',
    'a\n',
  ),
  fc.constantFrom<unknown>('2026-01-31T12:00:00Z\n', 'sha256:', { role_id: 0 }, { phone: 1 }),
);

/** Changes one thing anywhere in the document. */
function mutate(value: unknown, path: number[], replacement: unknown, how: number): unknown {
  const [step, ...rest] = path;
  if (typeof value !== 'object' || value === null || step === undefined) return replacement;
  const copy = structuredClone(value) as Record<string, unknown>;
  const keys = Object.keys(copy);
  const key = keys[step % Math.max(keys.length, 1)];
  if (key === undefined) return replacement;
  if (rest.length > 0 && typeof copy[key] === 'object' && copy[key] !== null) {
    copy[key] = mutate(copy[key], rest, replacement, how);
  } else if (how === 0 && !Array.isArray(copy)) Reflect.deleteProperty(copy, key);
  else if (how === 1 && !Array.isArray(copy)) copy['extra'] = replacement;
  else copy[key] = replacement;
  return copy;
}

test('the reader accepts exactly what the published schema accepts', () => {
  const path = fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 5 });
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(anyState, path, nearby, fc.nat({ max: 4 }), (state, steps, replacement, how) => {
      const whole = JSON.parse(serializeState(state)) as unknown;
      expect(matchesSchema(whole)).toBe(true);
      expect(checkStateFileShape(whole)).toBeNull();
      const mutated = mutate(whole, steps, replacement, how);
      const bySchema = matchesSchema(mutated);
      expect(checkStateFileShape(mutated) === null).toBe(bySchema);
      if (bySchema) accepted += 1;
      else refused += 1;
    }),
    { numRuns: 3000 },
  );
  // Or the mutations would all be of one kind and show nothing.
  expect(accepted).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(100);
});
