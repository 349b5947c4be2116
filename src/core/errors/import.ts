/** Importing people: the mapping, and what the values of an export become. */
import type { ErrorEntry } from './entry.js';

export const MAPPING_INVALID = {
  code: 'CF800',
  kind: 'invalid-input',
  title: 'import.yaml is not valid',
  meaning: 'A key of the mapping is unknown, missing, or has a value of the wrong type.',
  fix: 'Correct it. `corform schema import` prints the keys and values that exist.',
} as const satisfies ErrorEntry;

export const BAD_EXPRESSION = {
  code: 'CF801',
  kind: 'invalid-input',
  title: 'An expression is not understood',
  meaning:
    'An expression is text with columns in braces, such as `OKTA-USER-{employeeNumber}` or `{Legajo|pad:6}`.',
  fix: 'Write for example "{Apellido Paterno} {Apellido Materno}" or "OKTA-USER-{Legajo|pad:6}". docs/adopting.md shows the syntax.',
} as const satisfies ErrorEntry;

export const UNKNOWN_COLUMN = {
  code: 'CF802',
  kind: 'invalid-input',
  title: 'The export has no such column',
  meaning:
    'An expression or a rule names a column, or a path in the JSON, that the export does not have.',
  fix: 'Write the name as it is in the export, or use the position: `{#7}`.',
} as const satisfies ErrorEntry;

export const AMBIGUOUS_COLUMN = {
  code: 'CF803',
  kind: 'invalid-input',
  title: 'Several columns have that name',
  meaning: "Two columns have the same name, so corform can't choose one.",
  fix: 'Name the column by its position: `{#7}`.',
} as const satisfies ErrorEntry;

export const NO_ID = {
  code: 'CF804',
  kind: 'usage',
  title: 'The id of a person is not defined',
  meaning:
    'COR knows each person by the external id under which the source created them. corform never guesses this id.',
  fix: 'Give `--id EXPR`, for example `--id "OKTA-USER-{employeeNumber}"`, or write id: in import.yaml.',
} as const satisfies ErrorEntry;

export const BAD_SOURCE = {
  code: 'CF805',
  kind: 'usage',
  title: 'The source is missing or wrong',
  meaning:
    'A new users file needs the name of the external system that the ids belong to. An update must use the name that the users files have.',
  fix: 'Give `--source NAME`, for example `--source OKTA`.',
} as const satisfies ErrorEntry;

export const BAD_IMPORT_FLAG = {
  code: 'CF806',
  kind: 'usage',
  title: 'A flag of import is not understood',
  meaning:
    '`--map`, `--keep`, `--drop` and the flags for reading a file each have their own syntax.',
  fix: 'Write it as `corform import --help` shows.',
} as const satisfies ErrorEntry;

export const NO_FIELDS = {
  code: 'CF807',
  kind: 'usage',
  title: 'No column is a field',
  meaning:
    'corform takes a column for a field if it has the name of the field, or if a preset or a mapping says so. Here it found only the ids of the people, so a new users file would manage nothing.',
  fix: 'Give `--map "first_name={COLUMN}"` for each field, or name the columns like the fields of users.yaml.',
} as const satisfies ErrorEntry;

export const NOTHING_TO_CUT = {
  code: 'CF844',
  kind: 'invalid-input',
  title: 'The text to cut at is not in the value',
  meaning:
    '`before:X` and `after:X` cut a value at the first X, and this value does not contain X.',
  fix: 'Correct the cell, or use another expression.',
} as const satisfies ErrorEntry;

export const UNLISTED_VALUE = {
  code: 'CF845',
  kind: 'invalid-input',
  title: 'A value is not in the list of values',
  meaning: 'The mapping translates the values of a column, and this one is not among them.',
  fix: 'Add the value to values: in import.yaml.',
} as const satisfies ErrorEntry;

export const NOT_A_ROLE = {
  code: 'CF846',
  kind: 'invalid-input',
  title: 'Not a role of COR',
  meaning: "role_id is 1 to 6 or one of COR's names. corform never guesses a role.",
  fix: 'Translate the column: `role_id: {from: "{Nivel}", values: {Director: 2}}` in import.yaml.',
} as const satisfies ErrorEntry;

