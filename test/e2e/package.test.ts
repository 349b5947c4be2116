/** The tarball as npm would publish it: packed in a fresh checkout, installed into an empty folder, run. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.js';
import { cleanEnvironment } from '../support/command.js';

const ROOT = join(import.meta.dirname, '../..');
const NOT_CHECKED_OUT = new Set(['.git', 'node_modules', 'dist', 'coverage', '.corform']);

const base = mkdtempSync(join(tmpdir(), 'corform-package-'));
const checkout = join(base, 'checkout');
const home = join(base, 'home');
const installed = join(base, 'installed');
const cache = join(base, 'cache');
let tarball = '';
let sandbox: Sandbox;

/** Runs a program to its end and returns its stdout. Nothing is taken from the network. */
function run(program: string, args: readonly string[], cwd: string, env: object = {}): string {
  return execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...cleanEnvironment(home),
      npm_config_offline: 'true',
      npm_config_audit: 'false',
      npm_config_update_notifier: 'false',
      XDG_CACHE_HOME: cache,
      ...env,
    },
  });
}

const corform = (args: readonly string[], env: object = {}): string =>
  run(join(installed, 'node_modules/.bin/corform'), args, installed, env);

beforeAll(async () => {
  for (const folder of [home, installed]) mkdirSync(folder);
  cpSync(ROOT, checkout, {
    recursive: true,
    filter: (path) => !NOT_CHECKED_OUT.has(basename(path)) && !path.endsWith('.tgz'),
  });
  symlinkSync(realpathSync(join(ROOT, 'node_modules')), join(checkout, 'node_modules'));
  const before = readFileSync(join(checkout, 'package.json'), 'utf8');
  run('npm', ['pack', '--silent', '--pack-destination', base], checkout);
  expect(readFileSync(join(checkout, 'package.json'), 'utf8')).toBe(before);
  tarball = join(base, readdirSync(base).find((name) => name.endsWith('.tgz'))!);
  writeFileSync(join(installed, 'package.json'), '{"private": true}');
  run('npm', ['install', '--silent', tarball], installed);
  cpSync(join(ROOT, 'users.yaml'), join(installed, 'users.yaml'));
  sandbox = await startSandbox({ token: 'e2e-token', register: 'on-first-use' } as never);
});

afterAll(async () => {
  await sandbox.close();
  rmSync(base, { recursive: true, force: true });
});

describe('the package', () => {
  it('installs itself and nothing else', () => {
    const packages = readdirSync(join(installed, 'node_modules')).filter((n) => !n.startsWith('.'));
    expect(packages).toEqual(['corform']);
  });

  it('holds the licence of everything in it', () => {
    const licences = readFileSync(
      join(installed, 'node_modules/corform/dist/THIRD-PARTY-LICENSES'),
      'utf8',
    );
    for (const name of ['@oclif/core', 'ajv', 'diff', 'fast-json-patch', 'ky', 'pg', 'undici', 'yaml']) {
      expect(licences).toMatch(new RegExp(`^${name} [0-9.]+ \\([A-Za-z0-9. -]+\\)$`, 'm'));
    }
    expect(existsSync(join(installed, 'node_modules/corform/LICENSE'))).toBe(true);
  });

  it('runs from npx', () => {
    const version = run('npx', ['--yes', tarball, '--version'], home);
    expect(version).toMatch(/^corform\/\d+\.\d+\.\d+ .* node-v\d+/);
  });

  it('shows help for the program and for every command', () => {
    expect(corform(['--help'])).toContain('plan');
    for (const command of ['apply', 'plan', 'state list', 'sandbox']) {
      expect(corform([...command.split(' '), '--help'])).toContain('USAGE');
    }
  });
});
