/** The export that `import` reads: its file, its table, its cells. */
import type { ErrorEntry } from './entry.js';

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
  fix: 'Export again. The file may have been cut off.',
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
