/**
 * What a state file holds, version 1: the same rules as schemas/state.v1.schema.json (a property test
 * holds the two together) and, beyond what a schema can say, ids in order and unique.
 */
import { FIELD_NAMES, type ExternalId, type FieldName } from '../model.js';
import {
  exactObject,
  integer,
  isBoolean,
  listOf,
  matching,
  number,
  oneOf,
  orNull,
  someOf,
  subsetOf,
  text,
  type Shape,
  type ShapeProblem,
} from './shape.js';

/** The most runs that the history keeps. */
export const HISTORY_LENGTH = 50;

const SOME_TEXT = text(255);
const COUNT = integer(0, Number.MAX_SAFE_INTEGER);

/** Ids of runs and lineages become file names, so that they may hold nothing but these. */
export const TOKEN = matching(/^[A-Za-z0-9_-]{1,64}$/, '1 to 64 letters, digits, "-" or "_"');
export const SERIAL = integer(1, Number.MAX_SAFE_INTEGER);
export const COR_ID = integer(0, Number.MAX_SAFE_INTEGER);
export const EXTERNAL_ID = SOME_TEXT;
export const INSTANT = matching(
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/,
  'a time like 2026-01-31T12:00:00.000Z',
);
const COMMIT = orNull(matching(/^[0-9a-f]{7,64}$/, 'a git commit or null'));
const DIGEST = matching(/^cf[0-9]{1,3}:[A-Za-z0-9_-]{1,128}$/, 'a digest like cf1:…');

const FIELD_SHAPES: Readonly<Record<FieldName, Shape>> = {
  first_name: SOME_TEXT,
  last_name: SOME_TEXT,
  phone: SOME_TEXT,
  position: SOME_TEXT,
  department: SOME_TEXT,
  role_id: integer(1, 6),
  daily_hours: number(0, 24),
  user_position_id: SOME_TEXT,
  seniority_id: SOME_TEXT,
  hourly_rate_effective_from: SOME_TEXT,
};

const FIELDS = someOf(FIELD_SHAPES);

const COUNTS = exactObject({
  added: COUNT,
  changed: COUNT,
  forgotten: COUNT,
  recorded: COUNT,
  refused: COUNT,
  unknown: COUNT,
  not_attempted: COUNT,
});

const USER = exactObject({
  id: EXTERNAL_ID,
  cor_id: orNull(COR_ID),
  fields: FIELDS,
  unknown: someOf(Object.fromEntries(FIELD_NAMES.map((field) => [field, TOKEN]))),
  assumed: subsetOf(FIELD_NAMES),
  protected: isBoolean,
  run: orNull(TOKEN),
  at: orNull(INSTANT),
});

const OPEN_RUN = exactObject({
  id: TOKEN,
  started_at: INSTANT,
  who: SOME_TEXT,
  commit: COMMIT,
  digest: DIGEST,
  counts: COUNTS,
  ops: listOf(exactObject({ id: EXTERNAL_ID, set: FIELDS, protected: isBoolean })),
});

const FINISHED_RUN = exactObject({
  id: TOKEN,
  started_at: INSTANT,
  ended_at: INSTANT,
  who: SOME_TEXT,
  commit: COMMIT,
  digest: DIGEST,
  end: oneOf(['complete', 'incomplete', 'recovered']),
  counts: COUNTS,
});

const MEMBERS: Readonly<Record<string, Shape>> = {
  format: oneOf(['corform-state']),
  format_version: oneOf([1]),
  lineage: TOKEN,
  serial: SERIAL,
  written_by: SOME_TEXT,
  target: orNull(exactObject({ endpoint: text(2048), source: SOME_TEXT })),
  digest_key: matching(/^[0-9a-f]{32,128}$/, '32 to 128 hexadecimal digits'),
  config: exactObject({ commit: COMMIT, digest: orNull(DIGEST) }),
  run: orNull(OPEN_RUN),
  history: listOf(FINISHED_RUN, HISTORY_LENGTH),
  users: listOf(USER),
};

/** Checks a state without its checksum. */
export const checkStateShape: Shape = exactObject(MEMBERS);

/** Checks a whole state file; whether the checksum is right is another question. */
export const checkStateFileShape: Shape = exactObject({
  ...MEMBERS,
  checksum: matching(/^sha256:[0-9a-f]{64}$/, '"sha256:" and 64 hexadecimal digits'),
});

/** Finds the first entry that does not come after the one before it. */
export function checkOrder(
  path: string,
  entries: readonly { readonly id: ExternalId }[],
): ShapeProblem | null {
  let before: ExternalId | null = null;
  for (const [i, { id }] of entries.entries()) {
    if (before !== null && before >= id) {
      const message = before === id ? 'repeats the id of the entry before' : 'is out of order';
      return { path: `${path}[${i}]`, message };
    }
    before = id;
  }
  return null;
}
