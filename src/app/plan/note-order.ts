import type { Revisions } from '../../core/ports/git.js';

/**
 * Says that the state was written for a commit that this checkout does not have: then the plan would undo what
 * others have merged and applied. Null if it does, or if nobody can know. `mayLag`: a commit that git
 * does not know here is one that was not fetched, not one that a shallow clone in CI leaves out.
 */
export async function noteOrder(
  revisions: Revisions,
  applied: string | null,
  { mayLag }: { readonly mayLag: boolean },
): Promise<string | null> {
  const current = applied === null ? null : await revisions.head();
  if (applied === null || current === null) return null;
  const relation = await revisions.relation(current, applied);
  const last = `commit ${applied.slice(0, 12)} was applied last`;
  switch (relation) {
    case 'same':
    case 'descendant':
      return null;
    case 'ancestor':
      return `The state is ahead of this commit: ${last}. Pull first, or the plan undoes what came since.`;
    case 'diverged':
      return `The state is ahead of this branch: ${last}, and this branch does not contain it. Merge it first, or the plan undoes what it changed.`;
    case 'unknown':
      return mayLag
        ? `The state may be ahead of this commit: ${last}, and git does not have it here. Pull first, or the plan may undo what came since.`
        : null;
  }
}
