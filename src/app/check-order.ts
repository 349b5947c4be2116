import type { Diagnostic } from '../core/diagnostic.js';
import type { Revisions } from '../core/ports.js';

/**
 * Whether the commit that is checked out may be applied after the one that was applied last: an older
 * one would undo what came since. Null: it may. Where git does not have the recorded commit (a
 * shallow clone, a rewritten history) the order can't be told, which is a warning.
 */
export async function checkOrder(
  revisions: Revisions,
  current: string | null,
  applied: string | null,
): Promise<Diagnostic | null> {
  if (current === null || applied === null) return null;
  switch (await revisions.relation(current, applied)) {
    case 'same':
    case 'descendant':
      return null;
    case 'ancestor':
      return {
        severity: 'error',
        code: 'CF710',
        summary: `commit ${short(current)} is older than ${short(applied)}, which was applied last`,
        detail: 'Applying it would undo what was merged since.',
        fix: 'Apply the newer commit, or, if going back is what you want: --allow-rollback',
      };
    case 'diverged':
      return {
        severity: 'error',
        code: 'CF711',
        summary: `commit ${short(current)} does not contain ${short(applied)}, which was applied last`,
        detail: 'Applying it would undo what that commit changed.',
        fix: 'Apply a commit that contains it, or, if going back is what you want: --allow-rollback',
      };
    case 'unknown':
      return {
        severity: 'warning',
        code: 'CF712',
        summary: `git does not have commit ${short(applied)}, which was applied last: the order of commits was not checked`,
        fix: 'Fetch the history in the job that applies (fetch-depth: 0, GIT_DEPTH: 0).',
      };
  }
}

function short(commit: string): string {
  return commit.slice(0, 12);
}
