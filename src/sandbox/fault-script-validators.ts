import { exactObject, listOf, objectOfKind, wholeNumber } from '../core/schema/shapes.js';
import { validatorOf } from '../core/schema/validator.js';

const MOST_MS = 3_600_000;
const STATUS = { status: wholeNumber(200, 599) };
const APPLIED = { applied: { type: 'boolean' } };
const BODY = { body: {} };

/** What may be said of each kind of fault; all of it has a default. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  answer: {
    ...STATUS,
    ...BODY,
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    ...APPLIED,
  },
  delay: { ms: wholeNumber(0, MOST_MS) },
  reset: APPLIED,
  hang: APPLIED,
  html: { ...STATUS, ...APPLIED },
  empty: { ...STATUS, ...APPLIED },
  truncated: APPLIED,
  'half-json': APPLIED,
  'wrong-json': { ...BODY, ...APPLIED },
  'echo-differs': {},
  'other-company': { companyId: wholeNumber(1) },
  'other-person': { corId: wholeNumber(1) },
  'move-list': { leave: wholeNumber(0, 10_000), join: wholeNumber(0, 10_000) },
  'wrong-last-page': { lastPage: wholeNumber(0) },
  throttle: { retryAfter: { type: ['string', 'number', 'null'] } },
  drip: { ms: wholeNumber(1, MOST_MS), ...APPLIED },
  endless: APPLIED,
  'gzip-bomb': APPLIED,
  redirect: { ...STATUS, location: { type: 'string' } },
  'expire-token': {},
};

const ACTION = objectOfKind(
  'kind',
  Object.entries(PARAMETERS).map(([kind, given]) => exactObject({ kind: { const: kind } }, given)),
);
const WHEN = exactObject(
  {},
  {
    method: { type: 'string' },
    path: { type: 'string' },
    id: { type: 'string' },
    nth: wholeNumber(1),
  },
);
const COUNT = { type: ['integer', 'null'], minimum: 1 };
const RANDOM = exactObject(
  { kinds: { type: 'array', minItems: 1, items: { enum: Object.keys(PARAMETERS) } } },
  { seed: wholeNumber(0), rate: { type: 'number', minimum: 0, maximum: 1 } },
);

/** A faults file of version 1; see fault-script.ts. */
export const faultScriptValidator = validatorOf(
  exactObject(
    { version: { const: 1 } },
    {
      faults: listOf(exactObject({ then: ACTION }, { when: WHEN, count: COUNT })),
      random: RANDOM,
    },
  ),
  { everyError: true },
);
