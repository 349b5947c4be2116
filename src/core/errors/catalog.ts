import { API_CODES } from './api.js';
import { APPLY_CODES } from './apply.js';
import { BACKEND_CODES } from './backend.js';
import { COMMAND_CODES } from './command.js';
import { DESIRED_CODES } from './desired.js';
import type { CatalogEntry } from './entry.js';
import { PLAN_CODES } from './plan.js';
import { SENDING_CODES } from './sending.js';
import { SETTINGS_CODES } from './settings.js';
import { STATE_OPERATION_CODES } from './state-operations.js';
import { STATE_CODES } from './state.js';

/** Every code that a diagnostic can have, in order. docs/errors.md is made from it. */
export const CATALOG: readonly CatalogEntry[] = [
  ...DESIRED_CODES,
  ...SETTINGS_CODES,
  ...PLAN_CODES,
  ...STATE_CODES,
  ...BACKEND_CODES,
  ...API_CODES,
  ...SENDING_CODES,
  ...COMMAND_CODES,
  ...APPLY_CODES,
  ...STATE_OPERATION_CODES,
];
