/**
 * Every setting there is: its name in corform.yaml, its environment variable, its default. One table:
 * resolution, `corform config`, schemas/config.v1.schema.json and the documentation follow from it.
 * CONTRIBUTING.md says how to add one.
 */
import { FIELD_NAMES } from '../model.js';

export type SettingValue = string | number | boolean | null | readonly string[];

/** Where the value of a setting comes from. */
export type SettingOrigin = 'flag' | 'environment' | 'corform.yaml' | 'default';

/** How a setting is written as text, in the environment or as a flag. */
export type SettingKind =
  /** Any text. */
  | 'text'
  /** Texts separated by commas. */
  | 'list'
  /** A whole number from 1. */
  | 'count'
  /** A positive number, or `none`. */
  | 'rate'
  /** A whole number, a percentage such as `30%`, or `none`. */
  | 'limit'
  /** `true` or `false`. */
  | 'switch';

export interface SettingDefinition {
  readonly key: string;
  readonly env: string;
  readonly kind: SettingKind;
  /** Variables of others that give a default, the first one that is set: corform.yaml comes before them. */
  readonly fallbacks?: readonly string[];
  /** The allowed texts, if not all are allowed. */
  readonly choices?: readonly string[];
  /** The largest count, if there is one. */
  readonly max?: number;
  readonly default: SettingValue;
  /** The flag of plan and apply that sets it, without dashes. */
  readonly flag?: string;
  /**
   * False: never taken from corform.yaml, because a pull request may change that file and must not
   * be able to send a credential somewhere else.
   */
  readonly inFile: boolean;
  /** What corform.yaml may hold, as JSON Schema, if `kind` and `choices` don't say all of it. */
  readonly shape?: Readonly<Record<string, unknown>>;
  /** For the schema; the default if left out. */
  readonly example?: SettingValue;
  /** An address, which may hold a credential: shown without it. */
  readonly isAddress?: true;
  readonly description: string;
}

const text = (
  key: string,
  env: string,
  defaultValue: SettingValue,
  description: string,
): SettingDefinition => ({
  key,
  env,
  kind: 'text',
  default: defaultValue,
  inFile: true,
  description,
});

const address = (
  key: string,
  env: string,
  description: string,
  example: string,
): SettingDefinition => ({
  ...text(key, env, null, description),
  isAddress: true,
  example,
});

const method = (
  key: string,
  env: string,
  defaultValue: string,
  description: string,
): SettingDefinition => ({
  ...text(key, env, defaultValue, description),
  shape: { $ref: '#/definitions/method' },
});

const limit = (
  name: string,
  defaultValue: SettingValue,
  description: string,
): SettingDefinition => ({
  key: `limits.${name}`,
  env: `CORFORM_LIMITS_${name.toUpperCase()}`,
  kind: 'limit',
  default: defaultValue,
  inFile: true,
  description,
  example: defaultValue ?? 50,
});

/** What a setting must be whose schema is a definition of its own, for the terminal and the editor. */
export const SHAPE_WORDS: Readonly<Record<string, string>> = {
  text: 'text on one line, without control characters',
  limit: 'a number of users, a percentage (0% to 100%, at most three decimals) or null',
  method: 'a method in capital letters, such as POST',
  remote: 'the name of a remote, such as origin',
};

export const ENCRYPTION_POLICIES = ['auto', 'required', 'off'] as const;

