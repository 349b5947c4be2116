/** The tarball as npm would publish it: packed in a fresh checkout, installed into an empty folder, run. */
import { execFile } from 'node:child_process';
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
import { promisify } from 'node:util';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.js';
import { cleanEnvironment, credentialsFor, putsOf, type Environment } from '../support/command.js';

const ROOT = join(import.meta.dirname, '../..');
const NOT_CHECKED_OUT = new Set(['.git', 'node_modules', 'dist', 'coverage', '.corform']);

const base = mkdtempSync(join(tmpdir(), 'corform-package-'));
const checkout = join(base, 'checkout');
const home = join(base, 'home');
const installed = join(base, 'installed');
let tarball = '';
let sandbox: Sandbox;

/** Runs a program to its end and returns its stdout. Nothing is taken from the network. */
async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Environment = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], {
    cwd,
    env: {
      ...cleanEnvironment(home),
      npm_config_offline: 'true',
      npm_config_audit: 'false',
      npm_config_update_notifier: 'false',
      ...env,
    },
  });
  return stdout;
}

const corform = (...args: readonly string[]): Promise<string> =>
  run(join(installed, 'node_modules/.bin/corform'), args, installed, credentialsFor(sandbox));

beforeAll(async () => {
  for (const folder of [home, installed]) mkdirSync(folder);
  cpSync(ROOT, checkout, {
    recursive: true,
    filter: (path) => !NOT_CHECKED_OUT.has(basename(path)) && !path.endsWith('.tgz'),
  });
  symlinkSync(realpathSync(join(ROOT, 'node_modules')), join(checkout, 'node_modules'));
  const before = readFileSync(join(checkout, 'package.json'), 'utf8');
  await run('npm', ['pack', '--silent', '--pack-destination', base], checkout);
  expect(readFileSync(join(checkout, 'package.json'), 'utf8')).toBe(before);
  tarball = join(
    base,
    readdirSync(base).find((name) => name.endsWith('.tgz'))!,
  );
  writeFileSync(join(installed, 'package.json'), '{"private": true}');
  await run('npm', ['install', '--silent', tarball], installed);
  cpSync(join(ROOT, 'users.yaml'), join(installed, 'users.yaml'));
  sandbox = await startSandbox();
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

  it('is what publint asks for', async () => {
    const pkgDir = join(installed, 'node_modules/corform');
    expect((await publint({ pkgDir, pack: false, strict: true })).messages).toEqual([]);
  });

  it('holds the licence of everything in it', () => {
    const licences = readFileSync(
      join(installed, 'node_modules/corform/dist/THIRD-PARTY-LICENSES'),
      'utf8',
    );
    for (const name of [
      '@oclif/core',
      'ajv',
      'diff',
      'fast-json-patch',
      'ky',
      'pg',
      'undici',
      'yaml',
    ]) {
      expect(licences).toMatch(new RegExp(`^${name} [0-9.]+ \\([A-Za-z0-9. -]+\\)$`, 'm'));
    }
    expect(existsSync(join(installed, 'node_modules/corform/LICENSE'))).toBe(true);
  });

  it('holds the pages that messages and help name', async () => {
    const folder = join(installed, 'node_modules/corform');
    const program = readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js') || name.endsWith('.json'))
      .map((name) => readFileSync(join(folder, 'dist', name), 'utf8'))
      .join('\n');
    const named = new Set(program.match(/\bdocs\/[a-z-]+\.md/g));
    expect(named.size).toBeGreaterThan(2);
    for (const page of named) expect(existsSync(join(folder, page)), page).toBe(true);
    expect(await corform()).toContain(join('corform', 'docs'));
  });

  it('runs from npx', async () => {
    const version = await run('npx', ['--yes', '--package', tarball, 'corform', '--version'], home);
    expect(version).toMatch(/^corform\/\d+\.\d+\.\d+ .* node-v\d+/);
  });

  it('holds every file of the build, and shows help', async () => {
    const filesOf = (dist: string): readonly string[] =>
      readdirSync(dist, { recursive: true, encoding: 'utf8' }).toSorted();
    const packed = filesOf(join(installed, 'node_modules/corform/dist'));
    expect(packed).toEqual(filesOf(join(checkout, 'dist')));
    expect(packed).toContain('oclif.manifest.json');
    expect(await corform('--help')).toContain('plan');
    expect(await corform('state', 'list', '--help')).toContain('USAGE');
  });

  it('does its work from the first plan to one with no changes', async () => {
    await corform('init');
    expect(await corform('validate')).toBeDefined();
    expect(await corform('plan')).toContain('20 to add');
    expect(await corform('apply', '--auto-approve')).toContain('20 added');
    expect(putsOf(sandbox)).toHaveLength(20);
    expect(await corform('plan')).toContain('No changes.');
    expect((await corform('state', 'list')).trim().split('\n')).toHaveLength(20);
  });

  it('installs globally, with the command and its man page', async () => {
    const prefix = join(base, 'global');
    await run('npm', ['install', '--global', '--silent', '--prefix', prefix, tarball], base);
    expect(await run(join(prefix, 'bin/corform'), ['--version'], base)).toContain('corform/');
    const page = readFileSync(join(prefix, 'share/man/man1/corform.1'), 'utf8');
    expect(page).toContain('.SS "corform state mv FROM TO"');
  });

  it('reads what only the YAML parser can read, and says what is wrong', async () => {
    const text = readFileSync(join(installed, 'users.yaml'), 'utf8');
    const block = text.replace('position: Lead Designer', 'position: >-\n      Lead\n      Writer');
    writeFileSync(join(installed, 'block.yaml'), block);
    expect(await corform('plan', 'block.yaml')).toContain('Lead Writer');
    writeFileSync(join(installed, 'wrong.yaml'), text.replace('role_id: 2', 'role_id: 9'));
    await expect(corform('validate', 'wrong.yaml')).rejects.toMatchObject({
      code: 65,
      stderr: expect.stringContaining('role_id 9 is not a role') as string,
    });
  });
});
