import { type Diagnostic, errorOf } from '../errors/diagnostic.js';
import { PROTECTED_USER_EMPTIED, PROTECTION_LOST_IN_MOVE } from '../errors/plan.js';
import type { RecordedUser } from '../model.js';
import { listSome } from '../text/list-some.js';
import type { Change, RecordChange, UpdateChange } from './change.js';
import { releasesAll } from './classify.js';

/**
 * Refuses changes by which a protected user would lose the protection on the way out: a move to an id that is not
 * protected, and an entry without fields. Leaving users.yaml is checked where the users are compared.
 */
export function checkProtectedChanges(
  changes: readonly Change[],
  records: readonly RecordedUser[],
): readonly Diagnostic[] {
  const kept = records.filter((record) => record.protected).map(({ id }) => id);
  if (kept.length === 0) return [];
  const protectedIds = new Set(kept);
  const found = changes.filter(
    (change): change is UpdateChange | RecordChange =>
      (change.action === 'update' || change.action === 'record') &&
      protectedIds.has(change.movedFrom ?? change.id),
  );
  return [
    ...listSome(found.filter(losesInMove).map(lostInMove)),
    ...listSome(found.filter(releasesAll).map(emptied)),
  ];
}

function losesInMove({ movedFrom, protection }: UpdateChange | RecordChange): boolean {
  return movedFrom !== null && protection === false;
}

function lostInMove({ id, movedFrom, place }: UpdateChange | RecordChange): Diagnostic {
  return errorOf(PROTECTION_LOST_IN_MOVE, {
    summary: `"${String(movedFrom)}" is protected, and "${id}", who takes over the record, is not`,
    place,
  });
}

function emptied({ id, place }: UpdateChange | RecordChange): Diagnostic {
  return errorOf(PROTECTED_USER_EMPTIED, {
    summary: `"${id}" is protected, and no field of it would be managed any more`,
    place,
  });
}
