/** What `status` and `explain` say of how corform knows what COR holds. */
import type { ErrorEntry } from './entry.js';

export const EVIDENCE_TOO_OLD = {
  code: 'CF555',
  kind: 'notice',
  title: 'Fields are older than --max-age',
  meaning:
    'corform has not heard from COR about these fields for longer than `--max-age` allows. The command ends with exit code 2.',
  fix: 'Send them again: `corform apply --resend older:90d`.',
} as const satisfies ErrorEntry;

export const TOO_MUCH_ASSUMED = {
  code: 'CF556',
  kind: 'notice',
  title: 'More fields are assumed than --max-assumed',
  meaning:
    'A baseline recorded these fields from users.yaml, and COR has never confirmed them. The command ends with exit code 2.',
  fix: 'Send them: `corform apply --resend assumed`, or read them from COR: `corform baseline --verify`.',
} as const satisfies ErrorEntry;

export const INVALID_EVIDENCE_LIMIT = {
  code: 'CF557',
  kind: 'usage',
  title: 'An age or a limit is not understood',
  meaning:
    'Ages are written like 90d, 2w or 36h, or as a time in UTC; `--max-assumed` is a number or a percentage.',
  fix: 'Correct the flag: `--stale 90d`, `--max-age 2026-01-31`, `--max-assumed 5%`.',
} as const satisfies ErrorEntry;

export const NOBODY_TO_EXPLAIN = {
  code: 'CF558',
  kind: 'error',
  title: 'No such user',
  meaning: 'Neither users.yaml nor the recorded state has a user with that id, or of that name.',
  fix: 'Search by name: `corform explain --name TEXT`.',
} as const satisfies ErrorEntry;

export const NOTHING_TO_EXPLAIN = {
  code: 'CF559',
  kind: 'usage',
  title: 'explain needs an id or a name',
  meaning: '`corform explain` takes an external id, or `--name` with a part of a name, not both.',
  fix: 'Write `corform explain ID`, or `corform explain --name TEXT`.',
} as const satisfies ErrorEntry;
