/** The codes of `drift`: CF651 to CF659. */
import type { ErrorEntry } from './entry.js';

export const APPLY_DURING_DRIFT = {
  code: 'CF651',
  kind: 'incomplete',
  title: 'An apply was running while drift compared',
  meaning:
    "What an apply has just sent would look like a change by hand. So drift compares only if no apply is running and the record stays the same while it reads COR's list.",
  fix: 'Wait for the apply to end, then run `corform drift` again. If it was killed, `corform apply` finishes it.',
} as const satisfies ErrorEntry;

export const NOBODY_FOUND = {
  code: 'CF652',
  kind: 'conflict',
  title: "COR's list has none of the recorded users",
  meaning:
    "The record has COR's own ids of users, and none of them is in the list. Most likely the credential belongs to another company, or COR_API_URL leads to another COR.",
  fix: 'Check COR_API_URL, and which company the credential belongs to.',
} as const satisfies ErrorEntry;

export const INVALID_IGNORE = {
  code: 'CF653',
  kind: 'usage',
  title: '--ignore names an unknown field',
  meaning: '--ignore and drift.ignore take GLOB, or GLOB:FIELD with the name of a field.',
  fix: 'Write for example --ignore "OKTA-BOT-*:daily_hours".',
} as const satisfies ErrorEntry;

export const CHANGED_IN_COR = {
  code: 'CF654',
  kind: 'notice',
  title: 'Changed in COR',
  meaning:
    'COR has another value than corform last applied, and users.yaml still has the applied one. Somebody, or another system, changed it in COR.',
  fix: "Keep COR's value with `corform drift --accept`, or restore ours with `corform apply --resend drifted:FILE`.",
} as const satisfies ErrorEntry;

export const ROLE_RAISED_IN_COR = {
  code: 'CF655',
  kind: 'notice',
  title: 'A more powerful role in COR',
  meaning: 'Somebody was given a more powerful role in COR than corform last applied.',
  fix: "Find out who did it. Then keep COR's value with `corform drift --accept`, or restore ours with `corform apply --resend drifted:FILE`.",
} as const satisfies ErrorEntry;

export const CHANGED_ON_BOTH_SIDES = {
  code: 'CF656',
  kind: 'notice',
  title: 'Changed in COR and in users.yaml',
  meaning:
    'COR, the record and users.yaml have three different values. The next apply sends that of users.yaml.',
  fix: 'Decide which one is right: write it into users.yaml, then apply.',
} as const satisfies ErrorEntry;

export const MISSING_IN_COR = {
  code: 'CF657',
  kind: 'notice',
  title: 'Missing in COR',
  meaning:
    "The record has COR's own id of this user, but two complete lists in a row, with the same people in both, do not.",
  fix: 'Ask who removed the user in COR. If it is meant, remove the user from users.yaml.',
} as const satisfies ErrorEntry;

export const LEAVER_STILL_VISIBLE = {
  code: 'CF658',
  kind: 'notice',
  title: 'Left, and still visible in COR',
  meaning: 'The export of --people says that this person has left, and COR still shows them.',
  fix: 'Hide or remove them in COR. corform never removes anybody.',
} as const satisfies ErrorEntry;

export const NOT_ACCEPTED = {
  code: 'CF659',
  kind: 'notice',
  title: '--accept left a value alone',
  meaning:
    '--accept only writes values that changed in COR but not in users.yaml. It also skips a value that users.yaml has no place for, or that your rules do not allow.',
  fix: 'Edit users.yaml by hand.',
} as const satisfies ErrorEntry;
