/** What was approved: saved plans and digests. */
import type { ErrorEntry } from './entry.js';

export const INVALID_DIGEST = {
  code: 'CF333',
  kind: 'usage',
  title: 'An incomplete digest',
  meaning:
    'A digest is `cf1:` and 64 characters. `--expect` takes exactly one, because a part of a digest approves nothing.',
  fix: 'Copy everything after "Digest:" in the plan that was approved.',
} as const satisfies ErrorEntry;

export const NOT_A_PLAN_FILE = {
  code: 'CF340',
  kind: 'error',
  title: 'Not a plan file',
  meaning: 'The file is cut off, or corform did not save it as a plan.',
  fix: 'Make it again with `corform plan --out FILE`.',
} as const satisfies ErrorEntry;

export const PLAN_FILE_UNREADABLE = {
  code: 'CF348',
  kind: 'error',
  title: "A plan file can't be read",
  meaning: 'There is no such file, or the system does not let corform read it.',
  fix: 'Check the path. `corform plan --out FILE` makes a plan file.',
} as const satisfies ErrorEntry;

export const UNKNOWN_PLAN_FILE_VERSION = {
  code: 'CF341',
  kind: 'error',
  title: 'The plan file has an unknown version',
  meaning: 'Another version of corform wrote it, in a format that this one does not know.',
  fix: 'Use the same version for plan and apply.',
} as const satisfies ErrorEntry;

export const EDITED_PLAN_FILE = {
  code: 'CF342',
  kind: 'conflict',
  title: 'The plan file was edited',
  meaning: 'Its structure or its checksum is not what corform wrote.',
  fix: 'Make it again with `corform plan --out FILE`.',
} as const satisfies ErrorEntry;

export const CHANGED_PLAN_FILE = {
  code: 'CF343',
  kind: 'conflict',
  title: 'The plan file was changed after it was made',
  meaning: 'The seal of the file does not match its content and the key of this state.',
  fix: 'Make a new plan, have it approved, and apply that one.',
} as const satisfies ErrorEntry;

export const PLAN_OF_OTHER_STATE = {
  code: 'CF344',
  kind: 'conflict',
  title: 'The plan file belongs to another state',
  meaning: 'The plan was made for another COR endpoint, another source or another state.',
  fix: 'Apply it where it was made, or make a plan here.',
} as const satisfies ErrorEntry;

export const NOT_WHAT_WAS_APPROVED = {
  code: 'CF345',
  kind: 'conflict',
  title: 'The plan is not what was approved',
  meaning:
    'users.yaml or the state has changed since the plan was saved, so apply would do something that is not in the saved plan.',
  fix: 'Make a new plan, have it approved, and apply that one.',
} as const satisfies ErrorEntry;

export const CHANGE_NOT_APPROVED = {
  code: 'CF346',
  kind: 'conflict',
  title: 'A change that was not approved',
  meaning: 'This is one of the differences that CF345 counts, and what to do stands there.',
  fix: 'See CF345.',
} as const satisfies ErrorEntry;

export const OTHER_DIGEST = {
  code: 'CF347',
  kind: 'conflict',
  title: 'The digest is not the approved one',
  meaning: '--expect names the digest of a plan whose changes differ from those planned now.',
  fix: 'Make a new plan, have it approved, and apply that one.',
} as const satisfies ErrorEntry;

export const PLAN_USED_UP = {
  code: 'CF349',
  kind: 'conflict',
  title: 'The plan file was applied already',
  meaning:
    'An approval covers one apply. It also covers the changes that this apply left over, as long as no other apply came after it.',
  fix: 'Make a new plan, have it approved, and apply that one.',
} as const satisfies ErrorEntry;

export const APPROVAL_NEEDED = {
  code: 'CF605',
  kind: 'usage',
  title: 'The command needs an approval',
  meaning: "Without a terminal, corform can't ask anybody.",
  fix: 'Look at what the command would do, then pass `--auto-approve`. apply also takes a saved plan or `--expect DIGEST`.',
} as const satisfies ErrorEntry;
