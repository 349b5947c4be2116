/** CF730-CF759: encryption, and the commands on the state as a whole. */
import type { ErrorEntry } from './entry.js';

export const UNUSABLE_PASSPHRASE = {
  code: 'CF730',
  kind: 'error',
  title: 'A passphrase that can not be used',
  meaning:
    'It is shorter than 12 characters, starts or ends with a space, or holds line ends or control characters.',
  fix: 'Take a long random one, e.g. from `openssl rand -base64 32`.',
} as const satisfies ErrorEntry;

export const TWO_PASSPHRASE_SOURCES = {
  code: 'CF731',
  kind: 'error',
  title: 'Two sources of one passphrase',
  meaning: 'The variable and its twin with `_FILE` are both set.',
  fix: 'Unset one.',
} as const satisfies ErrorEntry;

export const PASSPHRASE_FILE_UNREADABLE = {
  code: 'CF732',
  kind: 'error',
  title: 'The passphrase file can not be read',
  meaning: 'The variable with `_FILE` names a file that is missing or not readable.',
  fix: 'Check the path and the permissions.',
} as const satisfies ErrorEntry;

export const PASSPHRASE_MISSING = {
  code: 'CF733',
  kind: 'error',
  title: 'A passphrase is missing',
  meaning:
    'The settings require encryption, or only the previous passphrase is set, and there is none to write with. CI systems set a secret that they do not have to nothing.',
  fix: 'Set `CORFORM_PASSPHRASE` or `CORFORM_PASSPHRASE_FILE`.',
} as const satisfies ErrorEntry;

export const FILE_ENCRYPTED = {
  code: 'CF734',
  kind: 'error',
  title: 'The file is encrypted',
  meaning: 'It can be read with its passphrase only, and none is set.',
  fix: 'Set `CORFORM_PASSPHRASE` or `CORFORM_PASSPHRASE_FILE`.',
} as const satisfies ErrorEntry;

export const WRONG_PASSPHRASE = {
  code: 'CF735',
  kind: 'error',
  title: 'The passphrase does not fit',
  meaning: 'The file was encrypted with another one, or its header was changed.',
  fix: 'Set the passphrase it was written with; during a rotation the old one as `CORFORM_PASSPHRASE_PREVIOUS`.',
} as const satisfies ErrorEntry;

export const PLAIN_FILE_REFUSED = {
  code: 'CF736',
  kind: 'error',
  title: 'A plain file where encryption is required',
  meaning:
    'It may be older than the setting, or somebody put it there in place of the encrypted one.',
  fix: 'If it is yours: `CORFORM_ENCRYPTION=auto corform state rotate` encrypts a state. A plan is made again.',
} as const satisfies ErrorEntry;

export const ENCRYPTED_FILE_DAMAGED = {
  code: 'CF737',
  kind: 'error',
  title: 'The encrypted file was changed or damaged',
  meaning: 'At least one byte of it differs from what corform wrote.',
  fix: '`corform state repair` goes back to the newest good version of a state. A plan is made again.',
} as const satisfies ErrorEntry;

export const UNKNOWN_ENVELOPE_VERSION = {
  code: 'CF738',
  kind: 'error',
  title: 'Unknown version of the encrypted file',
  meaning: 'It was written by a corform with another format. It was not touched.',
  fix: 'Use the corform that wrote it, or a newer one.',
} as const satisfies ErrorEntry;

export const KEY_DERIVATION_OUT_OF_BOUNDS = {
  code: 'CF739',
  kind: 'error',
  title: 'A key derivation out of bounds',
  meaning:
    'The file asks for more, or for less, work than any corform asks for when it makes a key. It was not done.',
  fix: 'Find out who changed the file. `corform state repair` goes back to the newest good version of a state.',
} as const satisfies ErrorEntry;

export const STATE_MOVED = {
  code: 'CF740',
  kind: 'error',
  title: 'The state was moved',
  meaning: '`corform state migrate` took it to another backend and left a note here.',
  fix: 'Use the settings of today. `corform state migrate --from FILE` moves it back.',
} as const satisfies ErrorEntry;

export const PUSH_OF_OTHER_LINEAGE = {
  code: 'CF741',
  kind: 'conflict',
  title: 'A pushed state of another lineage',
  meaning: 'It began with another `corform init`: it is the record of something else.',
  fix: 'Check the settings and the file. `--force` replaces the stored state; the next apply then sends every field again.',
} as const satisfies ErrorEntry;

export const PUSH_TOO_OLD = {
  code: 'CF742',
  kind: 'conflict',
  title: 'A pushed state that is too old',
  meaning:
    'The backend has seen its serial, or a higher one. A recovery file is not needed any more once a later apply has recovered its run.',
  fix: 'Most likely nothing. `--force` goes back to it; the next apply then sends every field again.',
} as const satisfies ErrorEntry;

