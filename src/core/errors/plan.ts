/** Making, limiting and selecting a plan. */
import type { ErrorEntry } from './entry.js';

export const OTHER_SOURCE = {
  code: 'CF300',
  kind: 'conflict',
  title: 'Another source than the recorded one',
  meaning:
    'A state belongs to one source. External ids are unique only within a source, so the same id under another source may be another person.',
  fix: 'Correct "source" in users.yaml, or use a separate state for the new source.',
} as const satisfies ErrorEntry;

export const OTHER_ENDPOINT = {
  code: 'CF301',
  kind: 'conflict',
  title: 'Another endpoint than the recorded one',
  meaning: 'A state belongs to one COR endpoint, and this run uses a different one.',
  fix: 'Set COR_INTEGRATIONS_URL to the recorded endpoint, or use the state of this endpoint.',
} as const satisfies ErrorEntry;

export const PROTECTED_USER_LEFT = {
  code: 'CF302',
  kind: 'error',
  title: 'A protected user left users.yaml',
  meaning: "The user is recorded as protected, so you can't simply remove the entry.",
  fix: 'Put them back with "protected: false", apply, then remove them.',
} as const satisfies ErrorEntry;

export const MOVE_ONTO_RECORDED_USER = {
  code: 'CF303',
  kind: 'invalid-input',
  title: '"previously" names a record, but the new id has one too',
  meaning: 'A record can only move to an id that has no record, or one of the two would be lost.',
  fix: 'Remove "previously". The old id is then no longer managed and stays in COR.',
} as const satisfies ErrorEntry;

export const RECORD_CLAIMED_TWICE = {
  code: 'CF304',
  kind: 'invalid-input',
  title: 'A record is claimed twice',
  meaning:
    'Another entry names the same id in "previously", or the id is itself still a user in users.yaml.',
  fix: 'A record can only move to one user. Remove "previously" from all entries but one.',
} as const satisfies ErrorEntry;

export const PREVIOUS_ID_NOT_RECORDED = {
  code: 'CF305',
  kind: 'notice',
  title: '"previously" names an id that is not recorded',
  meaning: 'Neither the new nor the old id is in the state, so the user is planned as an add.',
  fix: 'Check the spelling of the old id. If it is right, remove "previously".',
} as const satisfies ErrorEntry;

export const PREVIOUS_ID_DONE = {
  code: 'CF306',
  kind: 'notice',
  title: '"previously" is no longer needed',
  meaning: 'The record already has the new id.',
  fix: 'Remove "previously" when convenient.',
} as const satisfies ErrorEntry;

export const LOOKALIKE_OF_RECORDED_ID = {
  code: 'CF307',
  kind: 'invalid-input',
  title: 'An id looks like a recorded one',
  meaning:
    'It differs from a recorded id only in case, normalisation, invisible characters or letters that look alike, and the recorded id is no longer in users.yaml. As an add and a forget this would pass the limits on roles and lose what is recorded.',
  fix: 'Write the id as it is recorded. If it changed in COR, add "previously" with the recorded id, or run `corform state mv OLD NEW`.',
} as const satisfies ErrorEntry;

export const PROTECTION_LOST_IN_MOVE = {
  code: 'CF308',
  kind: 'error',
  title: 'A protected user gets another id without the protection',
  meaning:
    'The record that "previously" names says "protected", and the entry that takes it over does not: the user could be removed at once.',
  fix: 'Add "protected: true" to the entry. To end the protection, apply "protected: false" as a change of its own, before or after the move.',
} as const satisfies ErrorEntry;

export const PROTECTED_USER_EMPTIED = {
  code: 'CF309',
  kind: 'error',
  title: 'No field of a protected user would be managed any more',
  meaning:
    'An entry without fields protects nothing, so this needs the same steps as removing the user.',
  fix: 'Put the fields back with "protected: false", apply, then remove them.',
} as const satisfies ErrorEntry;

export const ROLE_RAISED = {
  code: 'CF310',
  kind: 'notice',
  title: 'A more powerful role',
  meaning:
    'A recorded user gets a smaller role_id, or gets C-Level or Director with no role recorded so far. These users count towards limits.role_raise.',
  fix: 'Make sure that you want this.',
} as const satisfies ErrorEntry;

export const POWERFUL_NEW_ROLE = {
  code: 'CF311',
  kind: 'notice',
  title: 'C-Level or Director for a user that is not recorded yet',
  meaning:
    'The user is new to the state and gets one of the two most powerful roles. An add counts towards limits.role_grant.',
  fix: 'Make sure that you want this.',
} as const satisfies ErrorEntry;

