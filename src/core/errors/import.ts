/** The codes of importing people from an export: CF800 to CF899. */
import type { ErrorEntry } from './entry.js';

export const MAPPING_INVALID = {
  code: 'CF800',
  kind: 'invalid-input',
  title: 'import.yaml is not valid',
  meaning: 'A key of the mapping does not exist, is missing, or has a value of another kind.',
  fix: 'Correct it; `corform schema import` prints what is known.',
} as const satisfies ErrorEntry;

export const BAD_EXPRESSION = {
  code: 'CF801',
  kind: 'invalid-input',
  title: 'An expression is not understood',
  meaning:
    'An expression is text with columns in braces, such as `OKTA-USER-{employeeNumber}` or `{Legajo|pad:6}`.',
  fix: 'Correct the expression; docs/adopting.md shows what one may hold.',
} as const satisfies ErrorEntry;

export const UNKNOWN_COLUMN = {
  code: 'CF802',
  kind: 'invalid-input',
  title: 'The export has no such column',
  meaning:
    'An expression or a rule names a column, or a path of the JSON, that is nowhere in the export.',
  fix: 'Write the name as the export has it, or go by position: `{#7}`.',
} as const satisfies ErrorEntry;

export const AMBIGUOUS_COLUMN = {
  code: 'CF803',
  kind: 'invalid-input',
  title: 'Several columns have that name',
  meaning: 'Two columns of the header have the same name, and nothing says which one is meant.',
  fix: 'Name the column by its position: `{#7}`.',
} as const satisfies ErrorEntry;

export const NO_ID = {
  code: 'CF804',
  kind: 'usage',
  title: 'Nothing says what the id of a person is',
  meaning:
    'COR knows each person by the external id under which the source created them. corform never guesses it.',
  fix: 'Give `--id EXPR`, for example `--id "OKTA-USER-{employeeNumber}"`, or write id: in import.yaml.',
} as const satisfies ErrorEntry;

export const BAD_SOURCE = {
  code: 'CF805',
  kind: 'usage',
  title: 'The source is missing or another one',
  meaning:
    'A new users file needs the external system that the ids belong to. An update needs the one that the users files name.',
  fix: 'Give `--source NAME`, for example `--source OKTA`.',
} as const satisfies ErrorEntry;

export const BAD_IMPORT_FLAG = {
  code: 'CF806',
  kind: 'usage',
  title: 'A flag of import is not understood',
  meaning: '`--map`, `--keep`, `--drop` and the flags on reading have a form of their own.',
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
  title: 'The text can not be decoded',
  meaning: 'The bytes of the file do not fit the encoding, or the text holds control characters.',
  fix: 'Save it as CSV UTF-8, or name the encoding with `--encoding`.',
} as const satisfies ErrorEntry;

export const ASSUMED_ENCODING = {
  code: 'CF812',
  kind: 'notice',
  title: 'Read as windows-1252',
  meaning:
    'The file is not UTF-8 and does not say what it is. corform reads it as windows-1252, which Excel writes in the west.',
  fix: 'Compare the samples; if they are wrong, name the encoding with `--encoding`.',
} as const satisfies ErrorEntry;

export const DECODED_TWICE = {
  code: 'CF813',
  kind: 'notice',
  title: 'Text that looks decoded twice',
  meaning: 'Values such as `MuÃ±oz` come from UTF-8 that some program has read as windows-1252.',
  fix: 'Export again as UTF-8.',
} as const satisfies ErrorEntry;

export const EXPORT_TOO_LARGE = {
  code: 'CF814',
  kind: 'invalid-input',
  title: 'The export is too large',
  meaning: 'At most 64 MiB, 200,000 rows, 500 columns and 16 KiB a cell are read.',
  fix: 'Export fewer columns or rows.',
} as const satisfies ErrorEntry;

export const BAD_CSV = {
  code: 'CF820',
  kind: 'invalid-input',
  title: 'Not valid CSV',
  meaning: 'A quote stands in the middle of a cell, or is never closed.',
  fix: 'Export again: a cell that holds a quote is put in quotes, and its quotes are doubled.',
} as const satisfies ErrorEntry;

