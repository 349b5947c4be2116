/** CF400-CF449: the recorded state, its journal, and the files of this machine. */
import type { ErrorEntry } from './entry.js';

const REPAIR =
  'Run `corform state repair`, which goes back to the newest good version. The damaged file is kept.';

export const EMPTY_STATE = {
  code: 'CF400',
  kind: 'error',
  title: 'The state file is empty',
  meaning: 'The file exists and holds nothing. corform never writes such a file.',
  fix: REPAIR,
} as const satisfies ErrorEntry;

export const NOT_A_STATE = {
  code: 'CF401',
  kind: 'error',
  title: 'The file is not a corform state',
  meaning: 'It does not begin as a corform state does: it may be a file of another program.',
  fix: 'Check the path of the state. If it is the right file, run `corform state repair`.',
} as const satisfies ErrorEntry;

export const UNKNOWN_STATE_VERSION = {
  code: 'CF402',
  kind: 'error',
  title: 'Unknown format version of the state',
  meaning: 'The state was written by a corform with another format. It was not touched.',
  fix: 'Use the corform that wrote it, or a newer one.',
} as const satisfies ErrorEntry;

export const STATE_CUT_OFF = {
  code: 'CF403',
  kind: 'error',
  title: 'The state file is cut off',
  meaning:
    'It begins well and its end is missing or damaged, as after a copy that was interrupted.',
  fix: REPAIR,
} as const satisfies ErrorEntry;

export const STATE_HAS_TRAILING_BYTES = {
  code: 'CF404',
  kind: 'error',
  title: 'The state file has something after its end',
  meaning: 'It is whole, and something was appended to it.',
  fix: REPAIR,
} as const satisfies ErrorEntry;

export const STATE_REWRITTEN_AS_TEXT = {
  code: 'CF405',
  kind: 'error',
  title: 'The state file was rewritten as text',
  meaning: 'An editor or git changed its line ends or put a byte order mark in front.',
  fix: `${REPAIR} Keep git from rewriting it with \`-text\` in .gitattributes.`,
} as const satisfies ErrorEntry;

export const STATE_HAS_MERGE_MARKS = {
  code: 'CF406',
  kind: 'error',
  title: 'The state file holds merge marks',
  meaning: 'Somebody merged two states as text. That cannot give a true record.',
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
  meaning: 'Its checksum is right all the same: it was made by a program other than corform.',
  fix: REPAIR,
} as const satisfies ErrorEntry;

export const UNEXPECTED_STATE_CONTENT = {
  code: 'CF409',
  kind: 'error',
  title: 'The state file holds something that no corform writes',
  meaning:
    'A member is missing, unknown, or has a value that schemas/state.v1.schema.json refuses.',
  fix: REPAIR,
} as const satisfies ErrorEntry;

export const STATE_IDS_OUT_OF_ORDER = {
  code: 'CF410',
  kind: 'error',
  title: 'Ids repeated or out of order in the state file',
  meaning: 'Users and operations are sorted by id, and each id stands there once.',
  fix: REPAIR,
} as const satisfies ErrorEntry;

export const BAD_STATE_SERIAL = {
  code: 'CF411',
  kind: 'error',
  title: 'Bad serial in the state file',
  meaning: 'The serial is missing or no whole number from 1 on.',
  fix: REPAIR,
} as const satisfies ErrorEntry;

export const HIGHEST_SERIAL = {
  code: 'CF412',
  kind: 'error',
  title: 'the serial of the state can’t rise any further',
  meaning:
    'Each committed state has a higher serial than the one before, and this one has the highest that there is. No corform counts that far: somebody has written it by hand.',
  fix: 'Put a copy of the state with a lower serial into another place: `corform state push FILE` with other settings of `state:`.',
} as const satisfies ErrorEntry;

export const JOURNAL_DAMAGED = {
  code: 'CF420',
  kind: 'notice',
  title: 'The journal of a run is damaged',
  meaning:
    'A line does not match its sum or the line before it. What stands before it counts; all else that the run was to send is unknown.',
  fix: 'Run `corform apply`: it sends the unknown fields again.',
} as const satisfies ErrorEntry;

