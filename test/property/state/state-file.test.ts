import fc from '../../support/fast-check.js';
import { expect, test } from 'vitest';
import { FIELD_NAMES, type RecordedState } from '../../../src/core/model.js';
import { parseState, serializeState } from '../../../src/core/state/state-file.js';
import { anyState } from '../../support/state-arbitraries.js';

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
