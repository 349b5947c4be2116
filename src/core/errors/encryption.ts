/** Passphrases, and what is encrypted with them. */
import type { ErrorEntry } from './entry.js';

export const UNUSABLE_PASSPHRASE = {
  code: 'CF730',
  kind: 'error',
  title: "The passphrase can't be used",
  meaning:
    'It is shorter than 12 characters, starts or ends with a space, or has line breaks or control characters.',
  fix: 'Use a long random one, for example from `openssl rand -base64 32`, and store it with your other secrets.',
} as const satisfies ErrorEntry;

export const TWO_PASSPHRASE_SOURCES = {
  code: 'CF731',
  kind: 'error',
  title: 'The passphrase is set twice',
  meaning: 'Both the variable and the same variable with `_FILE` are set.',
  fix: 'Unset one of them, so it is clear which passphrase to use.',
} as const satisfies ErrorEntry;

export const PASSPHRASE_FILE_UNREADABLE = {
  code: 'CF732',
  kind: 'error',
  title: "The passphrase file can't be read",
  meaning: 'The variable with `_FILE` names a file that is missing or not readable.',
  fix: 'Check the path and its permissions.',
} as const satisfies ErrorEntry;

export const PASSPHRASE_MISSING = {
  code: 'CF733',
  kind: 'error',
  title: 'A passphrase is missing',
  meaning:
    'The settings require encryption, or only the previous passphrase is set, so corform has no passphrase to write with. In CI, a secret that does not exist is often set to an empty value.',
  fix: 'Set `CORFORM_PASSPHRASE` or `CORFORM_PASSPHRASE_FILE`.',
} as const satisfies ErrorEntry;

export const FILE_ENCRYPTED = {
  code: 'CF734',
  kind: 'error',
  title: 'The file is encrypted',
  meaning: 'Reading the file needs its passphrase, and none is set.',
  fix: 'Set `CORFORM_PASSPHRASE` or `CORFORM_PASSPHRASE_FILE` to the passphrase that it was written with.',
} as const satisfies ErrorEntry;

export const WRONG_PASSPHRASE = {
  code: 'CF735',
  kind: 'error',
  title: 'The passphrase is wrong',
  meaning: 'The file was encrypted with another passphrase, or its header was changed.',
  fix: 'Set the passphrase that the file was written with. During a rotation, set the old one as `CORFORM_PASSPHRASE_PREVIOUS`.',
} as const satisfies ErrorEntry;

export const PLAIN_FILE_REFUSED = {
  code: 'CF736',
  kind: 'error',
  title: 'The file is not encrypted, but encryption is required',
  meaning:
    'The file may be older than the setting, or somebody may have replaced the encrypted one.',
  fix: 'If you trust the file: encrypt a state with `CORFORM_ENCRYPTION=auto corform state rotate` (with the passphrase set), or make a plan again.',
} as const satisfies ErrorEntry;

export const ENCRYPTED_FILE_DAMAGED = {
  code: 'CF737',
  kind: 'error',
  title: 'The encrypted file was changed or damaged',
  meaning: 'At least one byte differs from what corform wrote.',
  fix: 'Check the path. For a state, `corform state repair` goes back to the newest good version. Make a plan again.',
} as const satisfies ErrorEntry;

export const UNKNOWN_ENVELOPE_VERSION = {
  code: 'CF738',
  kind: 'error',
  title: 'The encrypted file has an unknown version',
  meaning:
    'Another version of corform wrote it, in a format that this one does not know. The file was not changed.',
  fix: 'Use the version of corform that wrote it, or a newer one.',
} as const satisfies ErrorEntry;

export const KEY_DERIVATION_OUT_OF_BOUNDS = {
  code: 'CF739',
  kind: 'error',
  title: 'The key derivation is out of bounds',
  meaning:
    'The header of the file asks for a key derivation that is more or less expensive than corform ever uses, so corform did not run it.',
  fix: 'Find out who changed the file. For a state, `corform state repair` goes back to the newest good version.',
} as const satisfies ErrorEntry;