export const DELIMITER_TIE = {
  code: 'CF821',
  kind: 'invalid-input',
  title: 'The delimiter can not be told',
  meaning: 'Two possible delimiters occur equally often in the header.',
  fix: 'Name it with `--delimiter`.',
} as const satisfies ErrorEntry;

export const NO_HEADER = {
  code: 'CF822',
  kind: 'invalid-input',
  title: 'No header was found',
  meaning:
    'None of the first ten lines has the names of columns that the mapping or the preset knows.',
  fix: 'Check that it is the right file, name the delimiter, or map columns by position.',
} as const satisfies ErrorEntry;

export const RAGGED_ROW = {
  code: 'CF823',
  kind: 'invalid-input',
  title: 'A row has another number of cells than the header',
  meaning:
    'A row that is too short is cut off; one that is too long holds a delimiter without quotes.',
  fix: 'Export again, or correct the row.',
} as const satisfies ErrorEntry;

export const ROW_WITHOUT_ID = {
  code: 'CF824',
  kind: 'invalid-input',
  title: 'A row without an id, or with nothing else',
  meaning:
    'The columns of the id are empty although the row has other values, or only they are filled.',
  fix: 'Fill the cell, or leave such rows out with `--keep` or `--drop`.',
} as const satisfies ErrorEntry;

export const NO_ROWS = {
  code: 'CF825',
  kind: 'invalid-input',
  title: 'The export has no rows',
  meaning: 'The file is empty, has only a header, or no row counts.',
  fix: 'Export again; check `--keep` and `--drop`.',
} as const satisfies ErrorEntry;

export const BAD_JSON = {
  code: 'CF830',
  kind: 'invalid-input',
  title: 'Not valid JSON',
  meaning: 'The text begins like JSON and breaks its rules, as a file that was cut off does.',
  fix: 'Export again.',
} as const satisfies ErrorEntry;

export const NO_LIST = {
  code: 'CF831',
  kind: 'invalid-input',
  title: 'The JSON has no list of people',
  meaning: 'A list of objects is expected, alone or under a key such as value, Resources or users.',
  fix: 'Cut the list out, for example with `jq .data.people`.',
} as const satisfies ErrorEntry;

export const ONE_PAGE = {
  code: 'CF832',
  kind: 'invalid-input',
  title: 'One page of a longer answer',
  meaning: 'The JSON says that more people follow. Who is missing would look as if they had left.',
  fix: 'Read all pages and give corform the whole list.',
} as const satisfies ErrorEntry;

export const NOT_A_CELL = {
  code: 'CF833',
  kind: 'invalid-input',
  title: 'Not one value',
  meaning:
    'A path of the JSON leads to an object, to a list of several values, or to a number that has lost digits.',
  fix: 'Lengthen the path: `{name.givenName}`, `{phoneNumbers[type=work].value}`, `{phones[0].value}`.',
} as const satisfies ErrorEntry;

export const LOST_DIGITS = {
  code: 'CF840',
  kind: 'invalid-input',
  title: 'Digits are lost',
  meaning:
    'The spreadsheet took the column for numbers and shortened it to a form such as 5,58199E+12.',
  fix: 'Format the column as text and export again.',
} as const satisfies ErrorEntry;

export const FORMULA = {
  code: 'CF841',
  kind: 'invalid-input',
  title: 'A formula',
  meaning: 'A cell begins like a formula. A value of a person never does.',
  fix: 'Export values instead of formulas.',
} as const satisfies ErrorEntry;

export const SPREADSHEET_ERROR = {
  code: 'CF842',
  kind: 'invalid-input',
  title: 'The error of a spreadsheet',
  meaning: 'A cell holds #N/A, #REF! or the like instead of a value.',
  fix: 'Correct the spreadsheet, or declare the text as blank: `empty: ["#N/A"]` in import.yaml.',
} as const satisfies ErrorEntry;

export const LOST_CHARACTERS = {
  code: 'CF843',
  kind: 'invalid-input',
  title: 'Characters are lost',
  meaning:
    'A value holds a replacement character, or a question mark between letters: an earlier program could not show what stood there.',
  fix: 'Export again as UTF-8.',
} as const satisfies ErrorEntry;

