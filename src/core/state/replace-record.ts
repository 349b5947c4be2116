/**
 * How a whole record takes the place of another one: `state push` and `state repair`. What may have
 * been sent in between must not be forgotten by it.
 */
import { type Diagnostic, errorOf, type Outcome } from '../errors/diagnostic.js';
import {
  PUSH_OF_OTHER_LINEAGE,
  PUSH_OVER_UNREADABLE,
  PUSH_TOO_OLD,
  PUSH_WITHOUT_OPEN_RUN,
} from '../errors/state-operations.js';
import { FIELD_NAMES, type RecordedState, type RecordedUser } from '../model.js';
import { NO_EVIDENCE } from './evidence.js';
import { recoverRun } from './recover.js';

export interface Replacement {
  /** The state that is to be stored. */
  readonly pushed: RecordedState;
  /** What is stored now: null if there is nothing. */
  readonly stored: RecordedState | 'unreadable' | null;
  /** The highest serial that the backend has seen; 0 where it has seen none. */
  readonly takenSerial: number;
  readonly force: boolean;
  /** ISO 8601, UTC. */
  readonly now: string;
}

/**
 * The state to store for a push, with the serial that it is to have. Without `force` it must follow what
 * is stored: the same lineage, a higher serial, and not blind to an open run.
 *
 * With `force` it may be any state. If it does not follow, or nothing is stored that it could follow, it may be
 * older than what was sent. So every field of it becomes unknown, and the next apply sends all of them again.
 */
export function replaceRecord(request: Replacement): Outcome<RecordedState> {
  const { pushed, takenSerial, force, now } = request;
  const problem = checkSuccessor(request);
  if (problem !== null && !force) return { value: undefined, diagnostics: [problem] };
  const serial = Math.max(pushed.serial, takenSerial + 1);
  // Into an empty place --force is the way back from a disaster: nobody knows what was recorded last.
  const isForced = force && (problem !== null || request.stored === null);
  const state = isForced
    ? markAllUnknown(recoverRun(pushed, null, now).state, `push-${serial}`)
    : pushed;
  return { value: { ...state, serial }, diagnostics: [] };
}

/** Why `pushed` is not what comes after `stored`; null if it is. */
function checkSuccessor({ pushed, stored, takenSerial }: Replacement): Diagnostic | null {
  if (stored === 'unreadable') return UNREADABLE;
  if (stored === null) return pushed.serial < takenSerial ? tooOld(pushed, takenSerial) : null;
  if (pushed.lineage !== stored.lineage) return otherLineage(pushed, stored);
  if (pushed.serial <= takenSerial) return tooOld(pushed, takenSerial);
  return knowsRun(pushed, stored) ? null : BLIND;
}

/** Whether the open run of `stored`, if there is one, is part of what `pushed` tells. */
function knowsRun(pushed: RecordedState, stored: RecordedState): boolean {
  const id = stored.run?.id;
  if (id === undefined || pushed.run?.id === id) return true;
  return pushed.history.some((run) => run.id === id);
}

/**
 * The record with every field of every user unknown: the next apply sends all of them again. `mark`
 * stands where the id of the run would: 1 to 64 letters, digits, `-` or `_`. No run may be open.
 */
export function markAllUnknown(state: RecordedState, mark: string): RecordedState {
  return { ...state, users: state.users.map((user) => markUser(user, mark)) };
}

function markUser(user: RecordedUser, mark: string): RecordedUser {
  const managed = FIELD_NAMES.filter(
    (field) => user.fields[field] !== undefined || user.unknown[field] !== undefined,
  );
  const unknown = Object.fromEntries(managed.map((field) => [field, user.unknown[field] ?? mark]));
  // A run that is forgotten may have sent something else: nothing that was known holds any longer.
  return { ...user, unknown, evidence: NO_EVIDENCE };
}

function otherLineage(pushed: RecordedState, stored: RecordedState): Diagnostic {
  return errorOf(PUSH_OF_OTHER_LINEAGE, {
    summary: 'the pushed state has another lineage than the stored one',
    detail: `Stored: ${stored.lineage}, pushed: ${pushed.lineage}. They began with two different runs of \`corform init\`.`,
  });
}

function tooOld(pushed: RecordedState, takenSerial: number): Diagnostic {
  return errorOf(PUSH_TOO_OLD, {
    summary: `the backend has serial ${takenSerial} already, and the pushed state has ${pushed.serial}`,
    detail:
      'Something was recorded after the pushed state was made. If it is a recovery file, a later apply has already recovered that run, and you no longer need the file.',
  });
}

const BLIND: Diagnostic = errorOf(PUSH_WITHOUT_OPEN_RUN, {
  summary: 'the stored state has an open run that the pushed one does not include',
  detail: 'That apply was killed, and corform would forget what it sent.',
});

const UNREADABLE: Diagnostic = errorOf(PUSH_OVER_UNREADABLE, {
  summary: "the stored state can't be read, so corform can't compare the pushed one with it",
});
