import { FIELD_NAMES } from '../model.js';
import { exactObject, listOf, objectOfKind, wholeNumber } from '../schema/shapes.js';
import { validatorOf } from '../schema/validator.js';

const TEXT = { type: 'string' };
const TEXT_OR_NULL = { type: ['string', 'null'] };
const COUNT = wholeNumber(0);
/** A sensitive value is sealed: it is text whatever its field holds. */
const VALUE = { type: ['string', 'number'] };
const VALUE_OR_NULL = { type: ['string', 'number', 'null'] };
const FIELD = { enum: FIELD_NAMES };
const FIELDS = {
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(FIELD_NAMES.map((field) => [field, VALUE])),
};
const PLACE = exactObject({ file: TEXT, line: COUNT, column: COUNT });
const PROTECTION = { type: ['boolean', 'null'] };

const SET = listOf(
  exactObject({
    field: FIELD,
    before: VALUE_OR_NULL,
    after: VALUE,
    reason: { enum: ['new', 'changed', 'resend', 'asked'] },
  }),
);
const OF_RECORD = {
  place: PLACE,
  before: FIELDS,
  released: listOf(exactObject({ field: FIELD, before: VALUE_OR_NULL })),
  unknown: listOf(FIELD),
  movedFrom: TEXT_OR_NULL,
  protection: PROTECTION,
};
const CHANGE = objectOfKind('action', [
  exactObject({ id: TEXT, action: { const: 'update' }, set: SET, ...OF_RECORD }),
  exactObject({
    id: TEXT,
    action: { const: 'add' },
    place: PLACE,
    set: SET,
    protection: PROTECTION,
  }),
  exactObject({ id: TEXT, action: { const: 'record' }, ...OF_RECORD }),
  exactObject({ id: TEXT, action: { const: 'forget' }, before: FIELDS, unknown: listOf(FIELD) }),
]);

/** A diagnostic without a place: what concerns the plan as a whole. */
const EXCEEDED_LIMIT = exactObject(
  {
    severity: { const: 'error' },
    code: { type: 'string', pattern: '^CF[0-9]{3}$' },
    summary: TEXT,
  },
  { detail: TEXT, fix: TEXT },
);

const HOURS = { type: 'number' };
const HOURS_OR_NULL = { type: ['number', 'null'] };
const PASSAGE = exactObject({ users: COUNT, hours: HOURS_OR_NULL });
const IMPACT = exactObject({
  capacity: {
    ...exactObject({
      users: COUNT,
      before: HOURS,
      after: HOURS,
      departments: listOf(exactObject({ department: TEXT_OR_NULL, before: HOURS, after: HOURS })),
    }),
    type: ['object', 'null'],
  },
  roles: listOf(exactObject({ role: COUNT, before: HOURS, after: HOURS })),
  arriving: PASSAGE,
  leaving: PASSAGE,
});
const FIELD_LINES = {
  type: 'object',
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(FIELD_NAMES.map((field) => [field, COUNT])),
  },
};

/** A plan file of version 1; whether its two seals are right is another question. */
export const planFileValidator = validatorOf(
  exactObject({
    format: { const: 'corform-plan' },
    format_version: { const: 1 },
    createdBy: TEXT,
    commit: TEXT_OR_NULL,
    digest: { type: 'string', pattern: '^cf1:[0-9a-f]{64}$' },
    sensitive: listOf(FIELD),
    plan: exactObject({
      target: exactObject({ endpoint: TEXT, source: TEXT }),
      company: { type: ['integer', 'null'] },
      state: exactObject({ lineage: TEXT, serial: COUNT, users: COUNT }),
      counts: exactObject({
        add: COUNT,
        update: COUNT,
        resend: COUNT,
        forget: COUNT,
        record: COUNT,
        unchanged: COUNT,
      }),
      leftOut: COUNT,
    }),
    limits: listOf(EXCEEDED_LIMIT),
    notes: listOf(TEXT),
    impact: IMPACT,
    folder: TEXT,
    lines: FIELD_LINES,
    changes: listOf(CHANGE),
    mac: TEXT,
    checksum: TEXT,
  }),
);