export const JOURNAL_GAP = {
  code: 'CF421',
  kind: 'notice',
  title: 'The journal of a run has a gap',
  meaning:
    'Lines are missing. What stands before them counts; all else that the run was to send is unknown.',
  fix: 'Run `corform apply`: it sends the unknown fields again.',
} as const satisfies ErrorEntry;

export const JOURNAL_OF_OTHER_RUN = {
  code: 'CF422',
  kind: 'notice',
  title: 'The journal belongs to another run',
  meaning:
    'Run, lineage or serial differ from those of the state. Nothing of it counts; all that the run was to send is unknown.',
  fix: 'Run `corform apply`: it sends the unknown fields again.',
} as const satisfies ErrorEntry;

export const UNFINISHED_RUN = {
  code: 'CF424',
  kind: 'notice',
  title: 'A run did not finish',
  meaning:
    'The process that applied was killed or lost its machine. What COR acknowledged is recorded, what may have reached COR is unknown.',
  fix: 'Run `corform apply`: it sends what is unknown again, and what was not attempted.',
} as const satisfies ErrorEntry;

export const STATE_UNREADABLE = {
  code: 'CF430',
  kind: 'error',
  title: 'The state cannot be read',
  meaning: 'The system refused to read the state file or one of its backups.',
  fix: 'Check the path and the permission.',
} as const satisfies ErrorEntry;

export const FILE_NOT_WRITABLE = {
  code: 'CF431',
  kind: 'error',
  title: 'A file cannot be written',
  meaning:
    'The system refused a step of the write: no room, no permission, or the disk failed. The old content is still there.',
  fix: 'Make room or give the permission, then run the command again.',
} as const satisfies ErrorEntry;

export const LOCK_NOT_UNDERSTOOD = {
  code: 'CF432',
  kind: 'error',
  title: 'The lock of the state cannot be understood',
  meaning: 'A lock file is damaged, so that nobody can tell whether it is held.',
  fix: 'Make sure that no corform runs here, then remove the lock files that are named.',
} as const satisfies ErrorEntry;

export const LOCK_INACCESSIBLE = {
  code: 'CF433',
  kind: 'error',
  title: 'The lock of the state cannot be read or written',
  meaning: 'The system refused access to the lock files beside the state.',
  fix: 'Check the permission and the room of the folder that holds the state.',
} as const satisfies ErrorEntry;

export const JOURNAL_INACCESSIBLE = {
  code: 'CF434',
  kind: 'error',
  title: 'The journal of the run cannot be read or written',
  meaning: 'Without a durable journal nothing more is sent.',
  fix: 'Make room or give the permission, then run `corform apply` again: it continues.',
} as const satisfies ErrorEntry;

export const JOURNAL_EXISTS = {
  code: 'CF435',
  kind: 'conflict',
  title: 'There is a journal of this run already',
  meaning: 'Ids of runs are random, so that this points to a copied or restored folder.',
  fix: 'Run `corform apply` again: each run has an id of its own.',
} as const satisfies ErrorEntry;

export const STATE_WRITE_BUSY = {
  code: 'CF436',
  kind: 'conflict',
  title: 'Another process is writing the state and does not finish',
  meaning: 'A commit takes milliseconds; this one was waited for in vain.',
  fix: 'Look for a corform that was stopped or hangs, end it, and run the command again.',
} as const satisfies ErrorEntry;

export const STATE_FOLDER_UNUSABLE = {
  code: 'CF437',
  kind: 'error',
  title: 'The folder of the state cannot hold it',
  meaning: 'Links, renames or fsync do not work there, as on some network and USB file systems.',
  fix: 'Put the state on a local file system that you may write, or choose another backend.',
} as const satisfies ErrorEntry;

export const FILE_UNREADABLE = {
  code: 'CF440',
  kind: 'invalid-input',
  title: 'A file cannot be read',
  meaning: 'It is missing, or the system refused to read it.',
  fix: 'Check the path and the permission.',
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
  meaning: 'It is larger than anything that corform reads there.',
  fix: 'Check that it is the right file.',
} as const satisfies ErrorEntry;

export const FILE_OUTSIDE_FOLDER = {
  code: 'CF443',
  kind: 'invalid-input',
  title: 'A file lies outside the folder that it must be in',
  meaning: 'Its real path, links followed, leads out of the working folder.',
  fix: 'Put the file itself into the folder.',
} as const satisfies ErrorEntry;
