/** What the command line itself can run into. */
import type { ErrorEntry } from './entry.js';

export const CRASHED = {
  code: 'CF600',
  kind: 'error',
  title: 'corform crashed',
  meaning: 'This is a bug in corform. Everything recorded before the crash stays recorded.',
  fix: 'Run the command again. If it crashes again, report the lines that it printed.',
} as const satisfies ErrorEntry;

export const REVISION_NOT_FOUND = {
  code: 'CF601',
  kind: 'usage',
  title: 'git does not have that revision',
  meaning: "`--base` names a revision that is not fetched, or that git can't read.",
  fix: 'Fetch it (in GitHub Actions: fetch-depth: 0), or name one that has these files, for example `--base origin/main`.',
} as const satisfies ErrorEntry;

export const OUTPUT_NOT_WRITTEN = {
  code: 'CF602',
  kind: 'error',
  title: 'The output could not be written',
  meaning:
    'Writing to stdout failed, for example because a disk is full. A running apply continues, and corform still records it.',
  fix: 'Make room and run the command again.',
} as const satisfies ErrorEntry;

export const INVALID_REPORT_FLAG = {
  code: 'CF603',
  kind: 'usage',
  title: '`--report` is not FORMAT=PATH',
  meaning: 'The format does not exist or the path is missing.',
  fix: 'Write `--report FORMAT=PATH` with one of the listed formats.',
} as const satisfies ErrorEntry;

export const PLAN_NOT_SAVABLE = {
  code: 'CF604',
  kind: 'error',
  title: "The plan can't be saved",
  meaning: "A plan without a recorded state, or against a git revision, can't be applied.",
  fix: 'Run `corform init`, then plan again.',
} as const satisfies ErrorEntry;

export const INVALID_DURATION = {
  code: 'CF606',
  kind: 'usage',
  title: 'A duration is not understood',
  meaning: 'Durations are written like 90s, 10m or 1h30m.',
  fix: 'Write for example 90s, 10m or 1h30m.',
} as const satisfies ErrorEntry;

export const LOCAL_STATE_IN_CI = {
  code: 'CF607',
  kind: 'usage',
  title: 'A local state in CI',
  meaning:
    'A CI runner is deleted after its job, together with the state file in its working folder. The next run would send everything again or, worse, undo what another run did.',
  fix: 'Use a shared backend (docs/state.md). If the file survives the job, pass `--allow-local-state-in-ci`. If this is no CI, set CI=false.',
} as const satisfies ErrorEntry;

export const NOT_IN_STATE = {
  code: 'CF608',
  kind: 'error',
  title: 'No such user in the recorded state',
  meaning: 'The state has no user with that id.',
  fix: '`corform state list` shows the ids.',
} as const satisfies ErrorEntry;

export const CONFLICTING_FLAGS = {
  code: 'CF609',
  kind: 'usage',
  title: 'Conflicting flags or arguments',
  meaning: "Flags or arguments contradict each other, or a value can't be used.",
  fix: '`corform COMMAND --help` shows what goes together.',
} as const satisfies ErrorEntry;

export const OUTPUT_OVER_INPUT = {
  code: 'CF610',
  kind: 'usage',
  title: 'An output would replace an input',
  meaning:
    '`--out` or `--report` names a users file, the settings, the recorded state, or the same file as another output.',
  fix: 'Name another path for --out or --report.',
} as const satisfies ErrorEntry;

export const NOT_WATCHED = {
  code: 'CF611',
  kind: 'notice',
  title: 'The progress display failed',
  meaning:
    'Showing the progress of the apply failed, which is a bug in corform. The apply itself went on.',
  fix: 'Please report it, with the version of corform.',
} as const satisfies ErrorEntry;

export const INTERRUPTED = {
  code: 'CF614',
  kind: 'error',
  title: 'Interrupted before anything was sent',
  meaning: 'A signal ended the command before it had changed anything.',
  fix: 'Run the command again.',
} as const satisfies ErrorEntry;

