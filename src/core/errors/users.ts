/** The codes of what users.yaml says: CF130 to CF165. */
import type { ErrorEntry } from './entry.js';

export const UNKNOWN_KEY = {
  code: 'CF131',
  kind: 'invalid-input',
  title: 'Unknown key',
  meaning:
    'users.yaml has no such key in this place. corform refuses unknown keys, because COR would silently ignore a misspelt field.',
  fix: 'Correct the spelling or remove the key.',
} as const satisfies ErrorEntry;

export const MISSING_KEY = {
  code: 'CF132',
  kind: 'invalid-input',
  title: 'Missing key',
  meaning: 'A required key is missing.',
  fix: 'Add the key.',
} as const satisfies ErrorEntry;

export const WRONG_TYPE = {
  code: 'CF133',
  kind: 'invalid-input',
  title: 'Wrong type',
  meaning: 'The value has the wrong type for this key.',
  fix: 'Write a value of the type that the message names.',
} as const satisfies ErrorEntry;

export const TEXT_WITHOUT_QUOTES = {
  code: 'CF134',
  kind: 'invalid-input',
  title: 'Text without quotes',
  meaning:
    'This field takes text, but without quotes YAML reads the value as a number, true or false. Leading zeros and plus signs would be lost.',
  fix: 'Put the value in quotes.',
} as const satisfies ErrorEntry;

export const NO_VALUE = {
  code: 'CF135',
  kind: 'invalid-input',
  title: 'No value',
  meaning:
    'The value is null. COR does not document what it does with null, so corform never sends it.',
  fix: 'Delete the line if corform should no longer manage the field.',
} as const satisfies ErrorEntry;

export const EMPTY_TEXT = {
  code: 'CF136',
  kind: 'invalid-input',
  title: 'Empty text',
  meaning:
    'The value is an empty text. COR does not document what it does with empty text, so corform never sends it.',
  fix: 'Delete the line if corform should no longer manage the field.',
} as const satisfies ErrorEntry;

export const TEXT_TOO_LONG = {
  code: 'CF137',
  kind: 'invalid-input',
  title: 'Text too long',
  meaning: 'The text has more than 255 characters.',
  fix: 'Shorten it.',
} as const satisfies ErrorEntry;

export const CHARACTER_NOT_ALLOWED = {
  code: 'CF138',
  kind: 'invalid-input',
  title: 'Character not allowed',
  meaning:
    'The text has a control character, a line break or half of a surrogate pair, or the name of a profile is not valid.',
  fix: 'Write it on one line, without the character.',
} as const satisfies ErrorEntry;

export const SPACE_AT_AN_END = {
  code: 'CF139',
  kind: 'invalid-input',
  title: 'Space at the start or end',
  meaning:
    'The text starts or ends with white space. This is nearly always a mistake, and hard to see.',
  fix: 'Remove the space.',
} as const satisfies ErrorEntry;

export const NUMBER_OUT_OF_RANGE = {
  code: 'CF140',
  kind: 'invalid-input',
  title: 'Number out of range',
  meaning: 'daily_hours is 0 to 24.',
  fix: 'Write the hours of one day.',
} as const satisfies ErrorEntry;

export const UNKNOWN_ROLE = {
  code: 'CF145',
  kind: 'invalid-input',
  title: 'Not a role of COR',
  meaning:
    "role_id is the number of a role, 1 to 6, or COR's exact name for it: C-Level, Director, Project Manager, Collaborator, Freelancer, Client.",
  fix: 'Write the number or the name of a role.',
} as const satisfies ErrorEntry;

export const PLACEHOLDER = {
  code: 'CF146',
  kind: 'notice',
  title: 'A placeholder instead of a value',
  meaning:
    'The text looks like a placeholder that a template did not fill in: `${NAME}`, `{{ name }}`, `<%= name %>`, `%NAME%`, `undefined`. COR would get it as it is.',
  fix: 'Write the value, or delete the line.',
} as const satisfies ErrorEntry;

export const LEFT_BY_A_SPREADSHEET = {
  code: 'CF147',
  kind: 'notice',
  title: 'An error or a formula of a spreadsheet',
  meaning: 'The text is one that a spreadsheet leaves in an export: `#N/A`, `#REF!`, `="Ada"`.',
  fix: 'Write the value that the cell should have shown.',
} as const satisfies ErrorEntry;

export const QUOTES_IN_THE_VALUE = {
  code: 'CF148',
  kind: 'notice',
  title: 'Quotation marks in the value',
  meaning:
    'The text has quotation marks of its own at both ends, often curly ones that a word processor put in. YAML takes them as part of the value, and COR would show them.',
  fix: 'Remove them, or write straight quotes around the value.',
} as const satisfies ErrorEntry;

export const TEXT_DECODED_TWICE = {
  code: 'CF149',
  kind: 'notice',
  title: 'Text that was decoded twice',
  meaning: 'The text has `Ã±`, `â€™` or the like: some program has read UTF-8 as windows-1252.',
  fix: 'Correct the letters, or export the data again as UTF-8.',
} as const satisfies ErrorEntry;

export const REPLACEMENT_CHARACTER = {
  code: 'CF165',
  kind: 'invalid-input',
  title: 'A letter is lost',
  meaning:
    'The text has a U+FFFD (�), which a program writes in place of a letter that it could not read. The letter itself is gone.',
  fix: 'Write the letter again.',
} as const satisfies ErrorEntry;

export const NOT_HALF_HOURS = {
  code: 'CF141',
  kind: 'invalid-input',
  title: 'Not whole or half hours',
  meaning: 'daily_hours is given in steps of half an hour.',
  fix: 'Write whole or half hours, for example 7.5.',
} as const satisfies ErrorEntry;

