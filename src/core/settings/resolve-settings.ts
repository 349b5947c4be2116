import { type Diagnostic, errorOf, type Outcome } from '../errors/diagnostic.js';
import { PASSWORD_FOR_CONFIGURED_ADDRESS } from '../errors/settings.js';
import { isFieldName } from '../model.js';
import { parseLimit, type Limit } from '../plan/limits.js';
import { shownAddress } from '../text/hide-credentials.js';
import {
  SETTINGS,
  type SettingDefinition,
  type SettingOrigin,
  type SettingValue,
} from './definitions.js';
import { problem } from './problems.js';
import type { ConfigDocument, Settings, EncryptionPolicy, StateSettings } from './settings.js';
import { parseSetting } from './parse-setting.js';
import type { Environment } from '../ports/system.js';

/** One setting as it came out, for `corform config`. */
export interface ResolvedSetting {
  readonly key: string;
  /** Of an address, it may hold a credential. */
  readonly value: SettingValue;
  readonly origin: SettingOrigin;
  readonly env: string;
}

export interface SettingSources {
  /** Flag name without dashes -> text. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly env: Environment;
  /** corform.yaml, already checked against its schema; an empty object without a file. */
  readonly file: ConfigDocument;
}

export interface ResolvedSettings {
  readonly settings: Settings;
  /** One row a setting, in the order of the table. */
  readonly rows: readonly ResolvedSetting[];
}

const ADDRESSES = new Set(SETTINGS.filter((s) => s.isAddress).map((s) => s.key));

/** The row with a value that may be shown. */
export function shownSetting(row: ResolvedSetting): ResolvedSetting {
  const { key, value } = row;
  if (typeof value !== 'string' || !ADDRESSES.has(key)) return row;
  return { ...row, value: shownAddress(value) };
}

/** Flag over environment over corform.yaml over default. Every problem is reported at once. */
export function resolveSettings(sources: SettingSources): Outcome<ResolvedSettings> {
  const diagnostics: Diagnostic[] = [];
  const rows = SETTINGS.map((definition) => resolveOne(definition, sources, diagnostics));
  const rowOf = (key: string): ResolvedSetting => {
    // Only keys of the table are asked for, and each has one row.
    const [row] = rows.filter((candidate) => candidate.key === key) as [ResolvedSetting];
    return row;
  };
  const value = (key: string): SettingValue => rowOf(key).value;

  const state = assembleState(rowOf, diagnostics);
  diagnostics.push(...checkAddresses(state, rows, sources.env));
  const sensitive = value('sensitive') as readonly string[];
  for (const name of sensitive) {
    if (!isFieldName(name)) {
      diagnostics.push(problem(rowOf('sensitive'), `\`${name}\` is not a field of a user`));
    }
  }
  const limit = (
    setting: Omit<ResolvedSetting, 'value'> & { readonly value: unknown },
  ): Limit | null => {
    const parsed = parseLimit(setting.value);
    if (parsed === undefined) {
      diagnostics.push(problem(setting, 'write 0% to 100%, with at most three decimals'));
    }
    return parsed ?? null;
  };
  const fields = Object.fromEntries(
    Object.entries(sources.file.limits?.['fields'] ?? {}).map(([field, setting]) => [
      field,
      limit({ key: `limits.fields.${field}`, value: setting, origin: 'corform.yaml', env: '' }),
    ]),
  );
  const settings: Settings = {
    files: value('files') as readonly string[],
    state,
    encryption: value('encryption') as EncryptionPolicy,
    limits: {
      update: limit(rowOf('limits.update')),
      forget: limit(rowOf('limits.forget')),
      add: limit(rowOf('limits.add')),
      role_raise: limit(rowOf('limits.role_raise')),
      role_grant: limit(rowOf('limits.role_grant')),
      capacity: limit(rowOf('limits.capacity')),
      from_users: value('limits.from_users') as number,
      fields,
    },
    sensitive: sensitive.filter(isFieldName),
    required: value('required') as readonly string[],
    companyId: value('company_id') as number | null,
    team: { allowed: sources.file.allowed ?? {}, scopes: sources.file.scopes ?? {} },
    driftIgnore: value('drift.ignore') as readonly string[],
    concurrency: value('concurrency') as number,
    rate: value('rate') as number | null,
    integrationsUrl: value('integrations_url') as string | null,
    apiUrl: value('api_url') as string,
  };
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  return {
    value: {
      rows,
      settings,
    },
    diagnostics,
  };
}

