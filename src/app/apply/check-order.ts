import { type Diagnostic, errorOf } from '../../core/errors/diagnostic.js';
import {
  COMMIT_OF_OTHER_BRANCH,
  COMMIT_ORDER_UNKNOWN,
  NO_COMMIT_REPORTED,
  OLDER_COMMIT,
} from '../../core/errors/apply.js';
import type { Revisions } from '../../core/ports.js';

/**
 * Whether the commit that is checked out may be applied after the one that was applied last: an older
 * one would undo what came since. Null: it may. Where the order can't be told (no git, a shallow clone, a
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
        detail: 'Applying it would undo what was merged since.',
        fix: 'Apply the newer commit, or, if going back is what you want: --allow-rollback',
      });
    case 'diverged':
      return errorOf(COMMIT_OF_OTHER_BRANCH, {
        summary: `commit ${short(current)} does not contain ${short(applied)}, which was applied last`,
        detail: 'Applying it would undo what that commit changed.',
        fix: 'Apply a commit that contains it, or, if going back is what you want: --allow-rollback',
      });
    case 'unknown':
      return errorOf(COMMIT_ORDER_UNKNOWN, {
        summary: `git does not have commit ${short(applied)}, which was applied last: nobody can tell whether this one is newer`,
        fix: 'Fetch the history in the job that applies (fetch-depth: 0, GIT_DEPTH: 0), or, if you know that it is newer: --allow-rollback',
      });
  }
}

function noCommit(applied: string): Diagnostic {
  return errorOf(NO_COMMIT_REPORTED, {
    summary: `git tells no commit here, and ${short(applied)} was applied last`,
    detail:
      'Outside a git work tree, or in one that git does not trust, an older users.yaml would go unnoticed.',
    fix: 'Apply from the repository (git status must work there), or, if you know that it is newer: --allow-rollback',
  });
}

function short(commit: string): string {
  return commit.slice(0, 12);
}