export const NOTHING_TO_CUT = {
  code: 'CF844',
  kind: 'invalid-input',
  title: 'A value does not hold what it is cut at',
  meaning: '`before:X` and `after:X` cut a value at the first X, and this value has none.',
  fix: 'Correct the cell, or take another expression.',
} as const satisfies ErrorEntry;

export const UNLISTED_VALUE = {
  code: 'CF845',
  kind: 'invalid-input',
  title: 'A value is not in the list of values',
  meaning: 'The mapping translates the values of a column, and this one is not among them.',
  fix: 'Add it to values: in import.yaml.',
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
  title: 'Not daily hours',
  meaning: 'daily_hours is 0 to 24 in halves. 8,5, 8.5, 8:30 and 40 h are understood.',
  fix: 'Correct the cell; use divide: 5 for hours a week, multiply: 8 for shares, round: half for odd ones.',
} as const satisfies ErrorEntry;

export const UNCLEAR_DATE = {
  code: 'CF848',
  kind: 'invalid-input',
  title: 'Not a date, or an ambiguous one',
  meaning: '03/04/2025 is two days. ISO dates and dd.mm.yyyy are read as they are.',
  fix: 'Say what comes first with `--dates dmy` or `--dates mdy`.',
} as const satisfies ErrorEntry;

export const BAD_TEXT = {
  code: 'CF849',
  kind: 'invalid-input',
  title: 'A text that users.yaml can not hold',
  meaning:
    'Texts have at most 255 characters and no control characters; an id must fit into a URL.',
  fix: 'Correct the cell.',
} as const satisfies ErrorEntry;

export const SAME_ID = {
  code: 'CF850',
  kind: 'invalid-input',
  title: 'The same id twice',
  meaning: 'Two rows have the same id and different values, or ids that differ only in case.',
  fix: 'Correct the export: each person once.',
} as const satisfies ErrorEntry;

export const EQUAL_ROWS = {
  code: 'CF851',
  kind: 'notice',
  title: 'Equal rows',
  meaning: 'Several rows give the same user. It is imported once.',
  fix: 'Nothing needs to be done.',
} as const satisfies ErrorEntry;

export const UNEVEN_IDS = {
  code: 'CF852',
  kind: 'notice',
  title: 'Ids of digits have different lengths',
  meaning: 'A spreadsheet that takes ids for numbers drops their leading zeros.',
  fix: 'If they had zeros, put them back: `{Legajo|pad:6}`.',
} as const satisfies ErrorEntry;

export const UNKNOWN_STATUS = {
  code: 'CF853',
  kind: 'invalid-input',
  title: 'A status that is neither kept nor left',
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
  title: 'Nothing says where new users go',
  meaning: 'There are several users files, and the mapping has no file:.',
  fix: 'Write file: in import.yaml, for example `file: "users/{department}.yaml"`.',
} as const satisfies ErrorEntry;

export const BAD_FILE_FOR_NEW = {
  code: 'CF862',
  kind: 'invalid-input',
  title: 'The file of a new user can not be used',
  meaning:
    'file: names a field that the user does not have, or a file that files: of corform.yaml does not list.',
  fix: 'Correct file: in import.yaml, or add the pattern to files: in corform.yaml.',
} as const satisfies ErrorEntry;

export const WOULD_OVERWRITE = {
  code: 'CF863',
  kind: 'usage',
  title: 'The file exists already',
  meaning: '`--to` and `--save-mapping` make new files and never overwrite one.',
  fix: 'Name another file, or change the users files in place with `--update`.',
} as const satisfies ErrorEntry;

export const MANY_LEAVERS = {
  code: 'CF864',
  kind: 'over-limit',
  title: 'More users would be removed than the limit allows',
  meaning:
    'limits.forget of corform.yaml holds for `--leavers remove` too, measured against the users files.',
  fix: 'Check that the export is whole. If that is what you want: `--allow forget=N`.',
} as const satisfies ErrorEntry;

export const NOT_EQUAL = {
  code: 'CF865',
  kind: 'error',
  title: 'The text does not say what was imported',
  meaning:
    'corform reads what it wrote before it uses it, and it did not find the same users. Nothing was written.',
  fix: 'This is a bug: report it with the shape of the export.',
} as const satisfies ErrorEntry;
