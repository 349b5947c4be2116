import { describe, expect, test } from 'vitest';
import type { AddChange, Change, UpdateChange } from '../../../../src/core/plan/change.js';
import {
  recordedOutcome,
  type RecordedOutcome,
} from '../../../../src/core/state/recorded-outcome.js';
import { closeRun, openRun, settle } from '../../../../src/core/state/transitions.js';
import { NO_EVIDENCE } from '../../../../src/core/state/evidence.js';
import { prepareCommit } from '../../../../src/core/state/state-file.js';
import {
  PLACE,
  planOf,
  recordedState,
  recordedUser,
  RUN,
  TARGET,
} from '../../../support/state-samples.js';

const END = '2026-03-02T09:01:00.000Z';
const NOTHING_RECORDED = { released: [], unknown: [], movedFrom: null, protection: null };

function add(id: string, protection: boolean | null = null): AddChange {
  return {
    action: 'add',
    id,
    place: PLACE,
    set: [
      { field: 'first_name', before: null, after: 'Zoë', reason: 'new' },
      { field: 'role_id', before: null, after: 5, reason: 'new' },
    ],
    protection,
  };
}

function update(id: string, more: Partial<UpdateChange> = {}): UpdateChange {
  return {
    action: 'update',
    id,
    place: PLACE,
    set: [{ field: 'role_id', before: 4, after: 3, reason: 'changed' }],
    before: {},
    ...NOTHING_RECORDED,
    ...more,
  };
}

function forget(id: string): Change {
  return { action: 'forget', id, before: {}, unknown: [] };
}

const applied: RecordedOutcome = {
  kind: 'applied',
  cor_id: 99,
  company_id: 1234,
  confirmed: ['role_id'],
};

describe('opening a run', () => {
  test('writes down what is to be sent, sorted by id, and where', () => {
    const state = recordedState({ target: null });
    const opened = openRun(state, planOf(state, [update('B'), add('AA', true)]), RUN);
    expect(opened.target).toBeNull();
    expect(opened.users).toEqual(state.users);
    expect(opened.run).toEqual({
      ...RUN,
      serial: 8,
      target: TARGET,
      counts: expect.objectContaining({ forgotten: 0, recorded: 0 }) as unknown,
      ops: [
        { id: 'AA', set: { first_name: 'Zoë', role_id: 5 }, protected: true },
        { id: 'B', set: { role_id: 3 }, protected: false },
      ],
    });
  });

  test('forgets users and changes the record at once', () => {
    const state = recordedState({
      users: [
        recordedUser('A', { unknown: { phone: 'run-1' }, evidence: 'c1 - - - - a1 - - - -' }),
        recordedUser('B'),
        recordedUser('C'),
      ],
    });
    const changes: Change[] = [
      {
        ...update('A'),
        released: [
          { field: 'first_name', before: 'John' },
          { field: 'phone', before: null },
        ],
      },
      forget('C'),
      {
        action: 'record',
        id: 'Z',
        unknown: [],
        place: PLACE,
        before: {},
        released: [],
        movedFrom: 'B',
        protection: true,
      },
    ];
    const opened = openRun(state, planOf(state, changes), RUN);
    expect(opened.users).toEqual([
      recordedUser('A', { fields: { role_id: 4 }, evidence: '- - - - - a1 - - - -' }),
      recordedUser('Z', { protected: true }),
    ]);
    expect(opened.run?.counts).toMatchObject({ forgotten: 1, recorded: 1 });
    expect(() => prepareCommit(opened, 'corform')).not.toThrow();
  });

  test('moves may follow each other: A becomes B while B becomes C', () => {
    const [a, b] = [recordedUser('A', { cor_id: 1 }), recordedUser('B', { cor_id: 2 })];
    const state = recordedState({ users: [a, b] });
    const moves = [update('B', { movedFrom: 'A' }), update('C', { movedFrom: 'B' })];
    const opened = openRun(state, planOf(state, moves), RUN);
    expect(opened.users.map(({ id, cor_id }) => [id, cor_id])).toEqual([
      ['B', 1],
      ['C', 2],
    ]);
  });

  test('leaves no run open where nothing is to be sent', () => {
    const state = recordedState();
    const opened = openRun(state, planOf(state, [forget('A')]), RUN);
    expect(opened.run).toBeNull();
    expect(opened.users.map(({ id }) => id)).toEqual(['B', 'C']);
    expect(opened.config).toEqual({ commit: RUN.commit, digest: RUN.digest });
    expect(opened.history).toMatchObject([
      { id: RUN.id, end: 'complete', ended_at: RUN.started_at, counts: { forgotten: 1 } },
    ]);
  });

  test('refuses the plan of another state, a user that is not recorded, and a second run', () => {
    const state = recordedState();
    const plan = planOf(state, [update('A')]);
    const other = { ...state, serial: 8 };
    expect(() => openRun(other, plan, RUN)).toThrow('another state');
    expect(() => openRun({ ...state, lineage: 'x' }, plan, RUN)).toThrow('another state');
    expect(() => openRun(state, planOf(state, [forget('X')]), RUN)).toThrow('not recorded');
    const opened = openRun(state, plan, RUN);
    expect(() => openRun(opened, plan, RUN)).toThrow('still open');
  });
});

