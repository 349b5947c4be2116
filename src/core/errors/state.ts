/** The recorded state and its journal: gone, damaged, changed, not saved. */
import type { ErrorEntry } from './entry.js';

const REPAIR =
  'Run `corform state repair`, which goes back to the newest good version. The damaged file is kept.';

export const EMPTY_STATE = {
  code: 'CF400',
  kind: 'error',
  title: 'The state file is empty',
  meaning: 'The file exists but has no content. corform never writes such a file.',
  fix: REPAIR,
} as const satisfies ErrorEntry;

export const NOT_A_STATE = {
  code: 'CF401',
  kind: 'error',
  title: 'The file is not a corform state',
  meaning: 'It does not begin like a corform state. It may belong to another program.',
  fix: 'Check the path of the state. If it is the right file, run `corform state repair`.',
} as const satisfies ErrorEntry;

export const UNKNOWN_STATE_VERSION = {
  code: 'CF402',
  kind: 'error',
  title: 'Unknown format version of the state',
  meaning:
    'Another version of corform wrote the state, in a format that this one does not know. The file was not changed.',
  fix: 'Use the version of corform that wrote it, or a newer one.',
} as const satisfies ErrorEntry;

export const STATE_CUT_OFF = {
  code: 'CF403',
  kind: 'error',
  title: 'The state file is cut off',
  meaning:
    'The beginning is right, but the end is missing or damaged. An interrupted copy does this.',
  fix: REPAIR,
} as const satisfies ErrorEntry;

export const STATE_HAS_TRAILING_BYTES = {
  code: 'CF404',
  kind: 'error',
  title: 'The state file has extra content after its end',
  meaning: 'The state is complete, but something was appended to it.',
  fix: REPAIR,
} as const satisfies ErrorEntry;

export const STATE_REWRITTEN_AS_TEXT = {
  code: 'CF405',
  kind: 'error',
  title: 'The state file was rewritten as text',
  meaning: 'An editor or git changed its line endings or added a byte order mark.',
  fix: `${REPAIR} Keep git from rewriting it with \`-text\` in .gitattributes.`,
} as const satisfies ErrorEntry;

export const STATE_HAS_MERGE_MARKS = {
  code: 'CF406',
  kind: 'error',
  title: 'The state file has merge markers',
  meaning: "Somebody merged two states as text. The result can't be a true record.",
  fix: `${REPAIR} Keep the state out of branches.`,
} as const satisfies ErrorEntry;

export const STATE_CHECKSUM_MISMATCH = {
  code: 'CF407',
  kind: 'error',
  title: 'The state file does not match its checksum',
  meaning: 'At least one byte differs from what corform wrote: a hand edit, or a damaged disk.',
  fix: `${REPAIR} To change the record on purpose, use \`corform state rm\` and \`corform state mv\`.`,
} as const satisfies ErrorEntry;

export const STATE_NOT_JSON = {
  code: 'CF408',
  kind: 'error',
  title: 'The state file is not valid JSON',
  meaning: 'The checksum is right, so a program other than corform wrote this file.',
  fix: REPAIR,
} as const satisfies ErrorEntry;

export const UNEXPECTED_STATE_CONTENT = {
  code: 'CF409',
  kind: 'error',
  title: 'The state file has content that corform never writes',
  meaning:
    'A member is missing or unknown, or has a value that schemas/state.v1.schema.json does not allow.',
  fix: REPAIR,
} as const satisfies ErrorEntry;

export const STATE_IDS_OUT_OF_ORDER = {
  code: 'CF410',
  kind: 'error',
  title: 'Ids are repeated or out of order in the state file',
  meaning: 'Users and operations must be sorted by id, and each id may occur only once.',
  fix: REPAIR,
} as const satisfies ErrorEntry;

export const BAD_STATE_SERIAL = {
  code: 'CF411',
  kind: 'error',
  title: 'The serial of the state is not valid',
  meaning: 'The serial is missing or is not a whole number of at least 1.',
  fix: REPAIR,
} as const satisfies ErrorEntry;

export const HIGHEST_SERIAL = {
  code: 'CF412',
  kind: 'error',
  title: "The serial of the state can't rise any further",
  meaning:
    'Each committed state has a higher serial than the one before, and this one has the highest possible serial. corform never counts that far, so somebody wrote it by hand.',
  fix: 'Push a copy of the state with a lower serial to another place: `corform state push FILE` with other settings of `state:`.',
} as const satisfies ErrorEntry;

