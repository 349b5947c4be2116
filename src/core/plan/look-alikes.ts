import { type Diagnostic, errorOf } from '../errors/diagnostic.js';
import { LOOKALIKE_OF_RECORDED_ID } from '../errors/plan.js';
import type { DesiredUser, ExternalId, RecordedUser } from '../model.js';
import { foldId } from '../text/fold-id.js';
import { listSome } from '../text/list-some.js';
import type { Moves } from './moves.js';

const HOW_THEY_DIFFER =
  'They differ only in case, normalisation, invisible characters or letters that look alike.';

/**
 * Refuses ids of `fresh` users, who are not recorded, that look like a recorded id that users.yaml no longer has: one person would
 * leave the record and come back as another, past the limits on roles. An old id in `previously` that is
 * misspelt in such a way is the same slip.
 */
export function findLookAlikes(
  fresh: readonly DesiredUser[],
  users: readonly DesiredUser[],
  records: readonly RecordedUser[],
  movedTo: Moves['to'] = new Map(),
): readonly Diagnostic[] {
  if (fresh.length === 0) return [];
  const desired = new Set(users.map(({ id }) => id));
  const leaving = records.filter(({ id }) => !desired.has(id));
  const alike = new Map(leaving.map(({ id }) => [foldId(id), id]));
  const misspelt = fresh.flatMap((user) => {
    const movedFrom = movedTo.get(user.id)?.id ?? null;
    if (movedFrom === null && user.previously !== null) {
      const meant = alike.get(foldId(user.previously));
      if (meant !== undefined && meant !== user.previously)
        return [misspeltPrevious(user, user.previously, meant)];
    }
    const meant = alike.get(foldId(user.id));
    return meant === undefined || meant === movedFrom ? [] : [looksLike(user, meant)];
  });
  return listSome(misspelt);
}

function looksLike({ id, place }: DesiredUser, meant: ExternalId): Diagnostic {
  return errorOf(LOOKALIKE_OF_RECORDED_ID, {
    summary: `the id ${JSON.stringify(id)} looks like ${JSON.stringify(meant)}, which is recorded`,
    detail: HOW_THEY_DIFFER,
    place,
    fix: `Write ${JSON.stringify(meant)}. If the id changed in COR, add \`previously: ${JSON.stringify(meant)}\` to the entry, or run \`corform state mv OLD NEW\`.`,
  });
}

function misspeltPrevious(
  { id, place }: DesiredUser,
  previously: ExternalId,
  meant: ExternalId,
): Diagnostic {
  return errorOf(LOOKALIKE_OF_RECORDED_ID, {
    summary: `"previously" of ${JSON.stringify(id)} is ${JSON.stringify(previously)}, and ${JSON.stringify(meant)} is recorded`,
    detail: HOW_THEY_DIFFER,
    place,
    fix: `Write \`previously: ${JSON.stringify(meant)}\`.`,
  });
}
