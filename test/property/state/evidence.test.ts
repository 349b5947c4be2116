import fc from '../../support/fast-check.js';
import { expect, test } from 'vitest';
import { FIELD_NAMES, type FieldName, type RecordedState } from '../../../src/core/model.js';
import { evidenceOf, runTableOf } from '../../../src/core/state/evidence.js';
import { summarizeEvidence, type ClassCounts } from '../../../src/core/state/summarize-evidence.js';
import { parseState, serializeState } from '../../../src/core/state/state-file.js';
import { openRun, settle } from '../../../src/core/state/transitions.js';
import { anyOutcome, anyState, anyStateInRun } from '../../support/state-arbitraries.js';
import { planOf, recordedState, recordedUser, RUN } from '../../support/state-samples.js';

test('the classes partition the managed fields', () => {
  fc.assert(
    fc.property(anyState, (state) => {
      const runs = runTableOf(state);
      for (const user of state.users) {
        const managed = FIELD_NAMES.filter(
          (field) => user.fields[field] !== undefined || user.unknown[field] !== undefined,
        );
        expect(evidenceOf(user, runs).map(({ field }) => field)).toEqual(managed);
      }
    }),
  );
});

test('every table of the status counts each managed field once', () => {
  fc.assert(
    fc.property(anyState, fc.constantFrom('field', 'user', 'run'), (state, by) => {
      const managed = state.users.reduce(
        (sum, { fields, unknown }) => sum + Object.keys({ ...fields, ...unknown }).length,
        0,
      );
      const staleBefore = '2050-01-01T00:00:00.000Z';
      const status = summarizeEvidence(state, { staleBefore, by });
      const total = (counts: ClassCounts): number =>
        Object.values(counts).reduce((sum, count) => sum + count, 0);
      const rows = status.groups?.rows ?? [];
      expect(status.fields).toBe(managed);
      expect(total(status.counts)).toBe(managed);
      expect(rows.reduce((sum, { counts }) => sum + total(counts), 0)).toBe(managed);
      expect(rows.reduce((sum, { stale }) => sum + stale, 0)).toBe(status.stale);
    }),
  );
});

test('evidence never says more than an answer did', () => {
  fc.assert(
    fc.property(anyStateInRun, fc.array(anyOutcome), (state, outcomes) => {
      const ended = state.run.ops.flatMap(({ id }, i) => {
        const outcome = outcomes[i];
        return outcome === undefined ? [] : [[id, outcome] as const];
      });
      const byId = new Map(ended);
      const merged = settle(state, byId);
      const runs = runTableOf(merged);
      for (const { id, set } of state.run.ops) {
        const outcome = byId.get(id);
        const user = merged.users.find((candidate) => candidate.id === id);
        if (user === undefined || outcome === undefined) continue;
        const known = new Map(evidenceOf(user, runs).map((entry) => [entry.field, entry]));
        for (const field of Object.keys(set) as FieldName[]) {
          if (outcome.kind === 'unknown') expect(known.get(field)?.class).toBe('unknown');
          if (outcome.kind !== 'applied') continue;
          const isConfirmed = outcome.confirmed.includes(field);
          expect(known.get(field)).toMatchObject({
            class: isConfirmed ? 'confirmed' : 'acknowledged',
            run: state.run.id,
          });
        }
      }
    }),
  );
});

test('after 20 runs over 30,000 users, evidence takes at most 100 bytes a user', () => {
  const people = 30_000;
  const ids = Array.from({ length: people }, (_, i) => `OKTA-USER-${String(i).padStart(6, '0')}`);
  const fields = {
    first_name: 'Ana',
    last_name: 'Diaz',
    phone: '+1',
    position: 'Lead',
    department: 'Design',
    role_id: 4,
    daily_hours: 8,
    user_position_id: 'p-1',
    seniority_id: 's-1',
  };
  let state: RecordedState = recordedState({
    users: ids.map((id) => recordedUser(id, { fields, evidence: 'c1 c1 c1 a1 a1 c1 c1 a1 a1 -' })),
  });
  for (let run = 0; run < 20; run += 1) {
    // Each run sends one field of a tenth of the users.
    const field = FIELD_NAMES[run % 9]!;
    const changes = ids.flatMap((id, i) =>
      i % 10 !== run % 10
        ? []
        : [
            {
              action: 'update' as const,
              id,
              unknown: [],
              place: { file: 'users.yaml', line: 1, column: 1 },
              set: [{ field, before: null, after: fields.role_id, reason: 'changed' as const }],
              before: fields,
              released: [],
              movedFrom: null,
              protection: null,
            },
          ],
    );
    const opened = openRun(state, planOf(state, changes), { ...RUN, id: `run-${run + 2}` });
    const applied = { kind: 'applied', cor_id: 1, company_id: null, confirmed: [field] } as const;
    const settled = settle(opened, new Map(changes.map(({ id }) => [id, applied])));
    state = { ...settled, run: null };
  }
  const text = serializeState({ ...state, users: state.users.map((u) => ({ ...u, fields: {} })) });
  const without = serializeState({
    ...state,
    runs: [],
    users: state.users.map((user) => ({ ...user, fields: {}, evidence: '' })),
  });
  expect(state.runs).toHaveLength(21);
  expect((text.length - without.length) / people).toBeLessThanOrEqual(100);
  expect(parseState(serializeState({ ...state, users: [] })).value?.runs).toHaveLength(21);
});
