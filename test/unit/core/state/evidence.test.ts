import { describe, expect, test } from 'vitest';
import {
  changeEvidence,
  evidenceOf,
  forgetRuns,
  NO_EVIDENCE,
  registerRun,
  runTableOf,
} from '../../../../src/core/state/evidence.js';
import { recordedState, recordedUser } from '../../../support/state-samples.js';

const RUNS = [
  { n: 1, id: 'run-1', at: '2026-01-01T00:00:00.000Z' },
  { n: 4, id: 'run-4', at: '2026-02-01T00:00:00.000Z' },
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
    const at1 = RUNS[0]!.at;
    const at4 = RUNS[1]!.at;
    expect(evidenceOf(user, runTableOf({ runs: RUNS }))).toEqual([
      { field: 'first_name', class: 'confirmed', run: 'run-1', at: at1 },
      { field: 'last_name', class: 'acknowledged', run: 'run-4', at: at4 },
      { field: 'phone', class: 'unknown', run: 'run-4', at: at4 },
      { field: 'position', class: 'observed', run: 'run-4', at: at4 },
      { field: 'role_id', class: 'unknown', run: 'run-4', at: at4 },
      { field: 'daily_hours', class: 'assumed', run: 'run-1', at: at1 },
    ]);
  });

  test('a recorded field that nothing vouches for is assumed', () => {
    const user = recordedUser('A', {
      fields: { role_id: 4, phone: '+1' },
      unknown: { department: 'repair-8' },
      evidence: '- - - - - c9 - - - -',
    });
    expect(evidenceOf(user, runTableOf({ runs: RUNS }))).toEqual([
      { field: 'phone', class: 'assumed', run: null, at: null },
      { field: 'department', class: 'unknown', run: 'repair-8', at: null },
      { field: 'role_id', class: 'confirmed', run: null, at: null },
    ]);
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
    const { n, runs } = registerRun(RUNS, { id: 'run-5', at: '2026-03-01T00:00:00.000Z' });
    expect(n).toBe(5);
    expect(registerRun(runs, { id: 'run-5', at: 'x' })).toEqual({ n: 5, runs });
    expect(registerRun([], { id: 'a', at: 'x' }).n).toBe(1);
  });

  test('keeps the runs that a field is known from, or that left one unknown', () => {
    const runs = [...RUNS, { n: 5, id: 'run-5', at: RUNS[0]!.at }, { n: 41, id: 'x', at: '' }];
    const users = [
      recordedUser('A', { evidence: 'c1 - - - - - - - - -' }),
      recordedUser('B', { unknown: { phone: 'run-5' }, evidence: NO_EVIDENCE }),
    ];
    expect(forgetRuns(recordedState({ runs, users })).runs.map(({ n }) => n)).toEqual([1, 5]);
  });
});
