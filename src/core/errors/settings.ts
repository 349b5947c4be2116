import type { ErrorEntry } from './entry.js';

export const INVALID_CONFIG = {
  code: 'CF201',
  kind: 'invalid-input',
  title: 'corform.yaml is not valid',
  meaning: "A setting does not exist, or has a value that it can't have.",
  fix: 'Correct corform.yaml. schemas/config.v1.schema.json lists every setting.',
} as const satisfies ErrorEntry;

export const SECRET_IN_CONFIG = {
  code: 'CF202',
  kind: 'invalid-input',
  title: 'A secret or an address of COR is in corform.yaml',
  meaning:
    'corform never reads tokens, passwords, or the addresses that they are sent to, from a file in the repository, because a pull request could change it.',
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
  title: "A flag or a variable has a value that its setting can't have",
  meaning:
    'The exit code is 64, because the mistake is in the command line or the environment. For a value in corform.yaml, corform reports CF201.',
  fix: 'Correct the flag or the variable that the message names.',
} as const satisfies ErrorEntry;

export const MISSING_STATE_CREDENTIAL = {
  code: 'CF211',
  kind: 'usage',
  title: 'A credential of the backend is missing',
  meaning: 'The backend of the recorded state needs an environment variable, and it is not set.',
  fix: 'Set the variable. docs/state.md lists what each backend needs.',
} as const satisfies ErrorEntry;

export const PASSWORD_FOR_CONFIGURED_ADDRESS = {
  code: 'CF212',
  kind: 'invalid-input',
  title: 'A password would go to an address from corform.yaml',
  meaning:
    'CORFORM_HTTP_PASSWORD is set, and the address of the state comes from corform.yaml. With a pull request, somebody could change the address and receive the password.',
  fix: 'Set CORFORM_STATE_ADDRESS (and the lock and unlock addresses) in the environment.',
} as const satisfies ErrorEntry;
