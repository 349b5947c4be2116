import { describe, expect, it } from 'vitest';
import type { FinishedRun } from '../../../../../src/core/model.js';
import {
  renderHistory,
  renderRecordedUser,
  renderRepair,
  renderStateHead,
  renderStateList,
  renderVersions,
} from '../../../../../src/core/render/text/state.js';
import { newState } from '../../../../../src/core/state/transitions.js';
import { RUN, recordedState, recordedUser, TARGET } from '../../../../support/state-samples.js';
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
  it('quotes ids, so that none can be taken for anything else', () => {
    const users = [recordedUser('A\u001b[31m'), recordedUser('B\nC')];
    expect(renderStateList(recordedState({ users }))).toBe('"A\\u{1b}[31m"\n"B\\u{a}C"\n');
  });
});

describe('state show', () => {
  it('tells what is known of a new record', () => {
    const fresh = newState({ lineage: 'L', digestKey: 'k', writtenBy: 'corform 1' });
    expect(renderStateHead({ ...fresh, serial: 1 })).toBe(`lineage             L
serial              1
written by          corform 1
endpoint            (none until the first apply)
source              (none until the first apply)
commit              (none)
users               0
of unknown outcome  0 users
open run            none
last run            none
`);
  });

  it('tells target, commit, open run and last run', () => {
    const run = { ...RUN, serial: 7, target: TARGET, counts: COUNTS, ops: [] };
    const users = [recordedUser('A', { unknown: { role_id: 'run-1' } })];
    const shown = renderStateHead(recordedState({ run, users, history: [finished()] }));
    expect(shown).toMatch(/^endpoint +https:\/\/integrations\.projectcor\.com$/m);
    expect(shown).toMatch(/^commit +a{40}$/m);
    expect(shown).toMatch(/^of unknown outcome +1 user$/m);
    expect(shown).toMatch(/^open run +run-2$/m);
    expect(shown).toMatch(/^last run +2026-03-02T09:00:05\.000Z complete$/m);
  });
});

describe('state show ID', () => {
  it('masks sensitive values and says how each field is known', () => {
    const user = recordedUser('A', {
      fields: { first_name: 'Ana\u202e', phone: '+1', role_id: 4, daily_hours: 8 },
      unknown: { department: 'run-1', phone: 'run-1' },
      evidence: 'c1 - - - - a1 s1 - - -',
    });
    expect(renderRecordedUser(user, recordedState(), ['phone'])).toBe(`user "A" {
    first_name  = "Ana\\u{202e}"  # confirmed 2026-03-01
    phone       = (sensitive value)  # outcome unknown: sent again by the next apply
    department  = (none recorded)  # outcome unknown: sent again by the next apply
    role_id     = 4  # Collaborator  # acknowledged 2026-03-01
    daily_hours = 8  # assumed 2026-03-01
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
    expect(renderRecordedUser(odd, recordedState(), [])).toContain('role_id = 9  # assumed\n');
  });
});

describe('state history', () => {
  it('tells the newest run first, with what happened in it', () => {
    expect(renderHistory([])).toBe('No runs are recorded yet.\n');
    const runs = [
      finished({ commit: null }),
      finished({
        id: 'run-3',
        end: 'incomplete',
        counts: { ...COUNTS, added: 2, not_attempted: 1 },
      }),
    ];
    expect(renderHistory(runs)).toBe(`2026-03-02T09:00:05.000Z  incomplete  2 added, 1 not attempted
    run run-3 by ana@laptop
    commit ${'b'.repeat(40)}
    digest cf1:${'2'.repeat(64)}

2026-03-02T09:00:05.000Z  complete  nothing
    run run-2 by ana@laptop
    commit (none)
    digest cf1:${'2'.repeat(64)}
`);
  });
});

describe('state history --versions', () => {
  it('tells serial, time and name of each version', () => {
    expect(renderVersions([])).toBe('The backend keeps no older versions.\n');
    const versions = [
      { serial: 10, at: '2026-03-02T09:00:00.000Z', label: 'a\u001b' },
      { serial: 9, at: null, label: 'b' },
    ];
    expect(renderVersions(versions)).toBe(
      'serial 10  2026-03-02T09:00:00.000Z  a\\u{1b}\nserial  9  (time not known)  b\n',
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
    expect(old).toContain(`written  ${at}\n`);
    expect(old).toContain('sends all of 3 users again, once');
  });
});
