import { describe, expect, test } from 'vitest';
import {
  changeEvidence,
  evidenceOf,
  forgetRuns,
  NO_EVIDENCE,
  registerRun,
  runTableOf,
} from '../../../../src/core/state/evidence.js';
import { parseState, serializeState } from '../../../../src/core/state/state-file.js';
import { recordedState, recordedUser } from '../../../support/state-samples.js';

const RUNS = [
  { n: 1, id: 'run-1', at: '2026-01-01T00:00:00.000Z', commit: 'a'.repeat(40) },
  { n: 4, id: 'run-4', at: '2026-02-01T00:00:00.000Z', commit: null },
];

describe('the evidence of a user', () => {
  test('says how each managed field is known, and since when', () => {
    const user = recordedUser('A', {
      fields: {
        first_name: 'Ana',
        last_name: 'Diaz',
        position: 'Lead',
        role_id: 4,
        daily_hours: 8,
      },
      unknown: { phone: 'run-4', role_id: 'run-4' },
      evidence: 'c1 a4 - o4 - - s1 - - -',
    });
    const first = { run: 'run-1', at: RUNS[0]!.at, commit: RUNS[0]!.commit };
    const fourth = { run: 'run-4', at: RUNS[1]!.at, commit: null };
    expect(evidenceOf(user, runTableOf({ runs: RUNS }))).toEqual([
      { field: 'first_name', class: 'confirmed', ...first },
      { field: 'last_name', class: 'acknowledged', ...fourth },
      { field: 'phone', class: 'unknown', ...fourth },
      { field: 'position', class: 'observed', ...fourth },
      { field: 'role_id', class: 'unknown', ...fourth },
      { field: 'daily_hours', class: 'assumed', ...first },
    ]);
  });

  test('a recorded field that nothing vouches for is assumed', () => {
    const user = recordedUser('A', {
      fields: { role_id: 4, phone: '+1' },
      unknown: { department: 'repair-8' },
      evidence: '- - - - - c9 - - - -',
    });
    expect(evidenceOf(user, runTableOf({ runs: RUNS }))).toEqual([
      { field: 'phone', class: 'assumed', run: null, at: null, commit: null },
      { field: 'department', class: 'unknown', run: 'repair-8', at: null, commit: null },
      { field: 'role_id', class: 'confirmed', run: null, at: null, commit: null },
    ]);
  });

  test('has no entry for a field that is newer than the record, and gets one once it is known', () => {
    const user = recordedUser('A', { fields: { phone: '+1', role_id: 4 }, evidence: '- - a1' });
    expect(evidenceOf(user, runTableOf({ runs: RUNS }))).toMatchObject([
      { field: 'phone', class: 'acknowledged', run: 'run-1' },
      { field: 'role_id', class: 'assumed', run: null },
    ]);
    expect(changeEvidence('- - a1', { role_id: 'confirmed' }, 4)).toBe('- - a1 - - c4');
    const state = recordedState({ users: [user] });
    expect(parseState(serializeState(state)).value).toEqual(state);
  });

  test('changes in the fields that are named, and in no other', () => {
    const once = changeEvidence(NO_EVIDENCE, { role_id: 'confirmed', phone: 'acknowledged' }, 12);
    expect(once).toBe('- - a12 - - c12 - - - -');
    expect(changeEvidence(once, { role_id: null, department: 'observed' }, 13)).toBe(
      '- - a12 - o13 - - - - -',
    );
  });
});

describe('the table of runs', () => {
  test('takes a run once, with the next number', () => {
    const run = { at: '2026-03-01T00:00:00.000Z', commit: null };
    const { n, runs } = registerRun(RUNS, { ...run, id: 'run-5' });
    expect(n).toBe(5);
    expect(registerRun(runs, { ...run, id: 'run-5' })).toEqual({ n: 5, runs });
    expect(registerRun([], { ...run, id: 'a' }).n).toBe(1);
  });

  test('keeps the runs that a field is known from, or that left one unknown', () => {
    const runs = [...RUNS, { ...RUNS[0]!, n: 5, id: 'run-5' }, { ...RUNS[0]!, n: 41, id: 'x' }];
    const users = [
      recordedUser('A', { evidence: 'c1 - - - - - - - - -' }),
      recordedUser('B', { unknown: { phone: 'run-5' }, evidence: NO_EVIDENCE }),
    ];
    expect(forgetRuns(recordedState({ runs, users })).runs.map(({ n }) => n)).toEqual([1, 5]);
  });
});