export const ID_ALREADY_RECORDED = {
  code: 'CF615',
  kind: 'error',
  title: 'The new id is recorded already',
  meaning: "The record already has a user with the new id, so the other user can't be moved there.",
  fix: 'Name another id, or remove one of the two first: `corform state rm ID`.',
} as const satisfies ErrorEntry;

export const PROTECTED_IN_RECORD = {
  code: 'CF623',
  kind: 'error',
  title: 'Protected users would leave the record',
  meaning:
    'The record keeps the protection. Without it, nothing would stop a removal of these users from users.yaml.',
  fix: 'Apply "protected: false" first. If you no longer need the whole record, pass `--include-protected`.',
} as const satisfies ErrorEntry;

export const COMMAND_LINE_REFUSED = {
  code: 'CF616',
  kind: 'usage',
  title: 'The command line is not understood',
  meaning: 'A command, a flag or a value does not exist, or is missing.',
  fix: 'Run `corform help`, or the command with `--help`.',
} as const satisfies ErrorEntry;

export const APPLY_TAKES_PLAN_FILES = {
  code: 'CF617',
  kind: 'usage',
  title: 'apply was given a users file',
  meaning: 'The arguments of apply are saved plans. Users files are named with `--file`.',
  fix: 'Run `corform apply --file FILE`.',
} as const satisfies ErrorEntry;

export const UNKNOWN_VARIABLE = {
  code: 'CF618',
  kind: 'notice',
  title: 'A variable has no effect',
  meaning:
    'The environment has a variable that begins with CORFORM_ but belongs to no setting and no flag.',
  fix: 'Correct its name, or unset it. `corform config` lists the variables.',
} as const satisfies ErrorEntry;

export const INVALID_SWITCH = {
  code: 'CF619',
  kind: 'usage',
  title: 'A switch is neither on nor off',
  meaning: 'The variable of a switch has a value that is neither true nor false.',
  fix: 'Write true or false (1, 0, yes, no, on and off work too), or unset it.',
} as const satisfies ErrorEntry;

export const NODE_DEBUG_SET = {
  code: 'CF620',
  kind: 'usage',
  title: 'NODE_DEBUG is set',
  meaning:
    'With NODE_DEBUG, Node prints every request and answer to stderr, including passwords and tokens. corform refuses to run with it.',
  fix: 'Unset NODE_DEBUG.',
} as const satisfies ErrorEntry;

export const CERTIFICATES_NOT_CHECKED = {
  code: 'CF621',
  kind: 'notice',
  title: 'Certificates are not checked',
  meaning:
    'NODE_TLS_REJECT_UNAUTHORIZED=0 makes Node accept any certificate, for COR and for the state alike.',
  fix: 'Unset NODE_TLS_REJECT_UNAUTHORIZED. For your own CA, set NODE_EXTRA_CA_CERTS to the file with its root certificate (PEM).',
} as const satisfies ErrorEntry;

export const CLOCK_UNUSABLE = {
  code: 'CF622',
  kind: 'error',
  title: 'The clock of this machine is far off',
  meaning:
    'corform records times with years of four digits. The clock is before 1970 or after 9999.',
  fix: 'Set the clock, then run the command again.',
} as const satisfies ErrorEntry;

export const FLAG_NEEDS_ANOTHER = {
  code: 'CF624',
  kind: 'usage',
  title: 'A flag needs another one',
  meaning: 'The flag says something about the other one, and has no effect without it.',
  fix: 'Add the flag that the message names.',
} as const satisfies ErrorEntry;

export const STDOUT_COMMANDS_CI = {
  code: 'CF625',
  kind: 'error',
  title: 'The output would give commands to the CI system',
  meaning:
    'CI systems run commands that they find in a log. The text of a file that corform would print holds one, and must stay as it is, byte for byte.',
  fix: 'Write the output to a file.',
} as const satisfies ErrorEntry;
