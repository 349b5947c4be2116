import { exactObject, listOf, objectOfKind, wholeNumber } from '../core/schema/shapes.js';
import { validatorOf } from '../core/schema/validator.js';
import { FAULT_DEFAULTS } from './fault-action.js';

const MOST_MS = 3_600_000;

/** What may be said of a fault, by its name. Each kind takes the members that it has a default for. */
const MEMBERS: Readonly<Record<string, object>> = {
  status: wholeNumber(200, 599),
  body: {},
  headers: { type: 'object', additionalProperties: { type: 'string' } },
  applied: { type: 'boolean' },
  ms: wholeNumber(0, MOST_MS),
  companyId: wholeNumber(1),
  corId: wholeNumber(1),
  leave: wholeNumber(0, 10_000),
  join: wholeNumber(0, 10_000),
  lastPage: wholeNumber(0),
  retryAfter: { type: ['string', 'number', 'null'] },
  location: { type: 'string' },
};

function membersOf(given: object): Readonly<Record<string, object>> {
  return Object.fromEntries(Object.entries(MEMBERS).filter(([name]) => name in given));
}

const ACTION = objectOfKind(
  'kind',
  Object.values(FAULT_DEFAULTS).map(({ kind, ...given }) =>
    exactObject({ kind: { const: kind } }, membersOf(given)),
  ),
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
  { kinds: { type: 'array', minItems: 1, items: { enum: Object.keys(FAULT_DEFAULTS) } } },
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