describe('merging outcomes', () => {
  const state = recordedState({
    target: null,
    users: [recordedUser('A', { unknown: { role_id: 'run-1' }, evidence: 's1 - - - - - - - - -' })],
  });
  const opened = openRun(state, planOf(state, [update('A'), add('N', true)]), RUN);

  test('an acknowledged PUT sets its fields, says how they are known, and binds the state', () => {
    const merged = settle(opened, new Map([['A', applied]]));
    expect(merged.users).toEqual([
      recordedUser('A', {
        cor_id: 99,
        fields: { first_name: 'John', role_id: 3 },
        evidence: 's1 - - - - c2 - - - -',
      }),
    ]);
    expect(merged.run.ops.map(({ id }) => id)).toEqual(['N']);
    expect(merged.runs.at(-1)).toEqual({
      n: 2,
      id: RUN.id,
      at: RUN.started_at,
      commit: RUN.commit,
    });
    expect(merged.target).toEqual({ ...TARGET, company_id: 1234 });
    expect(merged.run.counts).toMatchObject({ changed: 1, added: 0 });
  });

  test('an acknowledged PUT of a new user makes its record, with its protection', () => {
    const merged = settle(opened, new Map([['N', applied]]));
    expect(merged.users.at(-1)).toEqual({
      id: 'N',
      cor_id: 99,
      fields: { first_name: 'Zoë', role_id: 5 },
      unknown: {},
      evidence: 'a2 - - - - c2 - - - -',
      protected: true,
    });
    expect(merged.run.counts).toMatchObject({ changed: 0, added: 1 });
  });

  test('an answer without an id keeps the known one', () => {
    const silent = recordedOutcome({
      kind: 'applied',
      corId: null,
      companyId: null,
      confirmed: [],
      echoDiffers: [],
    });
    const merged = settle(opened, new Map([['A', silent]]));
    expect(merged.users[0]?.cor_id).toBe(8546);
    expect(recordedOutcome({ kind: 'unknown', error: null })).toEqual({ kind: 'unknown' });
  });

  test('an unknown outcome marks the fields and leaves the values', () => {
    const unknown: RecordedOutcome = { kind: 'unknown' };
    const merged = settle(
      opened,
      new Map([
        ['A', unknown],
        ['N', unknown],
      ]),
    );
    expect(merged.users).toEqual([
      recordedUser('A', { unknown: { role_id: RUN.id }, evidence: 's1 - - - - - - - - -' }),
      {
        id: 'N',
        cor_id: null,
        fields: {},
        unknown: { first_name: RUN.id, role_id: RUN.id },
        evidence: NO_EVIDENCE,
        protected: true,
      },
    ]);
    // COR has acknowledged nothing: the state belongs to nobody yet.
    expect(merged.target).toBeNull();
    expect(merged.run.counts.unknown).toBe(2);
  });

  test('a PUT that was surely not applied changes nothing but the counts', () => {
    const merged = settle(
      opened,
      new Map<string, RecordedOutcome>([
        ['A', { kind: 'refused' }],
        ['N', { kind: 'not-attempted' }],
      ]),
    );
    expect(merged.users).toEqual(opened.users);
    expect(merged.run.ops).toEqual([]);
    expect(merged.run.counts).toMatchObject({ refused: 1, not_attempted: 1 });
  });
});

describe('the target of a state', () => {
  const other = { endpoint: 'https://other.example', source: 'JIRA' };

  test('is kept with its company, whatever a later answer leaves out', () => {
    const state = recordedState();
    const opened = openRun(state, planOf(state, [update('A')]), RUN);
    const merged = settle(opened, new Map([['A', { ...applied, company_id: null }]]));
    expect(merged.target).toEqual({ ...TARGET, company_id: 1234 });
  });

  test('is another one where no user is recorded', () => {
    const state = recordedState({ users: [] });
    const plan = { ...planOf(state, [add('N')]), target: other };
    const opened = openRun(state, plan, RUN);
    expect(opened.target).toBeNull();
    const merged = settle(opened, new Map([['N', { ...applied, company_id: 5 }]]));
    expect(merged.target).toEqual({ ...other, company_id: 5 });
  });

  test('may be another company where no user is recorded', () => {
    const state = recordedState({ users: [] });
    const opened = openRun(state, planOf(state, [add('N')]), RUN);
    const merged = settle(opened, new Map([['N', { ...applied, company_id: 5 }]]));
    expect(merged.target).toEqual({ ...TARGET, company_id: 5 });
  });
});

describe('closing a run', () => {
  const state = recordedState();
  const opened = openRun(state, planOf(state, [update('A')]), RUN);

  test.each([
    ['applied', 'complete'],
    ['refused', 'incomplete'],
    ['unknown', 'incomplete'],
    ['not-attempted', 'incomplete'],
  ] as const)('with a PUT that was %s it is %s', (kind, end) => {
    const outcome: RecordedOutcome = kind === 'applied' ? applied : { kind };
    const closed = closeRun(settle(opened, new Map([['A', outcome]])), END);
    expect(closed.run).toBeNull();
    expect(closed.config).toEqual({ commit: RUN.commit, digest: RUN.digest });
    expect(closed.history.at(-1)).toMatchObject({ ...RUN, ended_at: END, end });
  });

  test('the history keeps the last 50 runs', () => {
    let current = recordedState();
    for (let i = 0; i < 60; i += 1) {
      const run = { ...RUN, id: `run-${i}` };
      current = openRun(current, planOf(current, []), run);
    }
    expect(current.history.map(({ id }) => id)).toEqual(
      Array.from({ length: 50 }, (_, i) => `run-${i + 10}`),
    );
  });

  test('needs every outcome, and an open run', () => {
    expect(() => closeRun(opened, END)).toThrow('1 outcomes of run run-2 are missing');
    expect(() => closeRun(state, END)).toThrow('no run is open');
    expect(() => settle(state, new Map())).toThrow('no run is open');
  });
});