export const SETTINGS: readonly SettingDefinition[] = [
  {
    key: 'files',
    env: 'CORFORM_FILES',
    kind: 'list',
    default: ['users.yaml'],
    inFile: true,
    description: 'The users files. Together they describe one state.',
    shape: {
      type: 'array',
      items: { type: 'string', minLength: 1, maxLength: 4096 },
      minItems: 1,
      uniqueItems: true,
    },
    example: ['users/design.yaml', 'users/sales.yaml'],
  },
  {
    key: 'state.backend',
    env: 'CORFORM_STATE_BACKEND',
    kind: 'text',
    choices: ['local', 'git', 'http', 'postgres', 's3'],
    default: 'local',
    inFile: true,
    description: 'The backend of the recorded state. `git` needs no server and works well in CI.',
    example: 'git',
  },
  text('state.path', 'CORFORM_STATE_PATH', '.corform/state.json', 'local: the state file.'),
  {
    ...text(
      'state.remote',
      'CORFORM_STATE_REMOTE',
      'origin',
      "git: the remote of the state. In corform.yaml, write the name of a remote. An address must come from the environment, so a pull request can't send git's credentials somewhere else.",
    ),
    isAddress: true,
    shape: { $ref: '#/definitions/remote' },
  },
  text(
    'state.ref',
    'CORFORM_STATE_REF',
    'refs/heads/corform-state',
    'git: the ref that only the state uses.',
  ),
  address(
    'state.address',
    'CORFORM_STATE_ADDRESS',
    'http: the address of the state, without user and password.',
    'https://gitlab.example.com/api/v4/projects/1/terraform/state/corform',
  ),
  address(
    'state.lock_address',
    'CORFORM_STATE_LOCK_ADDRESS',
    'http: where to lock. Default: the address of the state.',
    'https://gitlab.example.com/api/v4/projects/1/terraform/state/corform/lock',
  ),
  address(
    'state.unlock_address',
    'CORFORM_STATE_UNLOCK_ADDRESS',
    'http: where to unlock. Default: the address of the state.',
    'https://gitlab.example.com/api/v4/projects/1/terraform/state/corform/lock',
  ),
  method('state.update_method', 'CORFORM_STATE_UPDATE_METHOD', 'POST', 'http: how to store.'),
  method('state.lock_method', 'CORFORM_STATE_LOCK_METHOD', 'LOCK', 'http: how to lock.'),
  method('state.unlock_method', 'CORFORM_STATE_UNLOCK_METHOD', 'UNLOCK', 'http: how to unlock.'),
  text(
    'state.name',
    'CORFORM_STATE_NAME',
    'default',
    'postgres: the name of the state. One database can have several.',
  ),
  address(
    'state.endpoint',
    'CORFORM_STATE_ENDPOINT',
    "s3: the address of the store. Default: Amazon's address for the region.",
    'https://minio.example.com',
  ),
  {
    ...text(
      'state.region',
      'CORFORM_STATE_REGION',
      'us-east-1',
      's3: the region. Default: AWS_REGION.',
    ),
    fallbacks: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
  },
  {
    ...text('state.bucket', 'CORFORM_STATE_BUCKET', null, 's3: the bucket.'),
    example: 'example-state',
  },
  text('state.key', 'CORFORM_STATE_KEY', 'corform/state.json', 's3: the key of the object.'),
  {
    key: 'state.path_style',
    env: 'CORFORM_STATE_PATH_STYLE',
    kind: 'switch',
    default: false,
    inFile: true,
    description: 's3: the bucket is part of the path, not of the host name.',
    example: true,
  },
  {
    key: 'encryption',
    env: 'CORFORM_ENCRYPTION',
    kind: 'text',
    choices: ENCRYPTION_POLICIES,
    default: 'auto',
    inFile: true,
    example: 'required',
    description:
      'For state, saved plans and recovery files: `auto` encrypts if CORFORM_PASSPHRASE is set, `required` refuses to write or read unencrypted ones, `off` never encrypts but can still read encrypted ones.',
  },
  limit('update', '30%', 'The most users that one apply may change.'),
  limit('forget', '10%', 'The most users that one apply may forget.'),
  limit('add', null, 'The most users that one apply may add.'),
  limit('role_raise', 5, 'The most users that one apply may give a more powerful role.'),
  limit(
    'role_grant',
    5,
    'The most users that one apply may add with the role C-Level or Director.',
  ),
  limit(
    'capacity',
    null,
    'The most by which one apply may lower the capacity, in hours a day or percent.',
  ),
  {
    key: 'limits.from_users',
    env: 'CORFORM_LIMITS_FROM_USERS',
    kind: 'count',
    default: 10,
    inFile: true,
    description:
      'Percentages apply from this number of recorded users on, because in a small state one user is a large share.',
  },
  {
    key: 'sensitive',
    env: 'CORFORM_SENSITIVE',
    kind: 'list',
    default: ['phone'],
    inFile: true,
    description: 'The fields whose values are masked in every output.',
    shape: { type: 'array', uniqueItems: true, items: { enum: FIELD_NAMES } },
  },
  {
    key: 'required',
    env: 'CORFORM_REQUIRED',
    kind: 'list',
    default: [],
    inFile: true,
    description:
      'The external ids that must be in the users files, so nobody removes them by mistake.',
    shape: {
      type: 'array',
      uniqueItems: true,
      items: { type: 'string', minLength: 1, maxLength: 255 },
    },
    example: ['OKTA-USER-00001'],
  },
  {
    key: 'drift.ignore',
    env: 'CORFORM_DRIFT_IGNORE',
    kind: 'list',
    default: [],
    inFile: true,
    description: 'What `drift` does not report: globs on ids, or GLOB:FIELD.',
  },
  {
    key: 'company_id',
    env: 'CORFORM_COMPANY_ID',
    kind: 'count',
    default: null,
    inFile: true,
    description:
      "COR's id of the company that these users belong to. An answer from another company stops an apply. If not set, the first answer that names a company decides.",
    shape: { type: ['integer', 'null'], minimum: 1 },
    example: 1234,
  },
  {
    key: 'concurrency',
    env: 'CORFORM_CONCURRENCY',
    kind: 'count',
    max: 256,
    default: 8,
    flag: 'concurrency',
    inFile: true,
    description: 'The highest number of requests in flight. corform adapts to COR below it.',
  },
  {
    key: 'rate',
    env: 'CORFORM_RATE',
    kind: 'rate',
    default: null,
    flag: 'rate',
    inFile: true,
    description: 'The highest number of requests per second.',
    example: 20,
  },
  {
    key: 'integrations_url',
    env: 'COR_INTEGRATIONS_URL',
    kind: 'text',
    default: null,
    flag: 'integrations-url',
    inFile: false,
    isAddress: true,
    description: "COR's integrations API.",
  },
  {
    key: 'api_url',
    env: 'COR_API_URL',
    kind: 'text',
    default: 'https://api.projectcor.com/v1',
    flag: 'api-url',
    inFile: false,
    isAddress: true,
    description: "COR's main API, which issues tokens.",
  },
];

/** Where COR's integrations API is, unless a setting says otherwise. Source: COR's documentation. */
export const DEFAULT_INTEGRATIONS_URL = 'https://integrations.projectcor.com';
