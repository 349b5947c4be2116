import fc from './fast-check.js';
import type { FieldName } from '../../src/core/model.js';
import type { DesiredSketch, RecordedSketch } from './plan-states.js';

/** Text as COR's users have it, and as nobody should have it. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  {
    arbitrary: fc.constantFrom('a', 'b', 'Design', 'Senior Designer of Things, and of Others'),
    weight: 6,
  },
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc.constantFrom(
    '\u001b]8;;http://x\u0007',
    '::error::x',
    '\n##[add-mask]x',
    '\u202e',
    '"',
    '\\',
    '\ud800',
    '__proto__',
    '[-a-]{+b+}',
  ),
);

const text = { position: anyText, department: anyText, phone: anyText };
const numbers = {
  role_id: fc.integer({ min: 1, max: 6 }),
  daily_hours: fc.constantFrom(0, 4, 7.5, 8),
};
const anyFields = fc.record({ ...text, ...numbers }, { requiredKeys: [] });

/** Few ids, so the two states meet. */
export const anyId = fc.oneof(
  { arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'OKTA-1', 'OKTA-2', '10', '9'), weight: 8 },
  anyText,
);

export const anyDesired: fc.Arbitrary<readonly DesiredSketch[]> = fc.uniqueArray(
  fc
    .record({ id: anyId, fields: anyFields, protected: fc.boolean() })
    // An entry without fields is never recorded: see build-plan.
    .filter((user) => Object.keys(user.fields).length > 0),
  { maxLength: 8, selector: (user) => user.id },
);

const unknownFields: readonly FieldName[] = ['position', 'phone', 'role_id', 'seniority_id'];

export const anyRecorded: fc.Arbitrary<readonly RecordedSketch[]> = fc.uniqueArray(
  fc.record({
    id: anyId,
    fields: anyFields,
    unknown: fc
      .subarray([...unknownFields])
      .map((fields) => Object.fromEntries(fields.map((field) => [field, 'run-0']))),
    // Protected users can't be forgotten, which is tested elsewhere.
    protected: fc.constant(false),
  }),
  { maxLength: 8, selector: (user) => user.id },
);
