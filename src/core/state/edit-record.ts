import { type Diagnostic, errorOf, type Outcome } from '../errors/diagnostic.js';
import { ID_ALREADY_RECORDED, NOT_IN_STATE } from '../errors/command.js';
import { UNSENDABLE_ID } from '../errors/users.js';
import { whyIdIsUnusable } from '../users/usable-id.js';
import { compareIds, type ExternalId, type RecordedState } from '../model.js';

/** The record without these users. They stay in COR; with users.yaml as it is they show as adds. */
export function removeUsers(
  state: RecordedState,
  ids: readonly ExternalId[],
): Outcome<RecordedState> {
  const gone = new Set(ids);
  const diagnostics = ids.flatMap((id) => missing(state, id));
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  return {
    value: { ...state, users: state.users.filter((user) => !gone.has(user.id)) },
    diagnostics,
  };
}

/** The record with one user under another id, as `previously` in users.yaml would do it. */
export function moveUser(
  state: RecordedState,
  from: ExternalId,
  to: ExternalId,
): Outcome<RecordedState> {
  const diagnostics = [...missing(state, from), ...unusable(to)];
  if (state.users.some((user) => user.id === to)) {
    diagnostics.push(
      errorOf(ID_ALREADY_RECORDED, {
        summary: `the recorded state already has a user "${to}"`,
        fix: 'Remove one of the two first: corform state rm ID',
      }),
    );
  }
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  const users = state.users
    .map((user) => (user.id === from ? { ...user, id: to } : user))
    .sort((a, b) => compareIds(a.id, b.id));
  return { value: { ...state, users }, diagnostics };
}

function unusable(id: ExternalId): Diagnostic[] {
  const reason = whyIdIsUnusable(id);
  if (reason === undefined) return [];
  return [
    errorOf(UNSENDABLE_ID, {
      summary: `the new id can't be sent to COR: ${reason}`,
      fix: 'Use the external id that the user has in COR now.',
    }),
  ];
}

function missing(state: RecordedState, id: ExternalId): Diagnostic[] {
  if (state.users.some((user) => user.id === id)) return [];
  return [
    errorOf(NOT_IN_STATE, {
      summary: `the recorded state has no user "${id}"`,
      fix: '`corform state list` shows the ids.',
    }),
  ];
}
