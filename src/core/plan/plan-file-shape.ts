import { FIELD_NAMES } from '../model.js';
import {
  either,
  isCount,
  isRecord,
  isText,
  listOf,
  matching,
  object,
  oneOf,
  type Shape,
} from './json-shape.js';

const isDigest = matching(/^cf1:[0-9a-f]{64}$/);
const isCode = matching(/^CF\d{3}$/);
const isNull = oneOf(null);
const isField = oneOf(...FIELD_NAMES);
const isValue: Shape = either(isText, Number.isFinite);
const isFields = object({}, Object.fromEntries(FIELD_NAMES.map((field) => [field, isValue])));
const isPlace = object({ file: isText, line: isCount, column: isCount });
const isPath = oneOf(...FIELD_NAMES.map((field) => `/${field}`));

const isOperation = either(
  object({ op: oneOf('add', 'replace'), path: isPath, value: isValue }),
  object({ op: oneOf('remove'), path: isPath }),
);

const isSet = listOf(
  object({
    field: isField,
    before: either(isNull, isValue),
    after: isValue,
    reason: oneOf('new', 'changed', 'resend'),
  }),
);

const common = { id: isText, patch: listOf(isOperation) };
const recordOnly = {
  released: listOf(object({ field: isField, before: either(isNull, isValue) })),
  movedFrom: either(isNull, isText),
  protection: oneOf(null, true, false),
};

const isChange = either(
  object({
    ...common,
    action: oneOf('update'),
    place: isPlace,
    before: isFields,
    set: isSet,
    ...recordOnly,
  }),
  object({
    ...common,
    action: oneOf('add'),
    place: isPlace,
    set: isSet,
    protection: oneOf(null, true, false),
  }),
  object({ ...common, action: oneOf('record'), place: isPlace, before: isFields, ...recordOnly }),
  object({ ...common, action: oneOf('forget'), before: isFields, unknown: listOf(isField) }),
);

/** A diagnostic without a place: what concerns the plan as a whole. */
const isExceededLimit = object(
  { severity: oneOf('error'), code: isCode, summary: isText },
  { detail: isText, fix: isText },
);

const isHours = Number.isFinite;
const isChangeOf = (name: string, shape: Shape): Shape =>
  listOf(object({ [name]: shape, before: isHours, after: isHours }));
const isPassage = object({ users: isCount, hours: either(isNull, isHours) });
const isImpact = object({
  capacity: either(
    isNull,
    object({
      users: isCount,
      before: isHours,
      after: isHours,
      departments: isChangeOf('department', either(isNull, isText)),
    }),
  ),
  roles: isChangeOf('role', isCount),
  arriving: isPassage,
  leaving: isPassage,
});

const isLines = object({}, Object.fromEntries(FIELD_NAMES.map((field) => [field, isCount])));
const isFieldLines: Shape = (value) => isRecord(value) && Object.values(value).every(isLines);

/** Everything of a plan file of version 1 but its two seals. */
export const isPlanFileBody = object({
  format: oneOf('corform-plan'),
  format_version: oneOf(1),
  created_by: isText,
  commit: either(isNull, isText),
  digest: isDigest,
  sensitive: listOf(isField),
  target: object({ endpoint: isText, source: isText }),
  state: object({ lineage: isText, serial: isCount, users: isCount }),
  unchanged: isCount,
  left_out: isCount,
  limits: listOf(isExceededLimit),
  notes: listOf(isText),
  impact: isImpact,
  folder: isText,
  lines: isFieldLines,
  changes: listOf(isChange),
});
