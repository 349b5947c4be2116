import type { FailureKind } from '../core/errors/entry.js';

/** What the exit code of every command means. The contract with scripts and CI: never renumber. */
export const EXIT = {
  done: 0,
  error: 1,
  changes: 2,
  incomplete: 3,
  conflict: 4,
  unknownOutcomes: 5,
  stateNotSaved: 6,
  notAuthorised: 7,
  overLimit: 8,
  usage: 64,
  invalidInput: 65,
} as const;

/** The same for people: `corform help exit-codes` and the documentation. */
export const EXIT_MEANINGS: readonly (readonly [code: number | string, meaning: string])[] = [
  [EXIT.done, 'Success. `plan` also ends with 0 if there are changes.'],
  [EXIT.error, 'An error. Nothing was sent.'],
  [
    EXIT.changes,
    'There are changes or differences (--detailed-exitcode, --check, --max-age, --max-assumed).',
  ],
  [EXIT.incomplete, 'Incomplete: COR refused some users, or some were not attempted.'],
  [
    EXIT.conflict,
    'A conflict: the state is locked, the plan is stale or not the approved one, the commit is older, or the company is another.',
  ],
  [EXIT.unknownOutcomes, 'The outcome of some requests is unknown. Run `corform apply` again.'],
  [
    EXIT.stateNotSaved,
    'Applied, but the state was not saved. The last lines name the recovery file.',
  ],
  [EXIT.notAuthorised, 'Not authorised.'],
  [EXIT.overLimit, 'Over a limit. Nothing was sent.'],
  [EXIT.usage, 'The command line or the environment is not valid.'],
  [EXIT.invalidInput, 'users.yaml, corform.yaml or an imported file is not valid.'],
  ['129, 130, 143', 'Ended by a signal.'],
];

const BY_KIND: Readonly<Record<FailureKind, number>> = {
  error: EXIT.error,
  incomplete: EXIT.incomplete,
  conflict: EXIT.conflict,
  'unknown-outcomes': EXIT.unknownOutcomes,
  'state-not-saved': EXIT.stateNotSaved,
  'not-authorised': EXIT.notAuthorised,
  'over-limit': EXIT.overLimit,
  usage: EXIT.usage,
  'invalid-input': EXIT.invalidInput,
};

/** Which exit code a failure has. The only place that decides it. */
export function exitCodeOf(kind: FailureKind): number {
  return BY_KIND[kind];
}

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

export type EndingSignal = keyof typeof SIGNAL_NUMBERS;

/** The exit code of a process ended by a signal, as shells count it: 129, 130 or 143. */
export function exitCodeOfSignal(signal: EndingSignal): number {
  return 128 + SIGNAL_NUMBERS[signal];
}
