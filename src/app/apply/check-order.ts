import { type Diagnostic, errorOf } from '../../core/errors/diagnostic.js';
import {
  COMMIT_OF_OTHER_BRANCH,
  COMMIT_ORDER_UNKNOWN,
  NO_COMMIT_REPORTED,
  OLDER_COMMIT,
} from '../../core/errors/apply.js';
import type { Revisions } from '../../core/ports/git.js';

/**
 * Whether the commit that is checked out may be applied after the one that was applied last: an older
 * one would undo what came since. Null: it may. If the order is unknown (no git, a shallow clone, a
 * rewritten history) it may not: an unnoticed older commit is what this is here to stop.
 */
export async function checkOrder(
  revisions: Revisions,
  current: string | null,
  applied: string | null,
): Promise<Diagnostic | null> {
  if (applied === null) return null;
  if (current === null) return noCommit(applied);
  switch (await revisions.relation(current, applied)) {
    case 'same':
    case 'descendant':
      return null;
    case 'ancestor':
      return errorOf(OLDER_COMMIT, {
        summary: `commit ${short(current)} is older than ${short(applied)}, which was applied last`,
        detail: 'Applying it would undo everything merged since.',
      });
    case 'diverged':
      return errorOf(COMMIT_OF_OTHER_BRANCH, {
        summary: `commit ${short(current)} does not contain ${short(applied)}, which was applied last`,
        detail: 'Applying it would undo what that commit changed.',
      });
    case 'unknown':
      return errorOf(COMMIT_ORDER_UNKNOWN, {
        summary: `git does not have commit ${short(applied)}, which was applied last, so it is unknown whether this commit is newer`,
      });
  }
}

function noCommit(applied: string): Diagnostic {
  return errorOf(NO_COMMIT_REPORTED, {
    summary: `git reports no commit here, but commit ${short(applied)} was applied last`,
    detail:
      "Outside a git work tree, or in one that git does not trust, corform can't notice an older users.yaml.",
  });
}

function short(commit: string): string {
  return commit.slice(0, 12);
}
