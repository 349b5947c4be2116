/** The codes of reading a YAML text: CF100 to CF129. */
import type { ErrorEntry } from './entry.js';

export const EMPTY_FILE = {
  code: 'CF100',
  kind: 'invalid-input',
  title: 'The file is empty',
  meaning: 'The file has no YAML content. It is empty, or has only comments or a null.',
  fix: 'Write its content, or remove the file: then `corform init` writes an example to start from.',
} as const satisfies ErrorEntry;

export const NOT_UTF8 = {
  code: 'CF101',
  kind: 'invalid-input',
  title: 'Not UTF-8',
  meaning:
    'The bytes of the file are not valid UTF-8. Files saved as Latin-1 or Windows-1252 look like this.',
  fix: 'Save the file as UTF-8.',
} as const satisfies ErrorEntry;

export const UTF16_OR_UTF32 = {
  code: 'CF102',
  kind: 'invalid-input',
  title: 'UTF-16 or UTF-32',
  meaning: 'The file is encoded as UTF-16 or UTF-32, but corform only reads UTF-8.',
  fix: 'Save the file as UTF-8.',
} as const satisfies ErrorEntry;

export const CONTROL_CHARACTER_IN_FILE = {
  code: 'CF103',
  kind: 'invalid-input',
  title: 'Control character in the file',
  meaning:
    'The file has a NUL, an escape or another control character, or a carriage return without a line feed.',
  fix: 'Remove the character, and save the file with LF or CRLF line endings.',
} as const satisfies ErrorEntry;

export const UNRESOLVED_MERGE = {
  code: 'CF104',
  kind: 'invalid-input',
  title: 'Unresolved merge',
  meaning: 'The file has the markers that git leaves when two changes conflict.',
  fix: 'Resolve the merge, then remove the lines <<<<<<<, ======= and >>>>>>>.',
} as const satisfies ErrorEntry;

export const FILE_IS_A_POINTER = {
  code: 'CF106',
  kind: 'invalid-input',
  title: 'A Git LFS pointer',
  meaning:
    'Git LFS keeps the content of this file elsewhere, and the checkout has only a pointer to it.',
  fix: "Run `git lfs pull`, and in CI check out with LFS. Better still, keep users files out of LFS, because reviews can't show their lines.",
} as const satisfies ErrorEntry;

export const FILE_IS_ENCRYPTED = {
  code: 'CF107',
  kind: 'invalid-input',
  title: 'The file is encrypted',
  meaning:
    'The file was encrypted by git-crypt, ansible-vault, sops, age or PGP. corform reads plain YAML only.',
  fix: 'Decrypt it before corform runs.',
} as const satisfies ErrorEntry;

export const FILE_IS_NOT_YAML = {
  code: 'CF109',
  kind: 'invalid-input',
  title: 'Another kind of file',
  meaning:
    'The file is a workbook, an archive, a web page, a table or a list of JSON documents. corform reads YAML, or one JSON document of the same shape.',
  fix: 'If it is an export of people, make a users file of it: `corform import FILE --to users.yaml`',
} as const satisfies ErrorEntry;

export const FILE_TOO_LARGE = {
  code: 'CF105',
  kind: 'invalid-input',
  title: 'File too large',
  meaning: 'The file is larger than 64 MiB, or has more content than corform can read at once.',
  fix: 'Split the users over several files.',
} as const satisfies ErrorEntry;

export const UNLISTED_USERS_FILE = {
  code: 'CF108',
  kind: 'notice',
  title: 'A file with users is not read',
  meaning:
    'It is beside the users files and looks like one, but "files" of corform.yaml does not list it, so nobody in it is managed.',
  fix: 'List it, or use a pattern: files: ["users/*.yaml"].',
} as const satisfies ErrorEntry;

export const NOT_YAML = {
  code: 'CF110',
  kind: 'invalid-input',
  title: 'Not valid YAML',
  meaning: 'The text in this place does not follow the rules of YAML.',
  fix: 'Write `key: value` lines, indented with spaces. Put quotes around text with special characters.',
} as const satisfies ErrorEntry;

