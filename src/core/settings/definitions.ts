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
  /** `CORFORM_` and the key; for the addresses of COR `COR_`. */
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

/** A setting of corform.yaml, unless `more` says otherwise. Its variable follows from its key. */
function setting(
  key: string,
  kind: SettingKind,
  defaultValue: SettingValue,
  description: string,
  more: Partial<SettingDefinition> = {},
): SettingDefinition {
  const { inFile = true } = more;
  const env = `${inFile ? 'CORFORM' : 'COR'}_${key.replace('.', '_').toUpperCase()}`;
  return { key, env, kind, default: defaultValue, inFile, description, ...more };
}

function address(key: string, description: string, example: string): SettingDefinition {
  return setting(key, 'text', null, description, { isAddress: true, example });
}

function method(key: string, defaultValue: string, description: string): SettingDefinition {
  return setting(key, 'text', defaultValue, description, {
    shape: { $ref: '#/definitions/method' },
  });
}

function limit(name: string, defaultValue: SettingValue, description: string): SettingDefinition {
  return setting(`limits.${name}`, 'limit', defaultValue, description, {
    example: defaultValue ?? 50,
  });
}

/** What a setting must be whose schema is a definition of its own, for the terminal and the editor. */
export const SHAPE_WORDS: Readonly<Record<string, string>> = {
  text: 'text on one line, without control characters',
  limit: 'a number of users, a percentage (0% to 100%, at most three decimals) or null',
  method: 'a method in capital letters, such as POST',
  remote: 'the name of a remote, such as origin',
};

export const ENCRYPTION_POLICIES = ['auto', 'required', 'off'] as const;

export const SETTINGS: readonly SettingDefinition[] = [
  setting('files', 'list', ['users.yaml'], 'The users files. Together they describe one state.', {
    shape: {
      type: 'array',
      items: { type: 'string', minLength: 1, maxLength: 4096 },
      minItems: 1,
      uniqueItems: true,
    },
    example: ['users/design.yaml', 'users/sales.yaml'],
  }),
  setting(
    'state.backend',
    'text',
    'local',
    'The backend of the recorded state. `git` needs no server and works well in CI.',
    { choices: ['local', 'git', 'http', 'postgres', 's3'], example: 'git' },
  ),
  setting('state.path', 'text', '.corform/state.json', 'local: the state file.'),
  setting(
    'state.remote',
    'text',
    'origin',
    "git: the remote of the state. In corform.yaml, write the name of a remote. An address must come from the environment, so a pull request can't send git's credentials somewhere else.",
    { isAddress: true, shape: { $ref: '#/definitions/remote' } },
  ),
  setting(
    'state.ref',
    'text',
    'refs/heads/corform-state',
    'git: the ref that only the state uses.',
  ),
  address(
    'state.address',
    'http: the address of the state, without user and password.',
    'https://gitlab.example.com/api/v4/projects/1/terraform/state/corform',
  ),
  address(
    'state.lock_address',
    'http: where to lock. Default: the address of the state.',
    'https://gitlab.example.com/api/v4/projects/1/terraform/state/corform/lock',
  ),
  address(
    'state.unlock_address',
    'http: where to unlock. Default: the address of the state.',
    'https://gitlab.example.com/api/v4/projects/1/terraform/state/corform/lock',
  ),
  method('state.update_method', 'POST', 'http: how to store.'),
  method('state.lock_method', 'LOCK', 'http: how to lock.'),
  method('state.unlock_method', 'UNLOCK', 'http: how to unlock.'),
  setting(
    'state.name',
    'text',
    'default',
    'postgres: the name of the state. One database can have several.',
  ),
  address(
    'state.endpoint',
    "s3: the address of the store. Default: Amazon's address for the region.",
    'https://minio.example.com',
  ),
  setting('state.region', 'text', 'us-east-1', 's3: the region. Default: AWS_REGION.', {
    fallbacks: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
  }),
  setting('state.bucket', 'text', null, 's3: the bucket.', { example: 'example-state' }),
  setting('state.key', 'text', 'corform/state.json', 's3: the key of the object.'),
  setting(
    'state.path_style',
    'switch',
    false,
    's3: the bucket is part of the path, not of the host name.',
    { example: true },
  ),
  setting(
    'encryption',
    'text',
    'auto',
    'For state, saved plans and recovery files: `auto` encrypts if CORFORM_PASSPHRASE is set, `required` refuses to write or read unencrypted ones, `off` never encrypts but can still read encrypted ones.',
    { choices: ENCRYPTION_POLICIES, example: 'required' },
  ),
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
  setting(
    'limits.from_users',
    'count',
    10,
    'Percentages apply from this number of recorded users on, because in a small state one user is a large share.',
  ),
  setting('sensitive', 'list', ['phone'], 'The fields whose values are masked in every output.', {
    shape: { type: 'array', uniqueItems: true, items: { enum: FIELD_NAMES } },
  }),
  setting(
    'required',
    'list',
    [],
    'The external ids that must be in the users files, so nobody removes them by mistake.',
    {
      shape: {
        type: 'array',
        uniqueItems: true,
        items: { type: 'string', minLength: 1, maxLength: 255 },
      },
      example: ['OKTA-USER-00001'],
    },
  ),
  setting('drift.ignore', 'list', [], 'What `drift` does not report: globs on ids, or GLOB:FIELD.'),
  setting(
    'company_id',
    'count',
    null,
    "COR's id of the company that these users belong to. An answer from another company stops an apply. If not set, the first answer that names a company decides.",
    { shape: { type: ['integer', 'null'], minimum: 1 }, example: 1234 },
  ),
  setting(
    'concurrency',
    'count',
    8,
    'The highest number of requests in flight. corform adapts to COR below it.',
    { max: 256, flag: 'concurrency' },
  ),
  setting('rate', 'rate', null, 'The highest number of requests per second.', {
    flag: 'rate',
    example: 20,
  }),
  setting('integrations_url', 'text', null, "COR's integrations API.", {
    flag: 'integrations-url',
    inFile: false,
    isAddress: true,
  }),
  setting(
    'api_url',
    'text',
    'https://api.projectcor.com/v1',
    "COR's main API, which issues tokens.",
    { flag: 'api-url', inFile: false, isAddress: true },
  ),
];

/** Where COR's integrations API is, unless a setting says otherwise. Source: COR's documentation. */
export const DEFAULT_INTEGRATIONS_URL = 'https://integrations.projectcor.com';
