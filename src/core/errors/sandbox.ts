/** The stand-in for COR. */
import type { ErrorEntry } from './entry.js';

export const INVALID_FAULT_SCRIPT = {
  code: 'CF520',
  kind: 'invalid-input',
  title: 'Faults file invalid',
  meaning: "The sandbox can't use this file of scripted faults.",
  fix: 'Correct what the message names. A minimal file: {"version":1,"faults":[{"then":{"kind":"reset"}}]}.',
} as const satisfies ErrorEntry;

export const SANDBOX_PORT_TAKEN = {
  code: 'CF521',
  kind: 'error',
  title: 'Sandbox port taken',
  meaning: 'The sandbox could not listen on its port.',
  fix: 'Choose another port, or 0 for any free one.',
} as const satisfies ErrorEntry;
