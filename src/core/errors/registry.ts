/** All errors, warnings and notes of corform. Each is a constant of a file beside this one. */
import * as adopt from './adopt.js';
import * as api from './api.js';
import * as apply from './apply.js';
import * as approval from './approval.js';
import * as backend from './backend.js';
import * as command from './command.js';
import * as drift from './drift.js';
import * as edit from './edit.js';
import * as encryption from './encryption.js';
import type { ErrorEntry } from './entry.js';
import * as evidence from './evidence.js';
import * as exported from './export.js';
import * as files from './files.js';
import * as importing from './import.js';
import * as lock from './lock.js';
import * as plan from './plan.js';
import * as sandbox from './sandbox.js';
import * as sending from './sending.js';
import * as settings from './settings.js';
import * as stateOperations from './state-operations.js';
import * as state from './state.js';
import * as users from './users.js';
import * as yaml from './yaml.js';

const ENTRIES = {
  ...yaml,
  ...users,
  ...edit,
  ...settings,
  ...plan,
  ...approval,
  ...state,
  ...lock,
  ...files,
  ...backend,
  ...api,
  ...sandbox,
  ...sending,
  ...evidence,
  ...command,
  ...apply,
  ...encryption,
  ...stateOperations,
  ...adopt,
  ...drift,
  ...importing,
  ...exported,
};

/** Every code there is. A misspelt one does not compile. */
export type ErrorCode = (typeof ENTRIES)[keyof typeof ENTRIES]['code'];

/** Every entry, by code. docs/errors.md and the rules of SARIF are made from it. */
export const REGISTRY = Object.fromEntries(
  Object.values<RegistryEntry>(ENTRIES).map((entry) => [entry.code, entry]),
) as Readonly<Record<ErrorCode, RegistryEntry>>;

export interface RegistryEntry extends ErrorEntry {
  readonly code: ErrorCode;
}
