import stateSchema from '../../../schemas/state.v1.schema.json' with { type: 'json' };
import { FIELD_NAMES } from '../model.js';
import { exactObject, listOf, objectOfKind, wholeNumber } from '../schema/shapes.js';
import { validatorOf } from '../schema/validator.js';

/** A definition of the published schema of the state. */
const defined = (name: string): object => ({
  $ref: `state.v1.schema.json#/definitions/${name}`,
});
const SERIAL = wholeNumber(1);
const options = { refersTo: [stateSchema] };

/** A whole state file; whether its checksum and the order of its ids are right is another question. */
export const stateFileValidator = validatorOf(stateSchema);

const SUM = { type: 'string', pattern: '^[0-9a-f]{16}$' };
const FIELDS = { type: 'array', uniqueItems: true, items: { enum: FIELD_NAMES } };
const OUTCOME = objectOfKind('kind', [
  exactObject({
    id: defined('text'),
    kind: { const: 'applied' },
    cor_id: defined('cor_id'),
    company_id: defined('cor_id'),
    confirmed: FIELDS,
  }),
  exactObject({ id: defined('text'), kind: { enum: ['unknown', 'refused', 'not-attempted'] } }),
]);

/** One line of a journal; see journal-record.ts. */
export const journalLineValidator = validatorOf(
  exactObject({
    n: SERIAL,
    prev: SUM,
    record: objectOfKind('type', [
      exactObject({
        type: { const: 'open' },
        lineage: defined('token'),
        serial: SERIAL,
        run: defined('token'),
      }),
      exactObject({
        type: { const: 'intent' },
        ops: listOf(exactObject({ id: defined('text'), fields: FIELDS })),
      }),
      exactObject({ type: { const: 'outcome' }, results: listOf(OUTCOME) }),
    ]),
    sum: SUM,
  }),
  options,
);

const MOVE = {
  format_version: { const: 1 },
  lineage: defined('token'),
  serial: SERIAL,
  moved_to: { type: 'string', pattern: '^[^\\r\\n]{1,4096}$' },
  written_by: defined('text'),
};

/** What stands where a state was before it was migrated; see tombstone.ts. */
export const tombstoneValidator = validatorOf(
  objectOfKind('format', [
    exactObject({ ...MOVE, format: { const: 'corform-moved' } }),
    exactObject({
      ...MOVE,
      format: { const: 'corform-moving' },
      carried: { type: 'string', minLength: 1 },
    }),
  ]),
  options,
);

/** Base64 in its one right spelling. */
const TWELVE_BYTES = { type: 'string', pattern: '^[A-Za-z0-9+/]{16}$' };
const SIXTEEN_BYTES = { type: 'string', pattern: '^[A-Za-z0-9+/]{21}[AQgw]==$' };
const COST = wholeNumber(1);

/** What stands around an encrypted text; see envelope.ts. The sizes of iv and tag are part of the format. */
export const envelopeValidator = validatorOf(
  exactObject({
    format: { const: 'corform-encrypted' },
    format_version: { const: 1 },
    serial: SERIAL,
    cipher: { const: 'aes-256-gcm' },
    kdf: exactObject({ name: { const: 'scrypt' }, n: COST, r: COST, p: COST, salt: SIXTEEN_BYTES }),
    key_check: SIXTEEN_BYTES,
    iv: TWELVE_BYTES,
    tag: SIXTEEN_BYTES,
    data: { type: 'string' },
  }),
);