export const NOT_HOURS = {
  code: 'CF847',
  kind: 'invalid-input',
  title: 'Not a valid number of daily hours',
  meaning:
    'daily_hours is 0 to 24, in steps of half an hour. corform reads forms such as 8,5, 8.5, 8:30 and 8 h.',
  fix: 'Correct the cell. Use divide: 5 for hours per week, multiply: 8 for shares of a full day, and round: half for uneven numbers.',
} as const satisfies ErrorEntry;

export const UNCLEAR_DATE = {
  code: 'CF848',
  kind: 'invalid-input',
  title: 'Not a date, or an ambiguous one',
  meaning: '03/04/2025 can mean two days. ISO dates and dd.mm.yyyy are clear.',
  fix: 'Say whether the day or the month comes first with `--dates dmy` or `--dates mdy`.',
} as const satisfies ErrorEntry;

export const BAD_TEXT = {
  code: 'CF849',
  kind: 'invalid-input',
  title: 'The text is not allowed in users.yaml',
  meaning:
    'Texts have at most 255 characters and no control characters. An id must fit into a URL.',
  fix: 'Correct the cell.',
} as const satisfies ErrorEntry;

export const SAME_ID = {
  code: 'CF850',
  kind: 'invalid-input',
  title: 'Two rows have the same id',
  meaning: 'Two rows have the same id but different values, or ids that differ only in case.',
  fix: 'Correct the export so that each person occurs once.',
} as const satisfies ErrorEntry;

export const EQUAL_ROWS = {
  code: 'CF851',
  kind: 'notice',
  title: 'Several rows are equal',
  meaning: 'Several rows describe the same user. corform imports the user once.',
  fix: 'Nothing to do.',
} as const satisfies ErrorEntry;

export const UNEVEN_IDS = {
  code: 'CF852',
  kind: 'notice',
  title: 'Ids of digits have different lengths',
  meaning: 'A spreadsheet that treats ids as numbers drops their leading zeros.',
  fix: 'If the ids had leading zeros, put them back: `{Legajo|pad:6}`.',
} as const satisfies ErrorEntry;

export const UNKNOWN_STATUS = {
  code: 'CF853',
  kind: 'invalid-input',
  title: 'A status is not listed in keep: or left:',
  meaning: 'keep: and left: name the same column, so each of its values must be in one of them.',
  fix: 'Add it to keep: or left: in import.yaml.',
} as const satisfies ErrorEntry;

export const PROTECTED_LEAVERS = {
  code: 'CF860',
  kind: 'notice',
  title: 'Protected users have left',
  meaning: 'Users who are protected, or required by corform.yaml, are never removed by an import.',
  fix: 'If they have left, remove protected: (or the id from required:) and the user by hand.',
} as const satisfies ErrorEntry;

export const NO_FILE_FOR_NEW = {
  code: 'CF861',
  kind: 'invalid-input',
  title: 'The file for new users is not defined',
  meaning: 'There are several users files, and the mapping has no file:.',
  fix: 'Write file: in import.yaml, for example `file: "users/{department}.yaml"`.',
} as const satisfies ErrorEntry;

export const BAD_FILE_FOR_NEW = {
  code: 'CF862',
  kind: 'invalid-input',
  title: "The file of a new user can't be used",
  meaning:
    'file: names a field that the user does not have, or a file that files: of corform.yaml does not list.',
  fix: 'Correct file: in import.yaml, or add the pattern to files: in corform.yaml.',
} as const satisfies ErrorEntry;

export const WOULD_OVERWRITE = {
  code: 'CF863',
  kind: 'usage',
  title: 'The file exists already',
  meaning: '`--to` and `--save-mapping` only make new files and never overwrite one.',
  fix: 'Name another file, or change the users files in place with `--update`.',
} as const satisfies ErrorEntry;

export const MANY_LEAVERS = {
  code: 'CF864',
  kind: 'over-limit',
  title: 'More users would be removed than the limit allows',
  meaning:
    'limits.forget in corform.yaml also applies to `--leavers remove`. corform counts against the users in the users files.',
  fix: 'Check that the export is complete. If you want to remove these users, pass `--allow forget=N`.',
} as const satisfies ErrorEntry;

export const NOT_EQUAL = {
  code: 'CF865',
  kind: 'error',
  title: 'The written users differ from the imported ones',
  meaning:
    'corform reads its own output again before it writes the file, and this time did not find the same users. Nothing was written.',
  fix: 'This is a bug in corform. Please report it with the structure of the export.',
} as const satisfies ErrorEntry;
