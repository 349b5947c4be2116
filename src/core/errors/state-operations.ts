import type { CatalogEntry } from './entry.js';

/** CF730-CF759: encryption, and the commands on the state as a whole. */
export const STATE_OPERATION_CODES: readonly CatalogEntry[] = [
  {
    code: 'CF730',
    title: 'A passphrase that can not be used',
    meaning:
      'It is shorter than 12 characters, starts or ends with a space, or holds line ends or control characters.',
    fix: 'Take a long random one, e.g. from `openssl rand -base64 32`.',
  },
  {
    code: 'CF731',
    title: 'Two sources of one passphrase',
    meaning: 'The variable and its twin with `_FILE` are both set.',
    fix: 'Unset one.',
  },
  {
    code: 'CF732',
    title: 'The passphrase file can not be read',
    meaning: 'The variable with `_FILE` names a file that is missing or not readable.',
    fix: 'Check the path and the permissions.',
  },
  {
    code: 'CF733',
    title: 'A passphrase is missing',
    meaning:
      'The settings require encryption, or only the previous passphrase is set, and there is none to write with. CI systems set a secret that they do not have to nothing.',
    fix: 'Set `CORFORM_PASSPHRASE` or `CORFORM_PASSPHRASE_FILE`.',
  },
  {
    code: 'CF734',
    title: 'The file is encrypted',
    meaning: 'It can be read with its passphrase only, and none is set.',
    fix: 'Set `CORFORM_PASSPHRASE` or `CORFORM_PASSPHRASE_FILE`.',
  },
  {
    code: 'CF735',
    title: 'The passphrase does not fit',
    meaning: 'The file was encrypted with another one, or its header was changed.',
    fix: 'Set the passphrase it was written with; during a rotation the old one as `CORFORM_PASSPHRASE_PREVIOUS`.',
  },
  {
    code: 'CF736',
    title: 'A plain file where encryption is required',
    meaning:
      'It may be older than the setting, or somebody put it there in place of the encrypted one.',
    fix: 'If it is yours: `CORFORM_ENCRYPTION=auto corform state rotate` encrypts a state. A plan is made again.',
  },
  {
    code: 'CF737',
    title: 'The encrypted file was changed or damaged',
    meaning: 'At least one byte of it differs from what corform wrote.',
    fix: '`corform state repair` goes back to the newest good version of a state. A plan is made again.',
  },
  {
    code: 'CF738',
    title: 'Unknown version of the encrypted file',
    meaning: 'It was written by a corform with another format. It was not touched.',
    fix: 'Use the corform that wrote it, or a newer one.',
  },
  {
    code: 'CF739',
    title: 'A key derivation out of bounds',
    meaning:
      'The file asks for more, or for less, work than any corform asks for when it makes a key. It was not done.',
    fix: 'Find out who changed the file. `corform state repair` goes back to the newest good version of a state.',
  },
  {
    code: 'CF740',
    title: 'The state was moved',
    meaning: '`corform state migrate` took it to another backend and left a note here.',
    fix: 'Use the settings of today. `corform state migrate --from FILE` moves it back.',
  },
  {
    code: 'CF741',
    title: 'A pushed state of another lineage',
    meaning: 'It began with another `corform init`: it is the record of something else.',
    fix: 'Check the settings and the file. `--force` replaces the stored state; the next apply then sends every field again.',
  },
  {
    code: 'CF742',
    title: 'A pushed state that is too old',
    meaning:
      'The backend has seen its serial, or a higher one. A recovery file is not needed any more once a later apply has recovered its run.',
    fix: 'Most likely nothing. `--force` goes back to it; the next apply then sends every field again.',
  },
  {
    code: 'CF743',
    title: 'A pushed state that does not know the open run',
    meaning: 'An apply died, and what it sent would be forgotten.',
    fix: 'Run `corform apply` first: it recovers the run.',
  },
  {
    code: 'CF744',
    title: 'Pushing over a state that can not be read',
    meaning: 'Lineage and serial of the stored state can not be told.',
    fix: 'Try `corform state repair` first. `--force` replaces it; the next apply then sends every field again.',
  },
  {
    code: 'CF745',
    title: 'The new place of the state is not empty',
    meaning: 'A migration never overwrites. Nothing was changed.',
    fix: 'Choose another name, path or ref for the state.',
  },
  {
    code: 'CF746',
    title: 'A migration to the same place',
    meaning: 'Old and new settings name the same backend.',
    fix: 'Name the old settings with `--from`, and the new ones in corform.yaml.',
  },
  {
    code: 'CF747',
    title: 'A migration with an open run',
    meaning: 'An apply died, and its journal would stay behind.',
    fix: 'Run `corform apply` with the old settings first: it recovers the run.',
  },
  {
    code: 'CF748',
    title: 'No good older version',
    meaning: 'The state is damaged or gone, and the backend keeps no version that can be read.',
    fix: 'Restore a copy with `corform state push FILE --force`; without one see docs/state.md, "Disaster recovery".',
  },
  {
    code: 'CF749',
    title: 'The old state changed during its migration',
    meaning:
      'It is in the new place, and the old one could not be marked: two states may be alive.',
    fix: 'Find out who unlocked and wrote the old one before anything else is applied.',
  },
  {
    code: 'CF750',
    title: '`state repair` needs an approval',
    meaning: 'Without a terminal nobody can be asked.',
    fix: 'Look at `corform state history --versions`, then say `--auto-approve`.',
  },
  {
    code: 'CF751',
    title: 'Older versions are not encrypted',
    meaning: 'The state is encrypted now; the backend still keeps plain versions of it.',
    fix: 'Remove them where the backend keeps them (docs/state.md, "Encryption").',
  },
  {
    code: 'CF752',
    title: 'A state in git that is not encrypted',
    meaning: 'Whoever can read the repository can read the data of all users, for ever.',
    fix: 'Set `CORFORM_PASSPHRASE` and `encryption: required`, then `corform state rotate`.',
  },
  {
    code: 'CF753',
    title: 'A local state that the next checkout removes',
    meaning: 'CI is set, and the state file lies in the checkout without being tracked in git.',
    fix: 'Use a shared backend, or track the file and commit it after each apply.',
  },
  {
    code: 'CF754',
    title: 'The state is on its way to another place',
    meaning:
      '`corform state migrate` was killed, or lost its connection. The note that stands here carries the whole record; nobody can apply before it has arrived.',
    fix: 'Run the same `corform state migrate --from FILE` again: it completes the move.',
  },
];
