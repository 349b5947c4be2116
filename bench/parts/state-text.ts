import { FIELD_NAMES, type RecordedState, type UserFields } from '../../src/core/model.js';
import { prepareCommit } from '../../src/core/state/state-file.js';
import { newState } from '../../src/core/state/transitions.js';

/** The ids that COR's stand-ins give to numbered users. */
const FIRST_COR_ID = 8546;

/** The text of a state that records exactly these users, as an apply to `endpoint` would leave it. */
export function stateText(
  endpoint: string,
  source: string,
  users: readonly { readonly id: string; readonly fields: UserFields }[],
): string {
  const at = '2026-01-05T08:00:00.000Z';
  const run = '00000000-0000-4000-8000-000000000000';
  const empty = newState({
    lineage: '00000000-0000-4000-8000-000000000001',
    digestKey: '0123456789abcdef'.repeat(4),
    writtenBy: 'corform bench',
  });
  const state: RecordedState = {
    ...empty,
    target: { endpoint, source, company_id: 1234 },
    runs: [{ n: 1, id: run, at, commit: null }],
    users: users.map(({ id, fields }, index) => ({
      id,
      cor_id: FIRST_COR_ID + index,
      fields,
      unknown: {},
      evidence: evidenceFor(fields),
      protected: false,
    })),
  };
  return prepareCommit(state, 'corform bench').text;
}

/** Every field acknowledged by the first run. */
function evidenceFor(fields: UserFields): string {
  return FIELD_NAMES.map((field) => (fields[field] === undefined ? '-' : 'a1')).join(' ');
}
