/**
 * Every setting there is: its name in corform.yaml, its environment variable, its default. One table,
 * so that `corform config`, the documentation and the resolution can't disagree.
 */

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
  /** The texts that are allowed, where not all are. */
  readonly choices?: readonly string[];
  /** The largest count, where there is one. As in schemas/config.v1.schema.json. */
  readonly max?: number;
  readonly default: SettingValue;
  /** The flag of plan and apply that sets it, without dashes. */
  readonly flag?: string;
  /**
   * False: never taken from corform.yaml, because a pull request may change that file and must not
   * be able to send a credential somewhere else.
   */
  readonly inFile: boolean;
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

const address = (key: string, env: string, description: string): SettingDefinition => ({
  ...text(key, env, null, description),
  isAddress: true,
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
});

export const ENCRYPTION_POLICIES = ['auto', 'required', 'off'] as const;

export const SETTINGS: readonly SettingDefinition[] = [
  {
    key: 'files',
    env: 'CORFORM_FILES',
    kind: 'list',
    default: ['users.yaml'],
    inFile: true,
    description: 'The users files.',
  },
  {
    key: 'state.backend',
    env: 'CORFORM_STATE_BACKEND',
    kind: 'text',
    choices: ['local', 'git', 'http', 'postgres', 's3'],
    default: 'local',
    inFile: true,
    description: 'The backend of the recorded state.',
  },
  text('state.path', 'CORFORM_STATE_PATH', '.corform/state.json', 'local: the state file.'),
  {
    ...text('state.remote', 'CORFORM_STATE_REMOTE', 'origin', 'git: the remote.'),
    isAddress: true,
  },
  text(
    'state.ref',
    'CORFORM_STATE_REF',
    'refs/heads/corform-state',
    'git: the ref that only the state uses.',
  ),
  address('state.address', 'CORFORM_STATE_ADDRESS', 'http: the address of the state.'),
  address('state.lock_address', 'CORFORM_STATE_LOCK_ADDRESS', 'http: where to lock.'),
  address('state.unlock_address', 'CORFORM_STATE_UNLOCK_ADDRESS', 'http: where to unlock.'),
  text('state.update_method', 'CORFORM_STATE_UPDATE_METHOD', 'POST', 'http: how to store.'),
  text('state.lock_method', 'CORFORM_STATE_LOCK_METHOD', 'LOCK', 'http: how to lock.'),
  text('state.unlock_method', 'CORFORM_STATE_UNLOCK_METHOD', 'UNLOCK', 'http: how to unlock.'),
  text('state.name', 'CORFORM_STATE_NAME', 'default', 'postgres: the name of the state.'),
  address('state.endpoint', 'CORFORM_STATE_ENDPOINT', 's3: the address of the store.'),
  {
    ...text(
      'state.region',
      'CORFORM_STATE_REGION',
      'us-east-1',
      's3: the region. Default: AWS_REGION.',
    ),
    fallbacks: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
  },
  text('state.bucket', 'CORFORM_STATE_BUCKET', null, 's3: the bucket.'),
  text('state.key', 'CORFORM_STATE_KEY', 'corform/state.json', 's3: the key of the object.'),
  {
    key: 'state.path_style',
    env: 'CORFORM_STATE_PATH_STYLE',
    kind: 'switch',
    default: false,
    inFile: true,
    description: 's3: the bucket is part of the path, not of the host name.',
  },
  {
    key: 'encryption',
    env: 'CORFORM_ENCRYPTION',
    kind: 'text',
    choices: ENCRYPTION_POLICIES,
    default: 'auto',
    inFile: true,
    description:
      'For state and saved plans: `auto` encrypts if CORFORM_PASSPHRASE is set, `required` refuses unencrypted ones, `off` never encrypts.',
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
    description: 'Percentages apply from this number of recorded users on.',
  },
  {
    key: 'sensitive',
    env: 'CORFORM_SENSITIVE',
    kind: 'list',
    default: ['phone'],
    inFile: true,
    description: 'The fields whose values are masked in every output.',
  },
  {
    key: 'required',
    env: 'CORFORM_REQUIRED',
    kind: 'list',
    default: [],
    inFile: true,
    description: 'The external ids that must be in the desired state.',
  },
  {
    key: 'company_id',
    env: 'CORFORM_COMPANY_ID',
    kind: 'count',
    default: null,
    inFile: true,
    description:
      "COR's id of the company. If not set, corform takes it from the first answer of COR.",
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