export const JOURNAL_DAMAGED = {
  code: 'CF420',
  kind: 'notice',
  title: 'The journal of a run is damaged',
  meaning:
    'A line does not match its checksum or the line before it. corform trusts the lines before it, and treats everything else that the run was going to send as unknown.',
  fix: 'Run `corform apply`, which sends the unknown fields again.',
} as const satisfies ErrorEntry;

export const JOURNAL_GAP = {
  code: 'CF421',
  kind: 'notice',
  title: 'The journal of a run has a gap',
  meaning:
    'Lines are missing. corform trusts the lines before the gap, and treats everything else that the run was going to send as unknown.',
  fix: 'Run `corform apply`, which sends the unknown fields again.',
} as const satisfies ErrorEntry;

export const JOURNAL_OF_OTHER_RUN = {
  code: 'CF422',
  kind: 'notice',
  title: 'The journal belongs to another run',
  meaning:
    'The run, lineage or serial in the journal differs from the state. corform ignores this journal and treats everything that the run was going to send as unknown.',
  fix: 'Run `corform apply`, which sends the unknown fields again.',
} as const satisfies ErrorEntry;

export const UNFINISHED_RUN = {
  code: 'CF424',
  kind: 'notice',
  title: 'A run did not finish',
  meaning:
    'The process of the apply was killed, or its machine failed. What COR acknowledged is recorded; what may have reached COR is unknown.',
  fix: 'Run `corform apply`. It sends everything that is unknown or was not attempted.',
} as const satisfies ErrorEntry;

export const STATE_UNREADABLE = {
  code: 'CF430',
  kind: 'error',
  title: "The state can't be read",
  meaning: 'The operating system refused to read the state file or one of its backups.',
  fix: 'Check the path and its permissions.',
} as const satisfies ErrorEntry;

export const JOURNAL_INACCESSIBLE = {
  code: 'CF434',
  kind: 'error',
  title: "The journal of the run can't be read or written",
  meaning: 'corform sends nothing more, because it could not record it in the journal first.',
  fix: 'Free some disk space or fix the permissions, then run `corform apply` again to continue.',
} as const satisfies ErrorEntry;

export const JOURNAL_EXISTS = {
  code: 'CF435',
  kind: 'conflict',
  title: 'A journal of this run exists already',
  meaning: 'The ids of runs are random, so the folder was probably copied or restored.',
  fix: 'Run `corform apply` again. Each run gets a new id.',
} as const satisfies ErrorEntry;

export const STATE_WRITE_BUSY = {
  code: 'CF436',
  kind: 'conflict',
  title: 'Another process is writing the state and does not finish',
  meaning: 'A commit takes milliseconds, but this one did not end while corform waited.',
  fix: 'Look for a corform process that was stopped or hangs, end it, and run the command again.',
} as const satisfies ErrorEntry;

export const STATE_FOLDER_UNUSABLE = {
  code: 'CF437',
  kind: 'error',
  title: "The state can't be kept in its folder",
  meaning:
    'Links, renames or fsync do not work in this folder. Some network and USB file systems are like this.',
  fix: 'Put the state on a local file system where you have write permission, or choose another backend.',
} as const satisfies ErrorEntry;

export const NO_STATE = {
  code: 'CF720',
  kind: 'error',
  title: 'There is no recorded state',
  meaning: 'corform never guesses what was applied. Without a record it sends nothing.',
  fix: 'Run `corform init`. If there was a state before, restore it instead (docs/reliability.md).',
} as const satisfies ErrorEntry;

export const STATE_GONE = {
  code: 'CF722',
  kind: 'error',
  title: 'The recorded state is gone',
  meaning:
    'There is no state, but the backend still keeps older versions of it. A new state would forget everything that was applied.',
  fix: 'Run `corform state repair`, which goes back to the newest good version.',
} as const satisfies ErrorEntry;

export const STATE_CHANGED = {
  code: 'CF706',
  kind: 'conflict',
  title: 'The state changed while the command ran',
  meaning:
    'Another command stored a new version first, or somebody removed the lock by hand. This command sent nothing.',
  fix: 'Run the command again. It starts from the newer state.',
} as const satisfies ErrorEntry;

export const STATE_NOT_SAVED = {
  code: 'CF721',
  kind: 'state-not-saved',
  title: 'COR was changed, but the record could not be saved',
  meaning:
    'The backend failed at the very end. corform wrote the state to a recovery file, which the message names last.',
  fix: 'Run `corform state push FILE` once the backend works. With a local state, the next apply also recovers from its journal.',
} as const satisfies ErrorEntry;
