import fc from './fast-check.js';
import {
  FIELD_NAMES,
  compareIds,
  type FieldName,
  type FinishedRun,
  type RecordedState,
  type RecordedUser,
  type RunCounts,
  type RunOperation,
  type UserFields,
} from '../../src/core/model.js';
import type { RecordedOutcome } from '../../src/core/state/recorded-outcome.js';

/** Any text a field may hold, with everything that JSON, lines and terminals find difficult. */
export const anyText = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    fc.constantFrom(
      '\n"checksum": "sha256:',
      '","sum":"',
      '\ud800',
      '\r\n',
      '\uFEFF',
      '<<<<<<<',
      '"',
    ),
  )
  .filter((text) => text !== '');

export const anyFields: fc.Arbitrary<UserFields> = fc.record(
  {
    first_name: anyText,
    last_name: anyText,
    phone: anyText,
    position: anyText,
    department: anyText,
    role_id: fc.integer({ min: 1, max: 6 }),
    daily_hours: fc.integer({ min: 0, max: 48 }).map((halves) => halves / 2),
    user_position_id: anyText,
    seniority_id: anyText,
    hourly_rate_effective_from: fc.constant('2026-02-01'),
  },
  { requiredKeys: [] },
);

const anyFilledFields = anyFields.filter((fields) => Object.keys(fields).length > 0);
const anyToken = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const anyInstant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const anyCommit = fc.option(fc.stringMatching(/^[0-9a-f]{40}$/));
const anyDigest = fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `cf1:${hex}`);
const anyFieldNames: fc.Arbitrary<FieldName[]> = fc
  .subarray([...FIELD_NAMES])
  .map((names) => FIELD_NAMES.filter((name) => names.includes(name)));
/** The number of a run in a table of five. */
const anyRunNumber = fc.integer({ min: 1, max: 5 });
const anyEvidence = fc
  .array(
    fc.tuple(fc.constantFrom('c', 'a', 'o', 's'), anyRunNumber).map(([c, n]) => `${c}${n}`),
    { minLength: FIELD_NAMES.length, maxLength: FIELD_NAMES.length },
  )
  .map((entries) => entries.join(' '));
const anySerial = fc.integer({ min: 1, max: 1_000_000 });
const anySeals = fc.array(
  fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `hmac-sha256:${hex}`),
  { maxLength: 2 },
);
const anyCount = fc.nat({ max: 100_000 });

export const anyCounts: fc.Arbitrary<RunCounts> = fc.record({
  added: anyCount,
  changed: anyCount,
  forgotten: anyCount,
  recorded: anyCount,
  refused: anyCount,
  unknown: anyCount,
  not_attempted: anyCount,
});

export const anyUser: fc.Arbitrary<RecordedUser> = fc.record({
  id: anyText,
  cor_id: fc.option(fc.nat()),
  fields: anyFields,
  unknown: fc.dictionary(fc.constantFrom(...FIELD_NAMES), anyToken, { noNullPrototype: true }),
  evidence: anyEvidence,
  protected: fc.boolean(),
});

const anyOperation: fc.Arbitrary<RunOperation> = fc.record({
  id: anyText,
  set: anyFilledFields,
  protected: fc.boolean(),
});

const anyFinishedRun: fc.Arbitrary<FinishedRun> = fc.record({
  id: anyToken,
  started_at: anyInstant,
  ended_at: anyInstant,
  who: anyText,
  commit: anyCommit,
  digest: anyDigest,
  serial: anySerial,
  approved_by: anySeals,
  end: fc.constantFrom('complete', 'incomplete', 'recovered', 'baseline'),
  counts: anyCounts,
});

export function sortedById<T extends { readonly id: string }>(
  entry: fc.Arbitrary<T>,
  maxLength = 8,
): fc.Arbitrary<readonly T[]> {
  return fc
    .uniqueArray(entry, { selector: ({ id }) => id, maxLength })
    .map((entries) => entries.sort((a, b) => compareIds(a.id, b.id)));
}

const anyOpenRun = fc.record({
  id: anyToken,
  started_at: anyInstant,
  who: anyText,
  commit: anyCommit,
  digest: anyDigest,
  serial: anySerial,
  approved_by: anySeals,
  target: fc.record({ endpoint: anyText, source: anyText }),
  counts: anyCounts,
  ops: sortedById(anyOperation),
});

export const anyState: fc.Arbitrary<RecordedState> = fc.record({
  format: fc.constant('corform-state' as const),
  format_version: fc.constant(1 as const),
  lineage: anyToken,
  serial: anySerial,
  written_by: anyText,
  target: fc.option(
    fc.record({ endpoint: anyText, source: anyText, company_id: fc.option(fc.nat()) }),
  ),
  digest_key: fc.stringMatching(/^[0-9a-f]{64}$/),
  config: fc.record({ commit: anyCommit, digest: fc.option(anyDigest) }),
  run: fc.option(anyOpenRun),
  history: fc.array(anyFinishedRun, { maxLength: 4 }),
  runs: fc
    .array(fc.record({ id: anyToken, at: anyInstant, commit: anyCommit }), {
      minLength: 5,
      maxLength: 5,
    })
    .map((runs) => runs.map((run, i) => ({ n: i + 1, ...run }))),
  users: sortedById(anyUser),
});

export const anyStateInRun = fc
  .tuple(anyState, anyOpenRun)
  .map(([state, run]) => ({ ...state, run }));

/** Of one company: a run that meets another one stops. */
export const anyOutcome: fc.Arbitrary<RecordedOutcome> = fc.oneof(
  fc.record({
    kind: fc.constant('applied' as const),
    cor_id: fc.option(fc.nat()),
    company_id: fc.option(fc.constant(1234)),
    confirmed: anyFieldNames,
  }),
  fc.record({ kind: fc.constantFrom('unknown', 'refused', 'not-attempted') }),
);
