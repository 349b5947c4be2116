/** The order of an apply: locks, races, the order of commits, saving the record. */
import type { ErrorEntry } from './entry.js';

export const STATE_LOCKED = {
  code: 'CF701',
  kind: 'conflict',
  title: 'the state is locked',
  meaning: 'Another command works on the recorded state; the message shows who.',
  fix: 'Wait with `--lock-timeout 10m`. If that run is surely dead: `corform state unlock ID`.',
} as const satisfies ErrorEntry;

export const WAITING_FOR_LOCK = {
  code: 'CF702',
  kind: 'notice',
  title: 'waiting for the lock',
  meaning: 'Another command works on the recorded state and `--lock-timeout` is not over yet.',
  fix: 'Nothing: it goes on as soon as the lock is free.',
} as const satisfies ErrorEntry;

export const DEAD_LOCK_TAKEN_OVER = {
  code: 'CF703',
  kind: 'notice',
  title: 'a dead lock was taken over',
  meaning:
    'Its owner is provably gone, or stopped giving signs of life. Its open run is recovered.',
  fix: 'Nothing.',
} as const satisfies ErrorEntry;

export const LOCK_LOST = {
  code: 'CF704',
  kind: 'notice',
  title: 'the lock was lost',
  meaning:
    'Somebody unlocked the state while the command ran. The fence kept the record consistent.',
  fix: 'Find out who did it; unlock only what is surely dead.',
} as const satisfies ErrorEntry;

export const LOCK_NOT_RELEASED = {
  code: 'CF705',
  kind: 'notice',
  title: 'the lock could not be released',
  meaning: 'The work is done and recorded, but the lock is still there.',
  fix: '`corform state unlock ID`',
} as const satisfies ErrorEntry;

export const STATE_CHANGED = {
  code: 'CF706',
  kind: 'conflict',
  title: 'the state has changed meanwhile',
  meaning:
    'Another command stored first, or somebody has removed the lock by hand. This one lost the fence and sent nothing.',
  fix: 'Run the command again.',
} as const satisfies ErrorEntry;

export const APPLY_RUNNING = {
  code: 'CF707',
  kind: 'notice',
  title: 'an apply is running',
  meaning:
    'The recorded state has an open run and somebody holds the lock, so what is shown is a snapshot.',
  fix: 'Look again when it has ended. If it was killed, the next apply recovers it.',
} as const satisfies ErrorEntry;

export const OLDER_COMMIT = {
  code: 'CF710',
  kind: 'conflict',
  title: 'an older commit',
  meaning:
    'The commit that is checked out is an ancestor of the one that was applied last: applying it would undo what was merged since.',
  fix: 'Apply the newer commit, or say `--allow-rollback`.',
} as const satisfies ErrorEntry;

export const COMMIT_OF_OTHER_BRANCH = {
  code: 'CF711',
  kind: 'conflict',
  title: 'a commit of another branch',
  meaning: 'The commit that is checked out does not contain the one that was applied last.',
  fix: 'Apply a commit that contains it, or say `--allow-rollback`.',
} as const satisfies ErrorEntry;

export const COMMIT_ORDER_UNKNOWN = {
  code: 'CF712',
  kind: 'conflict',
  title: 'the order of commits can not be told',
  meaning: 'git does not have the commit that was applied last, as in a shallow clone.',
  fix: 'Fetch the whole history in the job that applies, or say `--allow-rollback`.',
} as const satisfies ErrorEntry;

export const NO_COMMIT_REPORTED = {
  code: 'CF713',
  kind: 'conflict',
  title: 'git tells no commit',
  meaning:
    'The state was last applied from a git commit, and here git knows none: outside a work tree, or in one that it does not trust (safe.directory).',
  fix: 'Apply from the repository, or say `--allow-rollback`.',
} as const satisfies ErrorEntry;

export const NO_STATE = {
  code: 'CF720',
  kind: 'error',
  title: 'there is no recorded state',
  meaning: 'corform never guesses what was applied: without a record it sends nothing.',
  fix: '`corform init`. If there was a state before, restore it instead (docs/reliability.md).',
} as const satisfies ErrorEntry;

export const STATE_NOT_SAVED = {
  code: 'CF721',
  kind: 'state-not-saved',
  title: 'COR was changed, but the record could not be saved',
  meaning:
    'The backend failed at the very end. The state is in the recovery file that the message names last.',
  fix: '`corform state push FILE` once the backend works. With a local state the next apply also recovers from its journal.',
} as const satisfies ErrorEntry;

export const STATE_GONE = {
  code: 'CF722',
  kind: 'error',
  title: 'the recorded state is gone',
  meaning:
    'There is no state, but the backend still has older versions of one. A new state would forget everything that was applied.',
  fix: '`corform state repair` goes back to the newest good version.',
} as const satisfies ErrorEntry;