export const ROLE_CHANGED = {
  code: 'CF312',
  kind: 'notice',
  title: 'Another role, but not a more powerful one',
  meaning: 'COR does not document whether it notifies a user of a new role.',
  fix: 'Nothing to fix. The users may get a message from COR.',
} as const satisfies ErrorEntry;

export const USERS_NO_LONGER_MANAGED = {
  code: 'CF313',
  kind: 'notice',
  title: 'Users are no longer managed',
  meaning:
    'The users left users.yaml, or no field is left in their entries. corform sends nothing: they stay in COR. They count towards limits.forget.',
  fix: 'If this is a mistake, put them back. To disable somebody, use COR itself.',
} as const satisfies ErrorEntry;

export const UNKNOWN_FIELDS_RELEASED = {
  code: 'CF314',
  kind: 'notice',
  title: 'Fields of unknown outcome stop being managed',
  meaning:
    'The outcome of the last PUT of the field is unknown, and corform will not send it again. So the value in COR stays unknown.',
  fix: 'Keep the field until an apply has sent it, then remove it.',
} as const satisfies ErrorEntry;

export const FIELDS_SENT_AGAIN = {
  code: 'CF315',
  kind: 'notice',
  title: 'Fields are sent again',
  meaning:
    'The outcome of the last PUT of the field is unknown. corform sends the field until COR acknowledges it, even if the values look equal.',
  fix: 'Nothing to fix: run `corform apply`.',
} as const satisfies ErrorEntry;

export const FIELDS_NO_LONGER_MANAGED = {
  code: 'CF316',
  kind: 'notice',
  title: 'Fields stop being managed',
  meaning:
    'The fields were removed from entries that stay in users.yaml. Nothing is sent, and COR keeps the values. They count towards limits.update and the limit of the field.',
  fix: 'If this is a mistake, put the fields back.',
} as const satisfies ErrorEntry;

export const ROLES_NOT_SHOWN = {
  code: 'CF317',
  kind: 'notice',
  title: 'Role changes are not shown',
  meaning:
    'role_id is sensitive, so corform does not show CF310, CF311 and CF312, which would reveal its value. The next apply changes the role of these users, perhaps to a more powerful one. limits.role_raise and limits.role_grant still count them.',
  fix: 'Check their roles in users.yaml.',
} as const satisfies ErrorEntry;

export const OVER_LIMIT = {
  code: 'CF320',
  kind: 'over-limit',
  title: 'Over a limit',
  meaning:
    'The plan touches more users than "limits" in corform.yaml allows, or takes more hours a day from them. A field that is removed from a user\'s entry counts like a changed one, although nothing is sent and COR keeps its value. A user who loses all fields this way counts like one who leaves the state.',
  fix: 'Check the plan. If you want these changes, pass the override that the message names.',
} as const satisfies ErrorEntry;

export const INVALID_ALLOWANCE = {
  code: 'CF321',
  kind: 'usage',
  title: 'The override is not NAME=COUNT',
  meaning:
    '--allow takes the name of a limit and the highest number of users to allow. Each name can be given once.',
  fix: 'Write for example --allow update=1200.',
} as const satisfies ErrorEntry;

export const INVALID_CONDITION = {
  code: 'CF330',
  kind: 'usage',
  title: 'The condition is not FIELD=VALUE',
  meaning: '--where takes the name of a field and the value that it must have.',
  fix: 'Write for example --where department=Design.',
} as const satisfies ErrorEntry;

export const INVALID_CHANGE_COUNT = {
  code: 'CF331',
  kind: 'usage',
  title: '--limit is not a number of changes',
  meaning: '--limit takes a whole number above 0.',
  fix: 'Write for example --limit 50.',
} as const satisfies ErrorEntry;

export const RESEND_SELECTS_NOTHING = {
  code: 'CF334',
  kind: 'notice',
  title: '--resend selects nothing',
  meaning: 'No recorded field fits this selector, so nothing is sent again because of it.',
  fix: 'Check the id, the pattern and the field: `corform state list` prints the recorded ids.',
} as const satisfies ErrorEntry;

export const INVALID_RESEND = {
  code: 'CF332',
  kind: 'usage',
  title: '--resend is not valid',
  meaning: 'corform does not understand what --resend selects.',
  fix: 'Write an id, a glob, GLOB:FIELD, assumed, older:90d or drifted:FILE.',
} as const satisfies ErrorEntry;

export const SELECTION_FITS_NOBODY = {
  code: 'CF335',
  kind: 'notice',
  title: 'No user has an id that fits the selection',
  meaning:
    'An id or pattern of `--only`, `--exclude` or `--ids-from` fits no user of users.yaml and of the record, so it selects nobody. It may be misspelt.',
  fix: 'Check the id. `corform state list` shows the recorded ones.',
} as const satisfies ErrorEntry;
