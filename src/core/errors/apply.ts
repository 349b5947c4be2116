import type { CatalogEntry } from './entry.js';

/** The order of an apply: locks, races, the order of commits, saving the record. */
export const APPLY_CODES: readonly CatalogEntry[] = [
  {
    code: 'CF701',
    title: 'the state is locked',
    meaning: 'Another command works on the recorded state; the message shows who.',
    fix: 'Wait with `--lock-timeout 10m`. If that run is surely dead: `corform state unlock ID`.',
  },
  {
    code: 'CF702',
    title: 'waiting for the lock',
    meaning: 'Another command works on the recorded state and `--lock-timeout` is not over yet.',
    fix: 'Nothing: it goes on as soon as the lock is free.',
  },
  {
    code: 'CF703',
    title: 'a dead lock was taken over',
    meaning:
      'Its owner is provably gone, or stopped giving signs of life. Its open run is recovered.',
    fix: 'Nothing.',
  },
  {
    code: 'CF704',
    title: 'the lock was lost',
    meaning:
      'Somebody unlocked the state while the command ran. The fence kept the record consistent.',
    fix: 'Find out who did it; unlock only what is surely dead.',
  },
  {
    code: 'CF705',
    title: 'the lock could not be released',
    meaning: 'The work is done and recorded, but the lock is still there.',
    fix: '`corform state unlock ID`',
  },
  {
    code: 'CF706',
    title: 'the state has changed meanwhile',
    meaning:
      'Another command stored first, or somebody has removed the lock by hand. This one lost the fence and sent nothing.',
    fix: 'Run the command again.',
  },
  {
    code: 'CF710',
    title: 'an older commit',
    meaning:
      'The commit that is checked out is an ancestor of the one that was applied last: applying it would undo what was merged since.',
    fix: 'Apply the newer commit, or say `--allow-rollback`.',
  },
  {
    code: 'CF711',
    title: 'a commit of another branch',
    meaning: 'The commit that is checked out does not contain the one that was applied last.',
    fix: 'Apply a commit that contains it, or say `--allow-rollback`.',
  },
  {
    code: 'CF712',
    title: 'the order of commits can not be told',
    meaning: 'git does not have the commit that was applied last, as in a shallow clone.',
    fix: 'Fetch the whole history in the job that applies, or say `--allow-rollback`.',
  },
  {
    code: 'CF713',
    title: 'git tells no commit',
    meaning:
      'The state was last applied from a git commit, and here git knows none: outside a work tree, or in one that it does not trust (safe.directory).',
    fix: 'Apply from the repository, or say `--allow-rollback`.',
  },
  {
    code: 'CF720',
    title: 'there is no recorded state',
    meaning: 'corform never guesses what was applied: without a record it sends nothing.',
    fix: '`corform init`. If there was a state before, restore it instead (docs/reliability.md).',
  },
  {
    code: 'CF721',
    title: 'COR was changed, but the record could not be saved',
    meaning:
      'The backend failed at the very end. The state is in the recovery file that the message names last.',
    fix: '`corform state push FILE` once the backend works. With a local state the next apply also recovers from its journal.',
  },
  {
    code: 'CF722',
    title: 'the recorded state is gone',
    meaning:
      'There is no state, but the backend still has older versions of one. A new state would forget everything that was applied.',
    fix: '`corform state repair` goes back to the newest good version.',
  },
];
