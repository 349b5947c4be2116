/** The commands on the state as a whole: push, migrate, repair. */
import type { ErrorEntry } from './entry.js';

export const STATE_MOVED = {
  code: 'CF740',
  kind: 'error',
  title: 'The state was moved',
  meaning: '`corform state migrate` moved the state to another backend and left a note here.',
  fix: 'Use the current settings (`state:` in corform.yaml). `corform state migrate --from FILE` moves the state back.',
} as const satisfies ErrorEntry;

export const PUSH_OF_OTHER_LINEAGE = {
  code: 'CF741',
  kind: 'conflict',
  title: 'The pushed state has another lineage',
  meaning:
    'The pushed state began with another `corform init`, so it is the record of something else.',
  fix: 'Check the settings and the file. `--force` stores it anyway. The next apply then sends every field again.',
} as const satisfies ErrorEntry;

export const PUSH_TOO_OLD = {
  code: 'CF742',
  kind: 'conflict',
  title: 'The pushed state is too old',
  meaning:
    'The backend has stored the same or a higher serial already. If a later apply has recovered the run, you no longer need its recovery file.',
  fix: 'Most likely, there is nothing to do. `--force` stores it anyway. The next apply then sends every field again.',
} as const satisfies ErrorEntry;

export const PUSH_WITHOUT_OPEN_RUN = {
  code: 'CF743',
  kind: 'conflict',
  title: 'The pushed state does not include the open run',
  meaning: 'An apply was killed, and corform would forget what it sent.',
  fix: 'Run `corform apply` first, which recovers the run. `--force` stores it anyway. The next apply then sends every field again.',
} as const satisfies ErrorEntry;

export const PUSH_OVER_UNREADABLE = {
  code: 'CF744',
  kind: 'conflict',
  title: "The stored state can't be read, so it is not replaced",
  meaning:
    "corform can't read the lineage and serial of the stored state, so it can't compare them.",
  fix: 'Try `corform state repair` first. `--force` stores it anyway. The next apply then sends every field again.',
} as const satisfies ErrorEntry;

export const NEW_PLACE_NOT_EMPTY = {
  code: 'CF745',
  kind: 'conflict',
  title: 'The new place of the state is not empty',
  meaning: 'A migration never overwrites a state. Nothing was changed.',
  fix: 'Choose another name, path or ref for the state, or remove what is there.',
} as const satisfies ErrorEntry;

export const MIGRATION_TO_SAME_PLACE = {
  code: 'CF746',
  kind: 'usage',
  title: 'The migration goes to the same place',
  meaning: 'The old and the new settings name the same place.',
  fix: 'Put the new settings into corform.yaml (or a file named with --config), and name the old ones with --from.',
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

export const OLDER_VERSIONS_PLAIN = {
  code: 'CF751',
  kind: 'notice',
  title: 'Older versions are not encrypted',
  meaning: 'The state is encrypted now, but the backend still keeps older versions that are not.',
  fix: 'Once you are sure of the new state, remove them from the backend: docs/state.md, "Encryption".',
} as const satisfies ErrorEntry;

export const PLAIN_STATE_IN_GIT = {
  code: 'CF752',
  kind: 'notice',
  title: 'The state in git is not encrypted',
  meaning:
    'Whoever can read the repository can read the data of all users, now and in its history.',
  fix: 'Set CORFORM_PASSPHRASE and `encryption: required` in corform.yaml before the first apply, then run `corform state rotate`.',
} as const satisfies ErrorEntry;

export const LOCAL_STATE_LOST_WITH_CHECKOUT = {
  code: 'CF753',
  kind: 'usage',
  title: 'The next checkout removes the local state',
  meaning:
    'A CI system runs corform, and the state file is in the checkout but git does not track it.',
  fix: 'Use a shared backend (docs/state.md), or add the file to git (`git add -f`) and commit it after each apply.',
} as const satisfies ErrorEntry;

export const STATE_MOVING = {
  code: 'CF754',
  kind: 'error',
  title: 'The state was not completely migrated',
  meaning:
    '`corform state migrate` was killed, or lost its connection. The note that it left here contains the whole record. Nobody can apply until the move is complete.',
  fix: 'Run the same `corform state migrate --from FILE` again, with `state:` naming that place. It completes the move.',
} as const satisfies ErrorEntry;

export const PUSHED_FILE_DAMAGED = {
  code: 'CF755',
  kind: 'invalid-input',
  title: 'The pushed file is not a complete state',
  meaning: 'The file given to `state push` is damaged or is not a state. Nothing was changed.',
  fix: 'Check that it is the right file.',
} as const satisfies ErrorEntry;
