/** CF730-CF759: encryption, and the commands on the state as a whole. */
import type { ErrorEntry } from './entry.js';

export const UNUSABLE_PASSPHRASE = {
  code: 'CF730',
  kind: 'error',
  title: "The passphrase can't be used",
  meaning:
    'It is shorter than 12 characters, starts or ends with a space, or has line breaks or control characters.',
  fix: 'Use a long random one, for example from `openssl rand -base64 32`.',
} as const satisfies ErrorEntry;

export const TWO_PASSPHRASE_SOURCES = {
  code: 'CF731',
  kind: 'error',
  title: 'The passphrase is set twice',
  meaning: 'Both the variable and the same variable with `_FILE` are set.',
  fix: 'Unset one of them.',
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
  fix: 'Set `CORFORM_PASSPHRASE` or `CORFORM_PASSPHRASE_FILE`.',
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
  fix: 'If you trust the file: encrypt a state with `CORFORM_ENCRYPTION=auto corform state rotate`, or make a plan again.',
} as const satisfies ErrorEntry;

export const ENCRYPTED_FILE_DAMAGED = {
  code: 'CF737',
  kind: 'error',
  title: 'The encrypted file was changed or damaged',
  meaning: 'At least one byte differs from what corform wrote.',
  fix: 'For a state, `corform state repair` goes back to the newest good version. Make a plan again.',
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

export const STATE_MOVED = {
  code: 'CF740',
  kind: 'error',
  title: 'The state was moved',
  meaning: '`corform state migrate` moved the state to another backend and left a note here.',
  fix: 'Use the current settings. `corform state migrate --from FILE` moves the state back.',
} as const satisfies ErrorEntry;

export const PUSH_OF_OTHER_LINEAGE = {
  code: 'CF741',
  kind: 'conflict',
  title: 'The pushed state has another lineage',
  meaning:
    'The pushed state began with another `corform init`, so it is the record of something else.',
  fix: 'Check the settings and the file. `--force` replaces the stored state. The next apply then sends every field again.',
} as const satisfies ErrorEntry;

export const PUSH_TOO_OLD = {
  code: 'CF742',
  kind: 'conflict',
  title: 'The pushed state is too old',
  meaning:
    'The backend has stored the same or a higher serial already. If a later apply has recovered the run, you no longer need its recovery file.',
  fix: 'Most likely, there is nothing to do. `--force` goes back to the pushed state. The next apply then sends every field again.',
} as const satisfies ErrorEntry;

export const PUSH_WITHOUT_OPEN_RUN = {
  code: 'CF743',
  kind: 'conflict',
  title: 'The pushed state does not include the open run',
  meaning: 'An apply was killed, and corform would forget what it sent.',
  fix: 'Run `corform apply` first, which recovers the run.',
} as const satisfies ErrorEntry;

export const PUSH_OVER_UNREADABLE = {
  code: 'CF744',
  kind: 'conflict',
  title: "The stored state can't be read, so it is not replaced",
  meaning:
    "corform can't read the lineage and serial of the stored state, so it can't compare them.",
  fix: 'Try `corform state repair` first. `--force` replaces the stored state. The next apply then sends every field again.',
} as const satisfies ErrorEntry;

export const NEW_PLACE_NOT_EMPTY = {
  code: 'CF745',
  kind: 'conflict',
  title: 'The new place of the state is not empty',
  meaning: 'A migration never overwrites a state. Nothing was changed.',
  fix: 'Choose another name, path or ref for the state.',
} as const satisfies ErrorEntry;

export const MIGRATION_TO_SAME_PLACE = {
  code: 'CF746',
  kind: 'usage',
  title: 'The migration goes to the same place',
  meaning: 'The old and the new settings name the same place.',
  fix: 'Put the new settings into corform.yaml, and name a file with the old ones with `--from`.',
} as const satisfies ErrorEntry;

export const MIGRATION_WITH_OPEN_RUN = {
  code: 'CF747',
  kind: 'conflict',
  title: 'The state to migrate has an open run',
  meaning: 'An apply was killed, and its journal would stay behind.',
  fix: 'Run `corform apply` with the old settings first, which recovers the run.',
} as const satisfies ErrorEntry;

export const NO_GOOD_VERSION = {
  code: 'CF748',
  kind: 'error',
  title: 'There is no good older version',
  meaning: 'The state is damaged or gone, and the backend keeps no readable version.',
  fix: 'Restore a copy with `corform state push FILE --force`. Without a copy, see "Disaster recovery" in docs/state.md.',
} as const satisfies ErrorEntry;

export const OLD_STATE_CHANGED = {
  code: 'CF749',
  kind: 'conflict',
  title: 'The old state changed during its migration',
  meaning:
    'The state is in the new place, but corform could not mark the old one as moved. Both may be in use now.',
  fix: 'Before you apply anything else, find out who unlocked and wrote the old state.',
} as const satisfies ErrorEntry;

export const REPAIR_NEEDS_APPROVAL = {
  code: 'CF750',
  kind: 'usage',
  title: '`state repair` needs an approval',
  meaning: "Without a terminal, corform can't ask anybody.",
  fix: 'Look at `corform state history --versions`, then pass `--auto-approve`.',
} as const satisfies ErrorEntry;

export const OLDER_VERSIONS_PLAIN = {
  code: 'CF751',
  kind: 'notice',
  title: 'Older versions are not encrypted',
  meaning: 'The state is encrypted now, but the backend still keeps older versions that are not.',
  fix: 'Remove them from the backend (see "Encryption" in docs/state.md).',
} as const satisfies ErrorEntry;

export const PLAIN_STATE_IN_GIT = {
  code: 'CF752',
  kind: 'notice',
  title: 'The state in git is not encrypted',
  meaning:
    'Whoever can read the repository can read the data of all users, now and in its history.',
  fix: 'Set `CORFORM_PASSPHRASE` and `encryption: required`, then `corform state rotate`.',
} as const satisfies ErrorEntry;

export const LOCAL_STATE_LOST_WITH_CHECKOUT = {
  code: 'CF753',
  kind: 'usage',
  title: 'The next checkout removes the local state',
  meaning:
    'A CI system runs corform, and the state file is in the checkout but git does not track it.',
  fix: 'Use a shared backend, or add the file to git and commit it after each apply.',
} as const satisfies ErrorEntry;

export const STATE_MOVING = {
  code: 'CF754',
  kind: 'error',
  title: 'The state was not completely migrated',
  meaning:
    '`corform state migrate` was killed, or lost its connection. The note that it left here contains the whole record. Nobody can apply until the move is complete.',
  fix: 'Run the same `corform state migrate --from FILE` again, which completes the move.',
} as const satisfies ErrorEntry;

export const PUSHED_FILE_DAMAGED = {
  code: 'CF755',
  kind: 'invalid-input',
  title: 'The pushed file is not a complete state',
  meaning: 'The file given to `state push` is damaged or is not a state. Nothing was changed.',
  fix: 'Check that it is the right file.',
} as const satisfies ErrorEntry;
