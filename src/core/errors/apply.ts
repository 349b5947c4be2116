/** An apply among others: running ones, and the order of commits. */
import type { ErrorEntry } from './entry.js';

export const APPLY_RUNNING = {
  code: 'CF707',
  kind: 'notice',
  title: 'An apply is running',
  meaning:
    'The recorded state has an open run and somebody holds the lock, so the output is only a snapshot.',
  fix: 'Look again when the apply has ended. If it was killed, the next apply recovers its run.',
} as const satisfies ErrorEntry;

export const OLDER_COMMIT = {
  code: 'CF710',
  kind: 'conflict',
  title: 'An older commit',
  meaning:
    'The checked-out commit is an ancestor of the one that was applied last. Applying it would undo everything merged since.',
  fix: 'Apply the newer commit. If you want to go back, pass `--allow-rollback`.',
} as const satisfies ErrorEntry;

export const COMMIT_OF_OTHER_BRANCH = {
  code: 'CF711',
  kind: 'conflict',
  title: 'A commit of another branch',
  meaning: 'The checked-out commit does not contain the one that was applied last.',
  fix: 'Apply a commit that contains it. If you want to go back, pass `--allow-rollback`.',
} as const satisfies ErrorEntry;

export const COMMIT_ORDER_UNKNOWN = {
  code: 'CF712',
  kind: 'conflict',
  title: 'The order of the commits is unknown',
  meaning: 'git does not have the commit that was applied last. This happens in a shallow clone.',
  fix: 'Fetch the history in the job that applies (fetch-depth: 0, GIT_DEPTH: 0). If you know that this commit is newer, pass `--allow-rollback`.',
} as const satisfies ErrorEntry;

export const NO_COMMIT_REPORTED = {
  code: 'CF713',
  kind: 'conflict',
  title: 'git reports no commit',
  meaning:
    'The state was last applied from a git commit, but git reports none here: this folder is outside a work tree, or git does not trust it (safe.directory).',
  fix: 'Apply from the repository: `git status` must work there. If you know that users.yaml is newer, pass `--allow-rollback`.',
} as const satisfies ErrorEntry;
