import { describe, expect, it } from 'vitest';
import type { FinishedRun } from '../../../../../src/core/model.js';
import {
  renderHistory,
  renderRecordedUser,
  renderRepair,
  renderStateHead,
  renderStateList,
  renderVersions,
  type OpenRunView,
} from '../../../../../src/core/render/text/state.js';
import {
  renderHistoryJson,
  renderRecordedUserJson,
  renderStateHeadJson,
} from '../../../../../src/core/render/json/state.js';
import { newState } from '../../../../../src/core/state/transitions.js';
import { RUN, recordedState, recordedUser } from '../../../../support/state-samples.js';
import { NO_EVIDENCE } from '../../../../../src/core/state/evidence.js';

const COUNTS = {
  added: 0,
  changed: 0,
  forgotten: 0,
  recorded: 0,
  refused: 0,
  unknown: 0,
  not_attempted: 0,
};

function finished(more: Partial<FinishedRun> = {}): FinishedRun {
  return {
    ...RUN,
    serial: 7,
    ended_at: '2026-03-02T09:00:05.000Z',
    end: 'complete',
    counts: COUNTS,
    ...more,
  };
}

describe('state list', () => {
  it('quotes ids, so none can be taken for anything else', () => {
    const users = [recordedUser('A\u001b[31m'), recordedUser('B\nC')];
    expect(renderStateList(recordedState({ users }), [])).toBe(
      '"A\\u{1b}[31m"   # John\n"B\\u{a}C"   # John\n',
    );
  });

  it('names people, unless their names are sensitive', () => {
    const fields = { first_name: 'Ana', last_name: 'D\u001b', department: 'Design' };
    const state = recordedState({ users: [{ ...recordedUser('A'), fields }] });
    expect(renderStateList(state, [])).toBe('"A"   # "Ana D\\u{1b}" · Design\n');
    expect(renderStateList(state, ['last_name'])).toBe('"A"   # Design\n');
  });
});

/** Three hours after the runs of the samples. */
const NOW = Date.parse('2026-03-02T12:00:05.000Z');
const OPEN: OpenRunView = {
  state: 'running',
  startedAt: '2026-03-02T11:59:50.000Z',
  who: 'ana@laptop',
};

describe('state show', () => {
  it('shows what is known of a new record', () => {
    const fresh = newState({ lineage: 'L', digestKey: 'k', writtenBy: 'corform 1' });
    expect(renderStateHead({ ...fresh, serial: 1 }, null, NOW))
      .toBe(`target              (none until the first apply)
users               0
of unknown outcome  none
open run            none
last run            none
commit              (none)
serial              1
lineage             L
written by          corform 1
`);
  });

  it('shows target, commit, open run and last run', () => {
    const users = [recordedUser('A', { unknown: { role_id: 'run-1' } })];
    const state = recordedState({ users, history: [finished(), finished({ end: 'recovered' })] });
    const shown = renderStateHead(state, OPEN, NOW);
    expect(shown).toMatch(
      /^target +COR · integrations\.projectcor\.com · company 1234 · ids from OKTA$/m,
    );
    expect(shown).toMatch(/^commit +a{40}$/m);
    expect(shown).toMatch(/^of unknown outcome +1 user$/m);
    expect(shown).toMatch(
      /^open run +running since 2 Mar 2026, 11:59 UTC \(just now\), by ana@laptop$/m,
    );
    expect(shown).toMatch(/^last run +complete, 2 Mar 2026, 09:00 UTC \(3 h ago\)$/m);
  });

  it('as JSON has the same facts', () => {
    const state = recordedState({
      users: [recordedUser('A\u202e')],
      history: [finished(), finished()],
    });
    expect(JSON.parse(renderStateHeadJson(state, OPEN))).toMatchObject({
      users: 1,
      users_of_unknown_outcome: 0,
      open_run: { state: 'running', started_at: OPEN.startedAt, who: 'ana@laptop' },
      last_run: { id: 'run-2', end: 'complete' },
    });
    const fresh = newState({ lineage: 'L', digestKey: 'k', writtenBy: 'corform 1' });
    const text = renderStateHeadJson(fresh, null);
    expect(JSON.parse(text)).toMatchObject({ target: null, open_run: null, last_run: null });
    expect(text).not.toContain('"k"');
  });
});

describe('state show ID', () => {
  it('masks sensitive values and says how each field is known', () => {
    const user = recordedUser('A', {
      fields: { first_name: 'Ana\u202e', phone: '+1', role_id: 4, daily_hours: 8 },
      unknown: { department: 'run-1', phone: 'run-1' },
      evidence: 'c1 - - - - a1 s1 - - -',
    });
    expect(renderRecordedUser(user, recordedState(), ['phone'])).toBe(`user "A" {   # "Ana\\u{202e}"
    first_name  = "Ana\\u{202e}"   # confirmed, 1 Mar 2026, 09:00 UTC
    phone       = (sensitive value)   # outcome unknown: sent again by the next apply
    department  = (none recorded)   # outcome unknown: sent again by the next apply
    role_id     = 4   # Collaborator; acknowledged, 1 Mar 2026, 09:00 UTC
    daily_hours = 8   # assumed, 1 Mar 2026, 09:00 UTC
}
cor id     8546
protected  false
`);
  });

  it('works for a user of whom nothing is known, and for a role that COR does not have', () => {
    const nobody = recordedUser('A', { fields: {}, cor_id: null, evidence: NO_EVIDENCE });
    expect(renderRecordedUser(nobody, recordedState(), [])).toBe(
      'user "A" {\n}\ncor id     (not known)\nprotected  false\n',
    );
    const odd = recordedUser('A', { fields: { role_id: 9 }, evidence: NO_EVIDENCE });
    expect(renderRecordedUser(odd, recordedState(), [])).toContain('role_id = 9   # assumed\n');
  });
});

