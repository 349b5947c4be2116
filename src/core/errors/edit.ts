/** The codes of editing users.yaml: CF170 to CF179. */
import type { ErrorEntry } from './entry.js';

export const NOT_EDITABLE = {
  code: 'CF170',
  kind: 'invalid-input',
  title: "An entry can't be edited safely",
  meaning:
    'corform changes as little of the text as it can, then reads the result again. Here the result was not the change that you asked for, so nothing was written.',
  fix: 'Edit this entry by hand.',
} as const satisfies ErrorEntry;

export const EDIT_OF_UNKNOWN = {
  code: 'CF171',
  kind: 'invalid-input',
  title: 'There is no such entry to edit',
  meaning: 'The edit names a user, a profile or a file that users.yaml does not have.',
  fix: 'Check the name.',
} as const satisfies ErrorEntry;

export const PROTECTED_FROM_REMOVAL = {
  code: 'CF172',
  kind: 'invalid-input',
  title: 'A protected user would be removed',
  meaning: 'A user with `protected: true` is never removed by a command.',
  fix: 'Set `protected: false` or take the line out, apply, then remove the user.',
} as const satisfies ErrorEntry;

export const FILE_CHANGED_IN_BETWEEN = {
  code: 'CF173',
  kind: 'conflict',
  title: 'A file changed while the command ran',
  meaning: 'Somebody else wrote a users file after the command had read it. Nothing was written.',
  fix: 'Run the command again.',
} as const satisfies ErrorEntry;

export const ONE_LINE_WOULD_DO = {
  code: 'CF174',
  kind: 'notice',
  title: 'All users of one profile are selected',
  meaning: 'Changing the profile takes one line, and also covers users who get the profile later.',
  fix: 'Run the command again with `--in profile:NAME` instead of a selection.',
} as const satisfies ErrorEntry;

export const NOBODY_SELECTED = {
  code: 'CF175',
  kind: 'usage',
  title: 'No users are selected',
  meaning:
    "You must ask for a change of all users explicitly, so a forgotten flag can't cause one.",
  fix: 'Give --only, --where, --exclude or --ids-from, or --all for all users.',
} as const satisfies ErrorEntry;

export const INVALID_ASSIGNMENT = {
  code: 'CF176',
  kind: 'usage',
  title: 'Not a field, or not FIELD=VALUE',
  meaning: '`set` takes fields with their values, `unset` takes fields.',
  fix: 'Write for example `corform set daily_hours=7.5 --all`, or `corform unset phone --all`.',
} as const satisfies ErrorEntry;
