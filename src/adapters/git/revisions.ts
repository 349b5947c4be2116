import { REVISION_NOT_FOUND } from '../../core/errors/command.js';
import { type Failure, failureOf } from '../../core/errors/failure.js';
import type { Revisions } from '../../core/ports/git.js';
import { configReadingEnvironment, runGit, type GitResult } from './command.js';
import { isObjectId } from './object-id.js';

const TIMEOUT_MS = 60_000;

type Git = (...args: readonly string[]) => Promise<GitResult>;

/** git in a folder, with the user's configuration and without our secrets in its environment. */
export function gitIn(cwd: string): Git {
  const env = configReadingEnvironment(process.env);
  return (...args) =>
    runGit({ args, cwd, env, timeoutMs: TIMEOUT_MS, signal: new AbortController().signal });
}

/**
 * Whether git keeps a file: `tracked`; `untracked`, so a fresh checkout lacks it and a cleaned one
 * loses it; `outside` of any work tree.
 */
export async function gitTracking(
  cwd: string,
  path: string,
): Promise<'tracked' | 'untracked' | 'outside'> {
  const git = gitIn(cwd);
  const { code } = await git('--literal-pathspecs', 'ls-files', '--error-unmatch', '--', path);
  if (code === 0) return 'tracked';
  // 1: git does not know the file; anything else: it is none of git's business.
  return code === 1 ? 'untracked' : 'outside';
}

/** Asks the `git` of this machine about the repository around `cwd`. Reads only. */
export function gitRevisions(cwd: string): Revisions {
  const git = gitIn(cwd);

  const isCommit = async (id: string): Promise<boolean> =>
    (await git('cat-file', '-e', `${id}^{commit}`)).code === 0;

  /** `--end-of-options` and the `./` of a path keep hostile names from being read as options or revisions. */
  const commitAt = async (revision: string): Promise<string> => {
    const name = `${revision}^{commit}`;
    const commit = await git('rev-parse', '--verify', '--quiet', '--end-of-options', name);
    const id = commit.stdout.toString('latin1').trim();
    if (commit.code === 0 && isObjectId(id)) return id;
    throw notThere(`git does not have the revision \`${revision}\``);
  };

  return {
    async head() {
      const answer = await git('rev-parse', '--verify', '--quiet', 'HEAD^{commit}');
      const text = answer.stdout.toString('latin1').trim();
      return answer.code === 0 && isObjectId(text) ? text : null;
    },

    async relation(a, b) {
      if (a === b) return 'same';
      if (!isObjectId(a) || !isObjectId(b)) return 'unknown';
      if (!(await isCommit(a)) || !(await isCommit(b))) return 'unknown';
      const forward = await git('merge-base', '--is-ancestor', a, b);
      if (forward.code === 0) return 'ancestor';
      const backward = await git('merge-base', '--is-ancestor', b, a);
      if (backward.code === 0) return 'descendant';
      // A shallow history may just not reach far enough to see that one contains the other.
      const shallow = await git('rev-parse', '--is-shallow-repository');
      const conclusive =
        forward.code === 1 && backward.code === 1 && shallow.stdout.toString().trim() === 'false';
      return conclusive ? 'diverged' : 'unknown';
    },

    async fileAt(revision, path) {
      const id = await commitAt(revision);
      const file = await git('cat-file', 'blob', `${id}:./${path}`);
      if (file.code === 0) return file.stdout;
      const listed = await git('ls-tree', id, '--', `./${path}`);
      if (listed.code === 0 && listed.stdout.length === 0) return null;
      throw notThere(`git can't read \`${path}\` at \`${revision}\``);
    },

    async filesAt(revision) {
      const listed = await git('ls-tree', '-r', '-z', '--name-only', await commitAt(revision));
      if (listed.code !== 0) throw notThere(`git can't list the files at \`${revision}\``);
      return listed.stdout.toString('utf8').split('\0').slice(0, -1);
    },
  };
}

function notThere(summary: string): Failure {
  return failureOf(REVISION_NOT_FOUND, { summary });
}
