import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../support/default-limits.js';
import { SETTINGS } from '../../../../src/core/settings/definitions.js';
import { resolveOldSettings } from '../../../../src/core/settings/old-settings.js';
import { Failure } from '../../../../src/core/errors/failure.js';
import { readConfig } from '../../../../src/core/settings/read-config.js';
import { resolveSettings, shownSetting } from '../../../../src/core/settings/resolve-settings.js';
import { type ConfigDocument, type Settings } from '../../../../src/core/settings/settings.js';

interface Sources {
  readonly flags?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly file?: ConfigDocument;
}

function settings({ flags = {}, env = {}, file = {} }: Sources): Settings {
  const { value, diagnostics } = resolveSettings({ flags, env, file });
  expect(diagnostics).toEqual([]);
  return value!.settings;
}

function problems({ flags = {}, env = {}, file = {} }: Sources): readonly string[] {
  const { value, diagnostics } = resolveSettings({ flags, env, file });
  expect(value).toBeUndefined();
  const code = Object.keys(file).length > 0 ? 'CF201' : 'CF210';
  expect(new Set(diagnostics.map((d) => d.code))).toEqual(new Set([code]));
  return diagnostics.map((d) => d.summary);
}

describe('settings', () => {
  it('have the defaults of the limits module where nothing is said', () => {
    expect(settings({})).toMatchObject({
      files: ['users.yaml'],
      state: { backend: 'local', path: '.corform/state.json' },
      limits: DEFAULT_LIMITS,
      sensitive: ['phone'],
      concurrency: 8,
      rate: null,
      integrationsUrl: null,
    });
  });

  it('are all read from corform.yaml, but for the addresses that would redirect a token', () => {
    const others = SETTINGS.filter(({ inFile }) => !inFile).map(({ key }) => key);
    expect(others).toEqual(['integrations_url', 'api_url']);
  });

  it('come from flag over environment over file over default', () => {
    const file: ConfigDocument = { concurrency: 2, rate: 5, files: ['a.yaml'] };
    const env = { CORFORM_CONCURRENCY: '3', CORFORM_FILES: 'b.yaml, c.yaml,' };
    const { value } = resolveSettings({ flags: { concurrency: '4' }, env, file });
    const origins = Object.fromEntries(value!.rows.map(({ key, origin }) => [key, origin]));
    expect(value!.settings).toMatchObject({ concurrency: 4, rate: 5, files: ['b.yaml', 'c.yaml'] });
    expect(origins).toMatchObject({
      concurrency: 'flag',
      files: 'environment',
      rate: 'corform.yaml',
      required: 'default',
    });
    expect(value!.rows.map(({ key }) => key)).toEqual(SETTINGS.map(({ key }) => key));
  });

  it('take an empty variable for one that is not set', () => {
    expect(settings({ env: { CORFORM_CONCURRENCY: '' }, file: { concurrency: 2 } })).toMatchObject({
      concurrency: 2,
    });
  });

  it('never take an address of COR from the file', () => {
    const file = { integrations_url: 'https://evil.example' } as ConfigDocument;
    expect(settings({ file }).integrationsUrl).toBeNull();
    expect(settings({ env: { COR_INTEGRATIONS_URL: 'https://a' } }).integrationsUrl).toBe(
      'https://a',
    );
    expect(settings({ flags: { 'integrations-url': 'https://b' } }).integrationsUrl).toBe(
      'https://b',
    );
  });

  it('read limits as counts, percentages and none, also for one field', () => {
    const env = {
      CORFORM_LIMITS_UPDATE: '12',
      CORFORM_LIMITS_FORGET: '2.5%',
      CORFORM_LIMITS_ROLE_RAISE: 'none',
      CORFORM_LIMITS_FROM_USERS: '50',
    };
    const file: ConfigDocument = { limits: { add: 3, fields: { department: '50%', phone: null } } };
    expect(settings({ env, file }).limits).toEqual({
      update: { kind: 'count', max: 12 },
      forget: { kind: 'percent', max: 2.5 },
      add: { kind: 'count', max: 3 },
      role_raise: null,
      role_grant: { kind: 'count', max: 5 },
      capacity: null,
      from_users: 50,
      fields: { department: { kind: 'percent', max: 50 }, phone: null },
    });
  });

  it('read the rate as a number, or none', () => {
    expect(settings({ env: { CORFORM_RATE: '12.5' } }).rate).toBe(12.5);
    expect(settings({ flags: { rate: 'none' }, file: { rate: 5 } }).rate).toBeNull();
  });

  it.each<[env: Record<string, string>, state: object]>([
    [{ CORFORM_STATE_BACKEND: 'git' }, { backend: 'git', ref: 'refs/heads/corform-state' }],
    [
      { CORFORM_STATE_BACKEND: 'http', CORFORM_STATE_ADDRESS: 'https://s' },
      { backend: 'http', address: 'https://s', lockAddress: null, updateMethod: 'POST' },
    ],
    [{ CORFORM_STATE_BACKEND: 'postgres' }, { backend: 'postgres', name: 'default' }],
    [
      { CORFORM_STATE_BACKEND: 's3', CORFORM_STATE_BUCKET: 'b', CORFORM_STATE_PATH_STYLE: 'true' },
      { backend: 's3', bucket: 'b', region: 'us-east-1', endpoint: null, pathStyle: true },
    ],
  ])('make the backend of %j', (env, state) => {
    expect(settings({ env }).state).toMatchObject(state);
  });

  it.each<[sources: Sources, summary: string]>([
    [{ env: { CORFORM_STATE_BACKEND: 'ftp' } }, 'CORFORM_STATE_BACKEND: `ftp` is not one of local'],
    [{ env: { CORFORM_STATE_PATH_STYLE: 'maybe' } }, '`maybe` is not `true` or `false`'],
    [{ flags: { concurrency: '0' } }, '--concurrency: `0` is not a whole number from 1 to 256'],
    [{ flags: { concurrency: '257' } }, '--concurrency: `257` is not a whole number from 1 to 256'],
    [{ env: { CORFORM_LIMITS_FROM_USERS: '-1' } }, '`-1` is not a whole number of at least 1'],
    [{ flags: { rate: '0' } }, '--rate: `0` is not a positive number'],
    [{ flags: { rate: 'fast' } }, '--rate: `fast` is not a positive number'],
    [{ env: { CORFORM_LIMITS_ADD: 'many' } }, '`many` is not a number of users'],
    [{ env: { CORFORM_LIMITS_ADD: '101%' } }, 'CORFORM_LIMITS_ADD: write 0% to 100%'],
    [{ file: { limits: { fields: { phone: '999%' } } } }, 'limits.fields.phone: write 0% to 100%'],
    [{ env: { CORFORM_SENSITIVE: 'phone,salary' } }, 'CORFORM_SENSITIVE: `salary` is not a field'],
    [{ env: { CORFORM_STATE_BACKEND: 's3' } }, 'the s3 backend needs `state.bucket`'],
    [
      { env: { CORFORM_STATE_BACKEND: 'http' } },
      'CORFORM_STATE_BACKEND: the http backend needs `state.address` (CORFORM_STATE_ADDRESS)',
    ],
    [
      { file: { state: { backend: 'http' } } },
      'state.backend: the http backend needs `state.address` (CORFORM_STATE_ADDRESS)',
    ],
  ])('refuse %j', (sources, summary) => {
    expect(problems(sources).join('\n')).toContain(summary);
  });

  it('send a password to no address of corform.yaml, which a pull request can change', () => {
    const codes = (env: Sources['env'], file: Sources['file']): readonly string[] =>
      resolveSettings({ flags: {}, env: env ?? {}, file: file ?? {} }).diagnostics.map(
        (d) => d.code,
      );
    const password = { CORFORM_HTTP_PASSWORD: 'canary-password' };
    const file = { state: { backend: 'http', address: 'https://elsewhere' } };
    expect(codes(password, file)).toEqual(['CF212']);
    expect(codes({}, file)).toEqual([]);
    expect(codes({ ...password, CORFORM_STATE_ADDRESS: 'https://ours' }, file)).toEqual([]);
  });

  it('are shown without what an address may hold', () => {
    const env = {
      CORFORM_STATE_ADDRESS: 'https://ci:canary@state.example/a?token=canary',
      CORFORM_STATE_LOCK_ADDRESS: 'state.example/a?token=canary',
      CORFORM_STATE_UNLOCK_ADDRESS: 'https://canary@state.example/a#canary',
      CORFORM_STATE_ENDPOINT: 'https://store.example/?X-Amz-Signature=canary',
      CORFORM_STATE_REMOTE: 'https://x-access-token:canary@git.example/team/users.git',
      CORFORM_STATE_PATH: 'what?/state.json',
      COR_INTEGRATIONS_URL: 'https://cor.example/?key=canary',
      COR_API_URL: 'https://me:canary@cor.example/v1',
    };
    const rows = resolveSettings({ flags: {}, env, file: {} }).value!.rows.map(shownSetting);
    expect(JSON.stringify(rows)).not.toContain('canary');
    const values = Object.fromEntries(rows.map(({ key, value }) => [key, value]));
    expect(values).toMatchObject({
      'state.address': 'https://state.example/a?***',
      'state.remote': 'https://git.example/team/users.git',
      'state.path': 'what?/state.json',
      'limits.role_raise': 5,
    });
  });

  it.each<[sources: Sources, kind: string]>([
    [{ flags: { rate: 'x' } }, 'usage'],
    [{ env: { CORFORM_RATE: 'x' } }, 'usage'],
    [{ env: { CORFORM_SENSITIVE: 'x' } }, 'usage'],
    [{ env: { CORFORM_STATE_BACKEND: 's3' } }, 'usage'],
    [{ file: { limits: { update: '999%' } } }, 'invalid-input'],
    [{ file: { state: { backend: 's3' } } }, 'invalid-input'],
    [{ flags: { rate: 'x' }, file: { limits: { update: '999%' } } }, 'usage'],
  ])(
    'that are wrong in %j are a failure of kind %s',
    ({ flags = {}, env = {}, file = {} }, kind) => {
      const { diagnostics } = resolveSettings({ flags, env, file });
      expect(new Failure(diagnostics).kind).toBe(kind);
    },
  );

  it('report every problem at once', () => {
    expect(
      problems({ flags: { rate: 'x', concurrency: 'y' }, env: { CORFORM_SENSITIVE: 'z' } }),
    ).toHaveLength(3);
  });
});