export const PUSH_WITHOUT_OPEN_RUN = {
  code: 'CF743',
  kind: 'conflict',
  title: 'A pushed state that does not know the open run',
  meaning: 'An apply died, and what it sent would be forgotten.',
  fix: 'Run `corform apply` first: it recovers the run.',
} as const satisfies ErrorEntry;

export const PUSH_OVER_UNREADABLE = {
  code: 'CF744',
  kind: 'conflict',
  title: 'Pushing over a state that can not be read',
  meaning: 'Lineage and serial of the stored state can not be told.',
  fix: 'Try `corform state repair` first. `--force` replaces it; the next apply then sends every field again.',
} as const satisfies ErrorEntry;

export const NEW_PLACE_NOT_EMPTY = {
  code: 'CF745',
  kind: 'conflict',
  title: 'The new place of the state is not empty',
  meaning: 'A migration never overwrites. Nothing was changed.',
  fix: 'Choose another name, path or ref for the state.',
} as const satisfies ErrorEntry;

export const MIGRATION_TO_SAME_PLACE = {
  code: 'CF746',
  kind: 'usage',
  title: 'A migration to the same place',
  meaning: 'Old and new settings name the same backend.',
  fix: 'Name the old settings with `--from`, and the new ones in corform.yaml.',
} as const satisfies ErrorEntry;

export const MIGRATION_WITH_OPEN_RUN = {
  code: 'CF747',
  kind: 'conflict',
  title: 'A migration with an open run',
  meaning: 'An apply died, and its journal would stay behind.',
  fix: 'Run `corform apply` with the old settings first: it recovers the run.',
} as const satisfies ErrorEntry;

export const NO_GOOD_VERSION = {
  code: 'CF748',
  kind: 'error',
  title: 'No good older version',
  meaning: 'The state is damaged or gone, and the backend keeps no version that can be read.',
  fix: 'Restore a copy with `corform state push FILE --force`; without one see docs/state.md, "Disaster recovery".',
} as const satisfies ErrorEntry;

export const OLD_STATE_CHANGED = {
  code: 'CF749',
  kind: 'conflict',
  title: 'The old state changed during its migration',
  meaning: 'It is in the new place, and the old one could not be marked: two states may be alive.',
  fix: 'Find out who unlocked and wrote the old one before anything else is applied.',
} as const satisfies ErrorEntry;

export const REPAIR_NEEDS_APPROVAL = {
  code: 'CF750',
  kind: 'usage',
  title: '`state repair` needs an approval',
  meaning: 'Without a terminal nobody can be asked.',
  fix: 'Look at `corform state history --versions`, then say `--auto-approve`.',
} as const satisfies ErrorEntry;

export const OLDER_VERSIONS_PLAIN = {
  code: 'CF751',
  kind: 'notice',
  title: 'Older versions are not encrypted',
  meaning: 'The state is encrypted now; the backend still keeps plain versions of it.',
  fix: 'Remove them where the backend keeps them (docs/state.md, "Encryption").',
} as const satisfies ErrorEntry;

export const PLAIN_STATE_IN_GIT = {
  code: 'CF752',
  kind: 'notice',
  title: 'A state in git that is not encrypted',
  meaning: 'Whoever can read the repository can read the data of all users, for ever.',
  fix: 'Set `CORFORM_PASSPHRASE` and `encryption: required`, then `corform state rotate`.',
} as const satisfies ErrorEntry;

export const LOCAL_STATE_LOST_WITH_CHECKOUT = {
  code: 'CF753',
  kind: 'usage',
  title: 'A local state that the next checkout removes',
  meaning: 'CI is set, and the state file lies in the checkout without being tracked in git.',
  fix: 'Use a shared backend, or track the file and commit it after each apply.',
} as const satisfies ErrorEntry;

export const STATE_MOVING = {
  code: 'CF754',
  kind: 'error',
  title: 'The state is on its way to another place',
  meaning:
    '`corform state migrate` was killed, or lost its connection. The note that stands here carries the whole record; nobody can apply before it has arrived.',
  fix: 'Run the same `corform state migrate --from FILE` again: it completes the move.',
} as const satisfies ErrorEntry;

export const PUSHED_FILE_DAMAGED = {
  code: 'CF755',
  kind: 'invalid-input',
  title: 'The pushed file is not a whole state',
  meaning:
    '`state push` was given a file that is damaged or something else than a state. Nothing was changed.',
  fix: 'Check that it is the right file.',
} as const satisfies ErrorEntry;