describe('state show ID --json', () => {
  it('masks sensitive values, and says which they are and how each field is known', () => {
    const user = recordedUser('A', { fields: { phone: '+1', role_id: 4 } });
    expect(JSON.parse(renderRecordedUserJson(user, recordedState(), ['phone']))).toMatchObject({
      id: 'A',
      fields: { phone: null, role_id: 4 },
      evidence: [
        { field: 'phone', class: 'assumed', run: null, commit: null, at: null },
        { field: 'role_id', class: 'confirmed', run: 'run-1', commit: 'a'.repeat(40) },
      ],
      sensitive: ['phone'],
    });
  });
});

describe('state history', () => {
  const runs = [
    finished({ commit: null }),
    finished({
      id: 'run-3',
      started_at: 'odd',
      end: 'incomplete',
      counts: { ...COUNTS, added: 2, not_attempted: 1 },
    }),
  ];

  it('shows the newest run first, with what happened in it', () => {
    expect(renderHistory([], null, NOW)).toBe('No runs are recorded yet.\n');
    expect(renderHistory(runs, null, NOW))
      .toBe(`2 Mar 2026, 09:00 UTC (3 h ago)  incomplete: 2 added, 1 not attempted
    by ana@laptop, run run-3
    commit ${'b'.repeat(40)}
    digest cf1:${'2'.repeat(64)}

2 Mar 2026, 09:00 UTC (3 h ago)  complete: nothing
    by ana@laptop, took 5 s, run run-2
    commit (none)
    digest cf1:${'2'.repeat(64)}
`);
  });

  it('says of a run that died not how long it took, because nobody knows', () => {
    expect(renderHistory([finished({ end: 'recovered' })], null, NOW)).toContain(
      'did not finish, recovered by the next apply: nothing\n    by ana@laptop, run run-2\n',
    );
  });

  it('says of an open run that it is at work, or that it did not finish', () => {
    const [first] = renderHistory(runs, OPEN, NOW).split('\n');
    expect(first).toBe('running since 2 Mar 2026, 11:59 UTC (just now), by ana@laptop');
    const dead = renderHistory(runs, { ...OPEN, state: 'died' }, NOW + 3 * 86_400_000);
    expect(dead.split('\n')[0]).toBe(
      'did not finish, started 2 Mar 2026, 11:59 UTC (3 days ago) by ana@laptop; the next apply recovers it',
    );
    const unclear = renderHistory(runs, { ...OPEN, state: 'unclear' }, NOW);
    expect(unclear.split('\n')[0]).toMatch(
      /or it did not finish; then the next apply recovers it$/,
    );
    // In memory it is the last one of the history already.
    expect(dead).not.toContain('run-3');
    expect(JSON.parse(renderHistoryJson(runs, OPEN))).toMatchObject({
      open_run: { state: 'running' },
      runs: [{ id: 'run-2' }],
    });
    expect(JSON.parse(renderHistoryJson(runs, null))).toMatchObject({
      open_run: null,
      runs: [{ id: 'run-3' }, { id: 'run-2' }],
    });
  });

  it('does not say how long a run took that the next apply closed', () => {
    const recovered = renderHistory([finished({ end: 'recovered' })], null, NOW);
    expect(recovered).toContain('by ana@laptop, run run-2');
  });

  it('does not show the age of a time that is still to come', () => {
    const late = finished({ ended_at: '2026-03-02T13:00:00.000Z' });
    expect(renderHistory([late], null, NOW)).toMatch(/^2 Mar 2026, 13:00 UTC  complete/);
  });
});

describe('state history --versions', () => {
  it('shows serial, time and name of each version', () => {
    expect(renderVersions([])).toBe('The backend keeps no older versions.\n');
    const versions = [
      { serial: 10, at: '2026-03-02T09:00:00.000Z', label: 'a\u001b' },
      { serial: 9, at: null, label: 'b' },
    ];
    expect(renderVersions(versions)).toBe(
      'serial 10  2 Mar 2026, 09:00 UTC  a\\u{1b}\nserial  9  (time not known)  b\n',
    );
  });
});

describe('state repair', () => {
  it('says what it goes back to, and what is lost', () => {
    const state = recordedState({ serial: 12 });
    const version = { serial: 9, at: null, label: 'backup' };
    const whole = renderRepair({ version, state, mayBeOld: false });
    expect(whole).toContain('serial   9, stored again as 12\n');
    expect(whole).toContain('nothing is lost');
    expect(whole).toContain('(time not known)');
    const at = '2026-03-02T09:00:00.000Z';
    const old = renderRepair({ version: { ...version, at }, state, mayBeOld: true });
    expect(old).toContain('written  2 Mar 2026, 09:00 UTC\n');
    expect(old).toContain('sends all of 3 users again, once');
  });
});
