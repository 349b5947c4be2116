import { type Diagnostic, errorOf, type Outcome } from '../errors/diagnostic.js';
import { ID_ALREADY_RECORDED, NOT_IN_STATE, PROTECTED_IN_RECORD } from '../errors/command.js';
import { UNSENDABLE_ID } from '../errors/users.js';
import { whyIdIsUnusable } from '../users/usable-id.js';
import { compareIds, type ExternalId, type RecordedState, type RecordedUser } from '../model.js';
import { foldId } from '../text/fold-id.js';
import { countOf, sampleIds } from '../text/phrase.js';

/**
 * Takes users out of the record. They stay in COR; with users.yaml as it is they show as adds. Protected users are
 * refused unless `includeProtected`: without the record nothing would hold them in users.yaml any more.
 */
export function removeRecordedUsers(
  state: RecordedState,
  ids: readonly ExternalId[],
  { includeProtected }: { readonly includeProtected: boolean },
): Outcome<RecordedState> {
  const gone = new Set(ids);
  const diagnostics = ids.flatMap((id) => missing(state, id));
  const held = state.users.filter((user) => user.protected && gone.has(user.id));
  if (held.length > 0 && !includeProtected) diagnostics.push(protectedUsers(held));
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
      errorOf(ID_ALREADY_RECORDED, { summary: `the recorded state already has a user "${to}"` }),
    );
  }
  diagnostics.push(...lookAlikes(state, from, to));
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

function protectedUsers(users: readonly RecordedUser[]): Diagnostic {
  return errorOf(PROTECTED_IN_RECORD, {
    summary: `${countOf(users.length, 'protected user')} would leave the record: ${sampleIds(users.map(({ id }) => id))}`,
  });
}

/** Ids of Salesforce differ by case alone: docs/decisions/0010. */
function lookAlikes(state: RecordedState, from: ExternalId, to: ExternalId): Diagnostic[] {
  if (state.target?.source === 'SALESFORCE') return [];
  const folded = foldId(to);
  const found = state.users.find(({ id }) => id !== from && id !== to && foldId(id) === folded);
  if (found === undefined) return [];
  return [
    errorOf(ID_ALREADY_RECORDED, {
      summary: `the recorded state has a user ${JSON.stringify(found.id)}, which looks like ${JSON.stringify(to)}`,
    }),
  ];
}

function missing(state: RecordedState, id: ExternalId): Diagnostic[] {
  if (state.users.some((user) => user.id === id)) return [];
  return [errorOf(NOT_IN_STATE, { summary: `the recorded state has no user "${id}"` })];
}
