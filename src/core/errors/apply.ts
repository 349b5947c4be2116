/** The order of an apply: locks, races, the order of commits, saving the record. */
import type { ErrorEntry } from './entry.js';

export const STATE_LOCKED = {
  code: 'CF701',
  kind: 'conflict',
  title: 'The state is locked',
  meaning: 'Another command is working on the recorded state. The message shows whose.',
  fix: 'Wait with `--lock-timeout 10m`. If you are sure that the other run is dead: `corform state unlock ID`.',
} as const satisfies ErrorEntry;

export const WAITING_FOR_LOCK = {
  code: 'CF702',
  kind: 'notice',
  title: 'Waiting for the lock',
  meaning:
    'Another command is working on the recorded state, and `--lock-timeout` has not passed yet.',
  fix: 'Nothing to do: the command continues as soon as the lock is free.',
} as const satisfies ErrorEntry;

export const DEAD_LOCK_TAKEN_OVER = {
  code: 'CF703',
  kind: 'notice',
  title: 'The lock of a dead run was taken over',
  meaning:
    'The owner of the lock is provably gone, or has stopped renewing it. corform recovers its open run.',
  fix: 'Nothing to do.',
} as const satisfies ErrorEntry;

export const LOCK_LOST = {
  code: 'CF704',
  kind: 'notice',
  title: 'The lock was lost',
  meaning:
    'Somebody unlocked the state while the command ran. The record is still consistent: the first write of each run checks that no other run has started.',
  fix: 'Find out who did it. Only unlock a run if you are sure that it is dead.',
} as const satisfies ErrorEntry;

export const LOCK_NOT_RELEASED = {
  code: 'CF705',
  kind: 'notice',
  title: 'The lock could not be released',
  meaning: 'The work is done and recorded, but the lock is still there.',
  fix: '`corform state unlock ID`',
} as const satisfies ErrorEntry;

export const STATE_CHANGED = {
  code: 'CF706',
  kind: 'conflict',
  title: 'The state changed while the command ran',
  meaning:
    'Another command stored a new version first, or somebody removed the lock by hand. This command sent nothing.',
  fix: 'Run the command again.',
} as const satisfies ErrorEntry;

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
  fix: 'Apply the newer commit, or pass `--allow-rollback`.',
} as const satisfies ErrorEntry;

export const COMMIT_OF_OTHER_BRANCH = {
  code: 'CF711',
  kind: 'conflict',
  title: 'A commit of another branch',
  meaning: 'The checked-out commit does not contain the one that was applied last.',
  fix: 'Apply a commit that contains it, or pass `--allow-rollback`.',
} as const satisfies ErrorEntry;

export const COMMIT_ORDER_UNKNOWN = {
  code: 'CF712',
  kind: 'conflict',
  title: 'The order of the commits is unknown',
  meaning: 'git does not have the commit that was applied last. This happens in a shallow clone.',
  fix: 'Fetch the whole history in the job that applies, or pass `--allow-rollback`.',
} as const satisfies ErrorEntry;

export const NO_COMMIT_REPORTED = {
  code: 'CF713',
  kind: 'conflict',
  title: 'git reports no commit',
  meaning:
    'The state was last applied from a git commit, but git reports none here: this folder is outside a work tree, or git does not trust it (safe.directory).',
  fix: 'Apply from the repository, or pass `--allow-rollback`.',
} as const satisfies ErrorEntry;

export const NO_STATE = {
  code: 'CF720',
  kind: 'error',
  title: 'There is no recorded state',
  meaning: 'corform never guesses what was applied. Without a record it sends nothing.',
  fix: 'Run Run Run Run `corform init`. If there was a state before, restore it instead (docs/reliability.md).',
} as const satisfies ErrorEntry;

export const STATE_NOT_SAVED = {
  code: 'CF721',
  kind: 'state-not-saved',
  title: 'COR was changed, but the record could not be saved',
  meaning:
    'The backend failed at the very end. corform wrote the state to a recovery file, which the message names last.',
  fix: 'Run `corform state push FILE` once the backend works. With a local state, the next apply also recovers from its journal.',
} as const satisfies ErrorEntry;

export const STATE_GONE = {
  code: 'CF722',
  kind: 'error',
  title: 'The recorded state is gone',
  meaning:
    'There is no state, but the backend still keeps older versions of it. A new state would forget everything that was applied.',
  fix: 'Run `corform state repair`, which goes back to the newest good version.',
} as const satisfies ErrorEntry;
