/** Files that can't be read or written. */
import type { ErrorEntry } from './entry.js';

export const FILE_NOT_WRITABLE = {
  code: 'CF431',
  kind: 'error',
  title: "A file can't be written",
  meaning:
    'The operating system refused the write: the disk is full or failed, or permission is missing. The old content is still there.',
  fix: 'Free some disk space or fix the permissions, then run the command again.',
} as const satisfies ErrorEntry;

export const FILE_UNREADABLE = {
  code: 'CF440',
  kind: 'invalid-input',
  title: "A file can't be read",
  meaning: 'It is missing, or the operating system refused to read it.',
  fix: 'Check the path and its permissions.',
} as const satisfies ErrorEntry;

export const NOT_A_REGULAR_FILE = {
  code: 'CF441',
  kind: 'invalid-input',
  title: 'Not a regular file',
  meaning: 'The path leads to a folder, a device or a pipe.',
  fix: 'Name a regular file.',
} as const satisfies ErrorEntry;

export const FILE_TOO_BIG = {
  code: 'CF442',
  kind: 'invalid-input',
  title: 'A file is too large',
  meaning: 'The file is larger than the limit for this kind of file.',
  fix: 'Check that it is the right file.',
} as const satisfies ErrorEntry;

export const PATH_WITH_TILDE = {
  code: 'CF444',
  kind: 'usage',
  title: 'A path that only a shell understands',
  meaning:
    'The path starts with ~, $NAME or %NAME%. Only a shell replaces these, and not inside quotes or in a file.',
  fix: 'Write the full path, or put ./ before a name that really starts so.',
} as const satisfies ErrorEntry;

export const PATH_IS_ADDRESS = {
  code: 'CF445',
  kind: 'usage',
  title: 'An address where the path of a file must be',
  meaning:
    'corform reads and writes files by their paths. It opens no address for them, not even file://.',
  fix: 'Write the path of a file, without file://. Download what is elsewhere first.',
} as const satisfies ErrorEntry;

export const FILE_OUTSIDE_FOLDER = {
  code: 'CF443',
  kind: 'invalid-input',
  title: 'A file is outside its folder',
  meaning: 'After following links, its real path is outside the working folder.',
  fix: 'Put the file itself into the folder, not a link.',
} as const satisfies ErrorEntry;