describe('the settings of an old settings file', () => {
  it('take its state from the file alone, and addresses from the environment', () => {
    const env = {
      CORFORM_STATE_BACKEND: 'git',
      CORFORM_STATE_PATH: 'today.json',
      CORFORM_ENCRYPTION: 'required',
      CORFORM_STATE_BUCKET: 'today',
      CORFORM_STATE_ENDPOINT: 'https://store',
    };
    const old = (file: ConfigDocument) => resolveOldSettings(file, env).value!.settings;
    expect(old({})).toMatchObject({
      state: { backend: 'local', path: '.corform/state.json' },
      encryption: 'auto',
    });
    expect(old({ state: { backend: 's3', bucket: 'old' } }).state).toMatchObject({
      backend: 's3',
      bucket: 'old',
      endpoint: 'https://store',
    });
  });
});

describe('corform.yaml', () => {
  const read = (text: string) =>
    readConfig({ name: 'corform.yaml', bytes: new TextEncoder().encode(text) });

  it('names no path where the file as a whole is at fault', () => {
    expect(read('rate: 1\n').diagnostics[0]).not.toHaveProperty('path');
  });

  it('is read by the rules of users.yaml', () => {
    expect(read('version: 1\nrate: null\nlimits: {update: 30%, add: 5}\n')).toEqual({
      value: { version: 1, rate: null, limits: { update: '30%', add: 5 } },
      diagnostics: [],
    });
  });

  it.each<[text: string, code: string, line: number, summary: string]>([
    ['version: 1\nfiels: []\n', 'CF201', 2, 'fiels is not a setting'],
    ['version: 2\n', 'CF201', 1, 'version must be 1'],
    [
      'version: 1\nlimits: {update: lots}\n',
      'CF201',
      2,
      'limits.update must be a number of users, a percentage',
    ],
    ['version: 1\nlimits: {from_users: 0}\n', 'CF201', 2, 'limits.from_users must be at least 1'],
    [
      'version: 1\nlimits: {fields: 5}\n',
      'CF201',
      2,
      'limits.fields must be a map of keys and values',
    ],
    ['version: 1\nstate: {update_method: post}\n', 'CF201', 2, 'a method in capital letters'],
    ['rate: 1\n', 'CF201', 1, 'corform.yaml lacks "version"'],
    ['version: 1\nlimits: {forget: 100.5%}\n', 'CF201', 2, 'percentage (0% to 100%'],
    ['version: 1\nlimits: {fields: {phone: 0.0001%}}\n', 'CF201', 2, 'at most three decimals'],
    [
      'version: 1\nsensitive: [salary]\n',
      'CF201',
      2,
      'sensitive[0] must be one of "first_name", "last_name"',
    ],
    ['version: 1\napi_url: https://x\n', 'CF202', 2, 'api_url'],
    ['version: 1\nstate: {password: x}\n', 'CF202', 2, 'state.password'],
  ])('%j is refused with its place', (text, code, line, summary) => {
    const { value, diagnostics } = read(text);
    expect(value).toBeUndefined();
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ code, place: { file: 'corform.yaml', line } });
    expect(diagnostics[0]!.summary).toContain(summary);
  });

  it.each([
    ['concurency: 3', 'Did you mean concurrency?'],
    ['state: {bakend: git}', 'Did you mean backend?'],
    ['limits: {updates: 3}', 'Did you mean update?'],
    ['limits: {fields: {phon: 3}}', 'Did you mean phone?'],
    ['Version: 1', 'Did you mean version?'],
    ['colour: red', 'Correct corform.yaml. schemas/config.v1.schema.json lists every setting.'],
    ['files: []', 'Correct corform.yaml. schemas/config.v1.schema.json lists every setting.'],
  ])('with %s is refused: %s', (line, fix) => {
    expect(read(`version: 1\n${line}\n`).diagnostics).toMatchObject([{ fix }]);
  });

  it.each([
    ['a list', '- a\n'],
    ['a missing version', 'rate: 5\n'],
    ['no YAML', 'version: [1\n'],
    ['no text', '\u0000'],
  ])('that is %s is refused', (_, text) => {
    const { value, diagnostics } = read(text);
    expect(value).toBeUndefined();
    expect(diagnostics.every((d) => d.severity === 'error')).toBe(true);
    expect(diagnostics).not.toEqual([]);
  });
});

describe('the region of an s3 state', () => {
  const region = (sources: Sources): unknown => {
    const s3 = { backend: 's3', bucket: 'b', ...sources.file?.state };
    const { state } = settings({ ...sources, file: { state: s3 } });
    return state.backend === 's3' ? state.region : null;
  };

  it('comes from corform.yaml, or else from the variables that AWS tools read', () => {
    expect(region({})).toBe('us-east-1');
    expect(region({ env: { AWS_DEFAULT_REGION: 'eu-west-1' } })).toBe('eu-west-1');
    const both = { AWS_REGION: 'eu-west-3', AWS_DEFAULT_REGION: 'eu-west-1' };
    expect(region({ env: both })).toBe('eu-west-3');
    const own = { ...both, CORFORM_STATE_REGION: 'eu-south-1' };
    expect(region({ env: own })).toBe('eu-south-1');
    const file = { state: { region: 'sa-east-1' } };
    expect(region({ env: both, file })).toBe('sa-east-1');
  });
});
