import type { ErrorEntry } from './entry.js';

export const INVALID_CONFIG = {
  code: 'CF201',
  kind: 'invalid-input',
  title: 'corform.yaml is not valid',
  meaning: 'A setting does not exist, or its value is not one that the setting can have.',
  fix: 'Correct the line; schemas/config.v1.schema.json describes every setting.',
} as const satisfies ErrorEntry;

export const SECRET_IN_CONFIG = {
  code: 'CF202',
  kind: 'invalid-input',
  title: 'a secret or an address of COR in corform.yaml',
  meaning:
    'Tokens, passwords and the addresses they are sent to are never read from a file of the repository, because a pull request could change it.',
  fix: 'Set the environment variable instead.',
} as const satisfies ErrorEntry;

export const SETTINGS_FILE_MISNAMED = {
  code: 'CF203',
  kind: 'invalid-input',
  title: 'A settings file under another name',
  meaning:
    'Settings are read from corform.yaml. A corform.yml, or another spelling, would be ignored with all its limits.',
  fix: 'Rename it to corform.yaml, or name it: `--config FILE`.',
} as const satisfies ErrorEntry;

export const INVALID_SETTING = {
  code: 'CF210',
  kind: 'usage',
  title: 'a flag or a variable has a value that its setting can not have',
  meaning:
    'Exit code 64: the command line or the environment is wrong, not a file. A value of corform.yaml is told with CF201.',
  fix: 'Correct the flag or the variable that the message names.',
} as const satisfies ErrorEntry;

export const MISSING_STATE_CREDENTIAL = {
  code: 'CF211',
  kind: 'usage',
  title: 'a backend lacks a credential',
  meaning: 'The backend of the recorded state needs an environment variable that is not set.',
  fix: 'Set it; docs/state.md lists what each backend needs.',
} as const satisfies ErrorEntry;

export const PASSWORD_FOR_CONFIGURED_ADDRESS = {
  code: 'CF212',
  kind: 'invalid-input',
  title: 'a password for an address of corform.yaml',
  meaning:
    'CORFORM_HTTP_PASSWORD is set and the address of the state comes from corform.yaml. A pull request could change the address and be sent the password.',
  fix: 'Set CORFORM_STATE_ADDRESS (and the lock and unlock addresses) in the environment.',
} as const satisfies ErrorEntry;
