import { type Diagnostic, errorOf, noteOf, warningOf } from '../errors/diagnostic.js';
import {
  MOVE_ONTO_RECORDED_USER,
  PREVIOUS_ID_DONE,
  PREVIOUS_ID_NOT_RECORDED,
  RECORD_CLAIMED_TWICE,
} from '../errors/plan.js';
import type { DesiredUser, ExternalId, RecordedUser } from '../model.js';
import { listSome } from '../text/list-some.js';
import { countOf, sampleIds } from '../text/phrase.js';

/** Records that `previously` hands over to another id. */
export interface Moves {
  /** The record that a desired id takes over. */
  readonly to: ReadonlyMap<ExternalId, RecordedUser>;
  /** The ids that those records have now. */
  readonly from: ReadonlySet<ExternalId>;
  readonly diagnostics: readonly Diagnostic[];
}

const NO_MOVES: Moves = { to: new Map(), from: new Set(), diagnostics: [] };

/**
 * Reads `previously`: it moves a record if the old id is recorded and the new one is not. Where neither id is recorded, `previously` is stale or misspelt: the user is an add.
 */
export function findMoves(users: readonly DesiredUser[], records: readonly RecordedUser[]): Moves {
  const moving = users.flatMap((user) =>
    user.previously === null ? [] : [{ user, previously: user.previously }],
  );
  if (moving.length === 0) return NO_MOVES;
  const desired = new Set(users.map((user) => user.id));
  const recorded = new Map(records.map((record) => [record.id, record]));
  const to = new Map<ExternalId, RecordedUser>();
  const from = new Set<ExternalId>();
  const errors: Diagnostic[] = [];
  const done: ExternalId[] = [];
  const missing: ExternalId[] = [];
  for (const { user, previously } of moving) {
    const record = recorded.get(previously);
    const isRecorded = recorded.has(user.id);
    if (record === undefined) {
      (isRecorded ? done : missing).push(user.id);
    } else if (isRecorded) {
      errors.push(bothRecorded(user, record.id));
    } else if (from.has(record.id) || desired.has(record.id)) {
      errors.push(claimedTwice(user, record.id));
    } else {
      to.set(user.id, record);
      from.add(record.id);
    }
  }
  return { to, from, diagnostics: [...listSome(errors), ...remarkOnStale(done, missing)] };
}

function bothRecorded(user: DesiredUser, previously: ExternalId): Diagnostic {
  return errorOf(MOVE_ONTO_RECORDED_USER, {
    summary: `"${user.id}" can't take over the record of "${previously}": both are recorded`,
    place: user.place,
  });
}

function claimedTwice(user: DesiredUser, previously: ExternalId): Diagnostic {
  return errorOf(RECORD_CLAIMED_TWICE, {
    summary: `"${user.id}" can't take over the record of "${previously}": another entry has it`,
    place: user.place,
  });
}

function remarkOnStale(
  done: readonly ExternalId[],
  missing: readonly ExternalId[],
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  if (missing.length > 0) {
    diagnostics.push(
      warningOf(PREVIOUS_ID_NOT_RECORDED, {
        summary: `"previously" names an id that is not recorded, for ${countOf(missing.length, 'user')}: ${sampleIds(missing)}`,
        detail: 'They are added as new users.',
      }),
    );
  }
  if (done.length > 0) {
    diagnostics.push(
      noteOf(PREVIOUS_ID_DONE, {
        summary: `"previously" is no longer needed for ${countOf(done.length, 'user')}: ${sampleIds(done)}`,
        fix: 'Remove it when convenient.',
      }),
    );
  }
  return diagnostics;
}
