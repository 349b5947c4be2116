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