export const NOT_A_DATE = {
  code: 'CF142',
  kind: 'invalid-input',
  title: 'Not a date',
  meaning: 'The value is not a day of the calendar in the form YYYY-MM-DD.',
  fix: 'Write it as YYYY-MM-DD, for example 2025-01-15.',
} as const satisfies ErrorEntry;

export const UNKNOWN_USERS_VERSION = {
  code: 'CF143',
  kind: 'invalid-input',
  title: 'Unknown version of the format',
  meaning: 'This corform reads version 1 of users.yaml.',
  fix: 'Write version: 1, or use a newer corform.',
} as const satisfies ErrorEntry;

export const PERSONAL_FIELD_SHARED = {
  code: 'CF144',
  kind: 'invalid-input',
  title: 'Personal field shared',
  meaning:
    "first_name, last_name and phone belong to one person, so they can't be in defaults or profiles.",
  fix: 'Write the field in the entry of each user.',
} as const satisfies ErrorEntry;

export const DUPLICATE_ID = {
  code: 'CF150',
  kind: 'invalid-input',
  title: 'Duplicate id',
  meaning: 'Two users have the same id, in one file or in two.',
  fix: 'Merge the two entries, or correct one id.',
} as const satisfies ErrorEntry;

export const LOOKALIKE_IDS = {
  code: 'CF151',
  kind: 'invalid-input',
  title: 'Ids that look the same',
  meaning:
    'Two ids differ only in case, in the Unicode form of their characters, in invisible characters or in letters that look alike. This is an error, but only a warning for the source SALESFORCE, whose short ids differ by case.',
  fix: 'Write the id as the source has it, once.',
} as const satisfies ErrorEntry;

export const UNSENDABLE_ID = {
  code: 'CF152',
  kind: 'invalid-input',
  title: "Id that can't be sent",
  meaning:
    'The id becomes part of a URL. `.` and `..` would disappear from it, and ids have at most 255 bytes.',
  fix: 'Use the external id under which the user was created in COR.',
} as const satisfies ErrorEntry;

export const UNKNOWN_PROFILE = {
  code: 'CF153',
  kind: 'invalid-input',
  title: 'Unknown profile',
  meaning:
    'The user names a profile that its file does not have. Profiles are local to their file.',
  fix: 'Correct the name, or add the profile to the same file.',
} as const satisfies ErrorEntry;

export const UNUSED_PROFILE = {
  code: 'CF154',
  kind: 'notice',
  title: 'Unused profile',
  meaning: 'No user of the file has this profile.',
  fix: 'Remove the profile, or give it to a user.',
} as const satisfies ErrorEntry;

export const UNDOCUMENTED_SOURCE = {
  code: 'CF155',
  kind: 'notice',
  title: 'Undocumented source',
  meaning:
    'COR does not document this source. COR adds sources without notice, so this is only a warning.',
  fix: 'Check the spelling. If COR gave you this name, ignore the warning.',
} as const satisfies ErrorEntry;

export const USER_WITHOUT_FIELDS = {
  code: 'CF156',
  kind: 'notice',
  title: 'User without fields',
  meaning: 'No field of this user is managed, so corform sends nothing for them.',
  fix: 'Write the fields to manage, or remove the user.',
} as const satisfies ErrorEntry;

export const REQUIRED_USER_MISSING = {
  code: 'CF157',
  kind: 'invalid-input',
  title: 'Required user missing',
  meaning: 'An id under `required:` in corform.yaml is not in any users file.',
  fix: 'Add the user, or take the id out of required: in corform.yaml.',
} as const satisfies ErrorEntry;

export const MOVED_FROM_PRESENT_USER = {
  code: 'CF159',
  kind: 'invalid-input',
  title: 'Moved from a present user',
  meaning:
    '`previously` names an id that is still in the users files: that of the user itself, or of another entry.',
  fix: 'Remove the line, or the entry of the old id.',
} as const satisfies ErrorEntry;

export const MOVED_TWICE = {
  code: 'CF160',
  kind: 'invalid-input',
  title: 'Moved twice',
  meaning: 'Two users name the same `previously`.',
  fix: 'Keep the line in one of them.',
} as const satisfies ErrorEntry;

export const DIFFERENT_SOURCES = {
  code: 'CF161',
  kind: 'invalid-input',
  title: 'Different sources',
  meaning:
    'The files name different sources, but all files together describe the users of one source.',
  fix: 'Give all files the same source. Another source needs a separate folder and state.',
} as const satisfies ErrorEntry;

export const VALUE_NOT_ALLOWED = {
  code: 'CF163',
  kind: 'invalid-input',
  title: 'The value is not allowed',
  meaning:
    '`allowed:` in corform.yaml lists the values that this field may have, and this value is not among them.',
  fix: 'Use one of the allowed values, or change corform.yaml.',
} as const satisfies ErrorEntry;

export const VALUE_OUT_OF_SCOPE = {
  code: 'CF164',
  kind: 'invalid-input',
  title: 'The value is outside the scope of its file',
  meaning:
    '`scopes:` in corform.yaml says what each users file may contain, and this file may not contain this value.',
  fix: 'Move the user to a file that may contain it, or change corform.yaml.',
} as const satisfies ErrorEntry;

export const NO_USERS_FILE = {
  code: 'CF162',
  kind: 'invalid-input',
  title: 'No users file',
  meaning:
    'A file that the command or "files" of corform.yaml names does not exist, or no file fits a pattern.',
  fix: 'Run `corform init`, or change to the folder of your users files.',
} as const satisfies ErrorEntry;