function resolveOne(
  definition: SettingDefinition,
  sources: SettingSources,
  diagnostics: Diagnostic[],
): ResolvedSetting {
  const { key, env } = definition;
  const flag = definition.flag === undefined ? undefined : sources.flags[definition.flag];
  if (flag !== undefined) {
    const value = parseSetting(definition, flag, `--${String(definition.flag)}`, diagnostics);
    return { key, value, origin: 'flag', env };
  }
  // An empty variable counts as not set: CI systems can't unset one.
  const variable = sources.env[env];
  if (variable !== undefined && variable !== '') {
    return {
      key,
      value: parseSetting(definition, variable, env, diagnostics),
      origin: 'environment',
      env,
    };
  }
  const inFile = definition.inFile ? lookUp(sources.file, key) : undefined;
  if (inFile !== undefined) return { key, value: inFile, origin: 'corform.yaml', env };
  for (const name of definition.fallbacks ?? []) {
    const given = sources.env[name] ?? '';
    if (given !== '') return { key, value: given, origin: 'environment', env: name };
  }
  return { key, value: definition.default, origin: 'default', env };
}

function lookUp(file: ConfigDocument, key: string): SettingValue | undefined {
  const [head, tail] = key.split('.') as [keyof ConfigDocument, string | undefined];
  const found = file[head];
  if (tail === undefined) return found as SettingValue | undefined;
  return (found as Readonly<Record<string, SettingValue>> | undefined)?.[tail];
}

const HTTP_ADDRESSES = ['state.address', 'state.lock_address', 'state.unlock_address'];

/**
 * A pull request can change corform.yaml, and the plan of it runs before anybody has looked: a password
 * must not follow an address from there.
 */
function checkAddresses(
  state: StateSettings,
  rows: readonly ResolvedSetting[],
  env: SettingSources['env'],
): readonly Diagnostic[] {
  if (state.backend !== 'http' || (env['CORFORM_HTTP_PASSWORD'] ?? '') === '') return [];
  return rows
    .filter((row) => row.origin === 'corform.yaml' && HTTP_ADDRESSES.includes(row.key))
    .map((row) =>
      errorOf(PASSWORD_FOR_CONFIGURED_ADDRESS, {
        summary: `${row.key}: CORFORM_HTTP_PASSWORD is set, and this address comes from corform.yaml`,
        detail: 'With a pull request, somebody could change the address and receive the password.',
        fix: `Set ${row.env} instead.`,
      }),
    );
}

function assembleState(
  rowOf: (key: string) => ResolvedSetting,
  diagnostics: Diagnostic[],
): StateSettings {
  const value = (name: string): SettingValue => rowOf(`state.${name}`).value;
  const string = (name: string): string => value(name) as string;
  const optional = (name: string): string | null => value(name) as string | null;
  const required = (name: string): string => {
    const found = optional(name);
    if (found === null) {
      const { env } = rowOf(`state.${name}`);
      const missing = `the ${string('backend')} backend needs \`state.${name}\` (${env})`;
      diagnostics.push(problem(rowOf('state.backend'), missing));
    }
    return found ?? '';
  };
  switch (string('backend')) {
    case 'git':
      return { backend: 'git', remote: string('remote'), ref: string('ref') };
    case 'http':
      return {
        backend: 'http',
        address: required('address'),
        lockAddress: optional('lock_address'),
        unlockAddress: optional('unlock_address'),
        updateMethod: string('update_method'),
        lockMethod: string('lock_method'),
        unlockMethod: string('unlock_method'),
      };
    case 'postgres':
      return { backend: 'postgres', name: string('name') };
    case 's3':
      return {
        backend: 's3',
        endpoint: optional('endpoint'),
        region: string('region'),
        bucket: required('bucket'),
        key: string('key'),
        pathStyle: value('path_style') as boolean,
      };
    default:
      return { backend: 'local', path: string('path') };
  }
}