export const TAB_AS_INDENTATION = {
  code: 'CF111',
  kind: 'invalid-input',
  title: 'Tab as indentation',
  meaning: 'YAML does not allow tabs as indentation.',
  fix: 'Indent with spaces.',
} as const satisfies ErrorEntry;

export const QUOTE_NOT_CLOSED = {
  code: 'CF112',
  kind: 'invalid-input',
  title: 'Quote not closed',
  meaning:
    'A quoted text starts here but has no closing quote, or one of its lines is not indented enough.',
  fix: 'Close the quote.',
} as const satisfies ErrorEntry;

export const DUPLICATE_KEY = {
  code: 'CF113',
  kind: 'invalid-input',
  title: 'Duplicate key',
  meaning: 'A map has the same key twice. Other tools would silently take one of the two values.',
  fix: 'Keep one of the two.',
} as const satisfies ErrorEntry;

export const ANCHOR_OR_ALIAS = {
  code: 'CF114',
  kind: 'invalid-input',
  title: 'Anchor or alias',
  meaning:
    'Anchors (`&name`) and aliases (`*name`) are not allowed, because changing one user would then also change others.',
  fix: 'Use profiles for fields that users share.',
} as const satisfies ErrorEntry;

export const YAML_TAG = {
  code: 'CF115',
  kind: 'invalid-input',
  title: 'Tag',
  meaning: 'Tags (`!name`) are not allowed, because the type of each value is fixed.',
  fix: 'Remove the tag, and put text in quotes.',
} as const satisfies ErrorEntry;

export const MERGE_KEY = {
  code: 'CF116',
  kind: 'invalid-input',
  title: 'Merge key',
  meaning: 'Merge keys (`<<`) are not allowed, because they are not part of YAML 1.2.',
  fix: 'Use profiles for fields that users share.',
} as const satisfies ErrorEntry;

export const YAML_DIRECTIVE = {
  code: 'CF117',
  kind: 'invalid-input',
  title: 'YAML directive',
  meaning: 'Lines that start with `%` before the document are not allowed.',
  fix: 'Remove the line.',
} as const satisfies ErrorEntry;

export const SEVERAL_DOCUMENTS = {
  code: 'CF118',
  kind: 'invalid-input',
  title: 'Several documents',
  meaning: 'A file must be one YAML document, and a further `---` or `...` starts another.',
  fix: 'Put each document into its own file. You can name several files: `corform plan users/*.yaml`.',
} as const satisfies ErrorEntry;

export const NESTED_TOO_DEEPLY = {
  code: 'CF119',
  kind: 'invalid-input',
  title: 'Nested too deeply',
  meaning: 'Values are nested more deeply than any users file needs.',
  fix: 'Write users as a list of flat entries.',
} as const satisfies ErrorEntry;

export const VALUE_FAR_TOO_LONG = {
  code: 'CF120',
  kind: 'invalid-input',
  title: 'Value far too long',
  meaning: 'A single value has more than 16,384 characters.',
  fix: 'Shorten it. A value has at most 255 characters.',
} as const satisfies ErrorEntry;

export const KEY_NOT_TEXT = {
  code: 'CF121',
  kind: 'invalid-input',
  title: 'Key is not text',
  meaning: 'A list, a map or something else that is not plain text is used as a key.',
  fix: 'Write the name of the key.',
} as const satisfies ErrorEntry;

export const UNUSUAL_NUMBER = {
  code: 'CF122',
  kind: 'invalid-input',
  title: 'Number in an unusual notation',
  meaning:
    'YAML 1.1 and YAML 1.2 read this notation differently, or not as a number at all. Examples are `010`, `0x1F`, `1e1` and `+8`.',
  fix: 'Write it in plain decimal digits.',
} as const satisfies ErrorEntry;
