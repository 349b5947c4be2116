import type { RecordedState, RecordedUser } from '../../src/core/model.js';
import type { Change, Plan, UpdateChange } from '../../src/core/plan/change.js';
import type { RunStart } from '../../src/core/state/transitions.js';

export const TARGET = { endpoint: 'https://integrations.projectcor.com', source: 'OKTA' };
export const RUN: RunStart = {
  id: 'run-2',
  started_at: '2026-03-02T09:00:00.000Z',
  who: 'ana@laptop',
  commit: 'b'.repeat(40),
  digest: `cf1:${'2'.repeat(64)}`,
  approved_by: [],
};
export const PLACE = { file: 'users.yaml', line: 3, column: 5 };

export function recordedUser(id: string, more: Partial<RecordedUser> = {}): RecordedUser {
  return {
    id,
    cor_id: 8546,
    fields: { first_name: 'John', role_id: 4 },
    unknown: {},
    evidence: 'c1 - - - - c1 - - - -',
    protected: false,
    ...more,
  };
}

export function recordedState(more: Partial<RecordedState> = {}): RecordedState {
  return {
    format: 'corform-state',
    format_version: 1,
    lineage: '0c7a1c5e-6b1e-4a57-9d0f-1f0f6f0f6f0f',
    serial: 7,
    written_by: 'corform 0.1.0',
    target: { ...TARGET, company_id: 1234 },
    digest_key: 'ab'.repeat(32),
    config: { commit: 'a'.repeat(40), digest: `cf1:${'1'.repeat(64)}` },
    run: null,
    history: [],
    runs: [{ n: 1, id: 'run-1', at: '2026-03-01T09:00:00.000Z', commit: 'a'.repeat(40) }],
    users: [recordedUser('A'), recordedUser('B'), recordedUser('C')],
    ...more,
  };
}

/** A user becomes a project manager. */
export function updateOf(id: string, more: Partial<UpdateChange> = {}): UpdateChange {
  return {
    action: 'update',
    id,
    place: PLACE,
    set: [{ field: 'role_id', before: 4, after: 3, reason: 'changed' }],
    before: {},
    released: [],
    unknown: [],
    movedFrom: null,
    protection: null,
    ...more,
  };
}

export function planOf(state: RecordedState, changes: readonly Change[]): Plan {
  return {
    target: TARGET,
    company: null,
    state: { lineage: state.lineage, serial: state.serial, users: state.users.length },
    changes,
    counts: { add: 0, update: 0, resend: 0, forget: 0, record: 0, unchanged: 0 },
    leftOut: 0,
  };
}
