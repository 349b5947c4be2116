/** The codes of importing people from an export: CF800 to CF899. */
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
  fix: 'Correct the expression. docs/adopting.md shows the syntax.',
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

export const NOT_AN_EXPORT = {
  code: 'CF810',
  kind: 'invalid-input',
  title: 'Neither CSV nor JSON',
  meaning: 'The file is a workbook, a web page or another kind of file that has no text to read.',
  fix: 'Save it as CSV UTF-8: in Excel with File, Save As, "CSV UTF-8 (Comma delimited)".',
} as const satisfies ErrorEntry;

export const BAD_ENCODING = {
  code: 'CF811',
  kind: 'invalid-input',
  title: "The text can't be decoded",
  meaning: 'The bytes of the file do not fit the encoding, or the text has control characters.',
  fix: 'Save it as CSV UTF-8, or name the encoding with `--encoding`.',
} as const satisfies ErrorEntry;

export const ASSUMED_ENCODING = {
  code: 'CF812',
  kind: 'notice',
  title: 'Read as windows-1252',
  meaning:
    'The file is not UTF-8 and does not name its encoding. corform reads it as windows-1252, which Excel writes in western Europe and the Americas.',
  fix: 'Check the samples. If they are wrong, name the encoding with `--encoding`.',
} as const satisfies ErrorEntry;

export const DECODED_TWICE = {
  code: 'CF813',
  kind: 'notice',
  title: 'The text looks decoded twice',
  meaning: 'Values such as `MuÃ±oz` appear when a program reads UTF-8 as windows-1252.',
  fix: 'Export again as UTF-8.',
} as const satisfies ErrorEntry;

export const EXPORT_TOO_LARGE = {
  code: 'CF814',
  kind: 'invalid-input',
  title: 'The export is too large',
  meaning: 'corform reads at most 64 MiB, 200,000 rows, 500 columns, and 16 KiB per cell.',
  fix: 'Export fewer columns or rows.',
} as const satisfies ErrorEntry;

export const BAD_CSV = {
  code: 'CF820',
  kind: 'invalid-input',
  title: 'Not valid CSV',
  meaning: 'A quote is in the middle of a cell, or is never closed.',
  fix: 'Export again. In CSV, a cell that contains a quote must be in quotes, with its own quotes doubled.',
} as const satisfies ErrorEntry;

export const DELIMITER_TIE = {
  code: 'CF821',
  kind: 'invalid-input',
  title: 'The delimiter is ambiguous',
  meaning: 'Two possible delimiters occur equally often in the header.',
  fix: 'Name it with `--delimiter`.',
} as const satisfies ErrorEntry;

export const NO_HEADER = {
  code: 'CF822',
  kind: 'invalid-input',
  title: 'No header was found',
  meaning: 'None of the first ten lines has the column names that the mapping or the preset uses.',
  fix: 'Check that it is the right file, name the delimiter, or map columns by position.',
} as const satisfies ErrorEntry;

export const RAGGED_ROW = {
  code: 'CF823',
  kind: 'invalid-input',
  title: 'A row has more or fewer cells than the header',
  meaning:
    'A row that is too short was cut off. A row that is too long contains a delimiter outside quotes.',
  fix: 'Export again, or correct the row.',
} as const satisfies ErrorEntry;

export const ROW_WITHOUT_ID = {
  code: 'CF824',
  kind: 'invalid-input',
  title: 'A row has no id, or only an id',
  meaning:
    'The columns of the id are empty but others are filled, or only the columns of the id are filled.',
  fix: 'Fill the cells, or leave such rows out with `--keep` or `--drop`.',
} as const satisfies ErrorEntry;

export const NO_ROWS = {
  code: 'CF825',
  kind: 'invalid-input',
  title: 'The export has no rows',
  meaning: 'The file is empty, has only a header, or `--keep` and `--drop` leave no row.',
  fix: 'Export again; check `--keep` and `--drop`.',
} as const satisfies ErrorEntry;

export const BAD_JSON = {
  code: 'CF830',
  kind: 'invalid-input',
  title: 'Not valid JSON',
  meaning: 'The text begins like JSON but is not valid JSON. The file may be cut off.',
  fix: 'Export again.',
} as const satisfies ErrorEntry;

export const NO_LIST = {
  code: 'CF831',
  kind: 'invalid-input',
  title: 'The JSON has no list of people',
  meaning:
    'corform expects a list of objects, alone or under a key such as value, Resources or users.',
  fix: 'Cut the list out, for example with `jq .data.people`.',
} as const satisfies ErrorEntry;

export const ONE_PAGE = {
  code: 'CF832',
  kind: 'invalid-input',
  title: 'The export is one page of several',
  meaning:
    'The JSON says that more people follow. The missing people would look as if they had left.',
  fix: 'Export all pages and give corform the whole list.',
} as const satisfies ErrorEntry;

export const NOT_A_CELL = {
  code: 'CF833',
  kind: 'invalid-input',
  title: 'A path does not lead to a single value',
  meaning:
    'A path in the JSON leads to an object, to a list of several values, or to a number that lost digits.',
  fix: 'Make the path longer: `{name.givenName}`, `{phoneNumbers[type=work].value}`, `{phones[0].value}`.',
} as const satisfies ErrorEntry;

export const LOST_DIGITS = {
  code: 'CF840',
  kind: 'invalid-input',
  title: 'A number lost its digits',
  meaning:
    'The spreadsheet treated the column as numbers and shortened them to a form such as 5,58199E+12.',
  fix: 'Format the column as text and export again.',
} as const satisfies ErrorEntry;

export const FORMULA = {
  code: 'CF841',
  kind: 'invalid-input',
  title: 'A cell has a formula',
  meaning: 'The cell begins like a formula. Values of people never do.',
  fix: 'Export values instead of formulas.',
} as const satisfies ErrorEntry;

export const SPREADSHEET_ERROR = {
  code: 'CF842',
  kind: 'invalid-input',
  title: 'A cell has a spreadsheet error',
  meaning: 'The cell has #N/A, #REF! or a similar error instead of a value.',
  fix: 'Correct the spreadsheet, or declare the text as blank: `empty: ["#N/A"]` in import.yaml.',
} as const satisfies ErrorEntry;

export const LOST_CHARACTERS = {
  code: 'CF843',
  kind: 'invalid-input',
  title: 'A value lost characters',
  meaning:
    'A value has a replacement character, or a question mark between letters. An earlier program could not represent the original character.',
  fix: 'Export again as UTF-8.',
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
  fix: 'Add the value to keep: or left:.',
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
