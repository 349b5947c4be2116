// Everything around the main job: init, config, schema, validate, sandbox, and the command line itself.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ended, Project, PROGRAM, usersYaml, type Environment } from '../support/command.js';

const ROOT = join(import.meta.dirname, '../..');
const VERSION = (
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
).version;

const PLANS = 'corform-plan*.json\ncorform-plan*.html\nplan.json\nplan.html\n';
const COPIES = `corform-recovery-*.json\ncorform-damaged-*.json\n${PLANS}`;
const IGNORED = `.corform/\n${COPIES}`;

describe('init', () => {
  it('makes what is missing, which is valid and asks for nothing', async () => {
    const project = new Project();
    const { stdout } = await project.expect(0, ['init']);
    expect(stdout).toContain('made    users.yaml\n');
    expect(stdout).toContain('made    .gitignore: .corform/\n');
    expect(stdout).toContain('made    recorded state (.corform/state.json)\n');
    expect(project.read('.gitignore')).toBe(IGNORED);
    await project.expect(0, ['validate']);
    await project.expect(0, ['plan', '--detailed-exitcode']);
  });

  it('never overwrites, and changes nothing the second time', async () => {
    const mine = { 'users.yaml': usersYaml([]), 'corform.yaml': 'version: 1\n', '.gitignore': 'x' };
    const project = new Project(mine);
    await project.expect(0, ['init']);
    expect(project.read('users.yaml')).toBe(mine['users.yaml']);
    expect(project.read('corform.yaml')).toBe(mine['corform.yaml']);
    expect(project.read('.gitignore')).toBe(`x\n${IGNORED}`);
    const state = project.read('.corform/state.json');
    const { stdout } = await project.expect(0, ['init']);
    expect(stdout).not.toContain('made ');
    expect(project.read('.corform/state.json')).toBe(state);
    expect(project.read('.gitignore')).toBe(`x\n${IGNORED}`);
  });

  it('adds to .gitignore the lines that are missing, and no others', async () => {
    const project = new Project({ '.gitignore': 'x\r\n.corform/\r\ncorform-damaged-*.json\r\n' });
    await project.expect(0, ['init']);
    const added = `corform-recovery-*.json\n${PLANS}`;
    expect(project.read('.gitignore')).toBe(`x\r\n.corform/\r\ncorform-damaged-*.json\r\n${added}`);
  });

  it('makes no users.yaml where the settings name other files', async () => {
    const project = new Project({ 'corform.yaml': 'version: 1\nfiles: [people.yaml]\n' });
    const { stdout } = await project.expect(0, ['init']);
    expect(stdout).not.toContain('users.yaml\n\n');
    expect(stdout).not.toMatch(/made +users\.yaml/);
  });
});

describe('config', () => {
  it('shows where each setting comes from: flag, environment, corform.yaml, default', async () => {
    const project = new Project({
      'corform.yaml': 'version: 1\nconcurrency: 2\nsensitive: [phone, last_name]\n',
    });
    const origins = async (env: Record<string, string>): Promise<Record<string, unknown>> => {
      const { stdout } = await project.expect(0, ['config', '--json'], { env });
      const rows = JSON.parse(stdout) as { key: string; value: unknown; origin: string }[];
      return Object.fromEntries(rows.map((row) => [row.key, [row.value, row.origin]]));
    };
    expect(await origins({ CORFORM_RATE: '12.5', CORFORM_REQUIRED: '' })).toMatchObject({
      concurrency: [2, 'corform.yaml'],
      sensitive: [['phone', 'last_name'], 'corform.yaml'],
      rate: [12.5, 'environment'],
      required: [[], 'default'],
      'state.backend': ['local', 'default'],
    });
    expect(await origins({ CORFORM_CONCURRENCY: '3' })).toMatchObject({
      concurrency: [3, 'environment'],
    });
    const { stdout } = await project.expect(0, ['config']);
    expect(stdout).toMatch(/^concurrency +2 +corform\.yaml +CORFORM_CONCURRENCY$/m);
    // A flag wins over all of them: the forecast of a plan shows what is in force.
    project.write('users.yaml', usersYaml([{ id: 'OKTA-1', role_id: 4 }]));
    const plan = await project.expect(0, ['plan', '--concurrency', '5'], {
      env: { CORFORM_CONCURRENCY: '3' },
    });
    expect(plan.stdout).toContain('at 5 in flight');
  });

  it('reports every wrong setting at once, with its place, and never an address of COR from a file', async () => {
    const project = new Project({
      'corform.yaml':
        'version: 1\nconcurency: 2\nrate: fast\nintegrations_url: https://evil.example\n',
    });
    const { stderr } = await project.expect(65, ['config']);
    expect(stderr).toContain('corform.yaml:2:1');
    expect(stderr).toContain('corform.yaml:3:');
    expect(stderr).toContain('error[CF202]');
    const env = await project.expect(65, ['plan', '--config', 'corform.yaml'], {
      env: { CORFORM_CONCURRENCY: 'many' },
    });
    expect(env.stderr).toContain('error[CF20');
    const other = new Project({ 'users.yaml': usersYaml([]) });
    const wrong = await other.expect(64, ['config'], { env: { CORFORM_CONCURRENCY: 'many' } });
    expect(wrong.stderr).toContain('CORFORM_CONCURRENCY');
    const flag = await other.expect(64, ['plan', '--rate', 'fast']);
    expect(flag.stderr).toContain('--rate: `fast` is not a positive number');
    const address = await other.expect(64, ['plan', '--integrations-url', 'http://cor.example']);
    expect(address.stderr).toContain('error[CF506]');
    const named = { COR_INTEGRATIONS_URL: 'cor.example' };
    expect((await other.expect(64, ['plan'], { env: named })).stderr).toContain('error[CF505]');
    const postgres = { CORFORM_STATE_BACKEND: 'postgres' };
    expect((await other.expect(64, ['plan'], { env: postgres })).stderr).toContain('error[CF211]');
    other.write('corform.yaml', 'version: 1\nstate: {backend: http}\n');
    const file = await other.expect(65, ['plan']);
    expect(file.stderr).toContain('state.backend: the http backend needs `state.address`');
    const missing = await other.expect(65, ['config', '--config', 'missing.yaml']);
    expect(missing.stderr).toContain('missing.yaml');
  });
});

describe('schema', () => {
  it.each(['users', 'config', 'plan', 'state'])(
    'prints the published schema of %s',
    async (name) => {
      const { stdout } = await new Project().expect(0, ['schema', name]);
      const published = readFileSync(join(ROOT, `schemas/${name}.v1.schema.json`), 'utf8');
      expect(JSON.parse(stdout)).toEqual(JSON.parse(published));
    },
  );

  it('knows no others', async () => {
    const { stderr } = await new Project().expect(64, ['schema', 'secrets']);
    expect(stderr).toContain('users');
  });
});

describe('validate', () => {
  const BROKEN = `version: 1
source: OKTA
users:
  - id: OKTA-1
    rol_id: 4
  - id: 00123
    daily_hours: 25
  - id: OKTA-1
    phone: +15550100
`;

  it('reports every problem at once, with its place and a fix', async () => {
    const project = new Project({ 'users.yaml': BROKEN });
    const { stdout, stderr } = await project.expect(65, ['validate']);
    expect(stdout).toBe('');
    for (const line of [5, 6, 7, 8, 9]) expect(stderr).toContain(`users.yaml:${line}:`);
    expect(stderr).toContain('role_id');
    expect(stderr).toMatch(/quote/i);
  });

  it.each<[format: string, check: (text: string) => void]>([
    ['json', (text) => expect(JSON.parse(text)).toMatchObject({ valid: false })],
    ['github', (text) => expect(text).toMatch(/^::error file=users\.yaml,line=5,/)],
    ['sarif', (text) => expect(JSON.parse(text)).toMatchObject({ version: '2.1.0' })],
    ['codequality', (text) => expect(JSON.parse(text)).toBeInstanceOf(Array)],
  ])('--format %s', async (format, check) => {
    const project = new Project({ 'users.yaml': BROKEN });
    const { stdout } = await project.expect(65, ['validate', '--format', format]);
    check(stdout);
    project.write('users.yaml', usersYaml([{ id: 'OKTA-1', role_id: 4 }]));
    await project.expect(0, ['validate', '--format', format]);
  });

  it('takes a file that is named twice once', async () => {
    const project = new Project({ 'users.yaml': usersYaml([{ id: 'A', role_id: 4 }]) });
    const { stdout } = await project.expect(0, ['validate', 'users.yaml', './users.yaml']);
    expect(stdout).toBe('Success! 1 user in 1 file: valid.\n');
  });

  it('takes several files as one desired state', async () => {
    const project = new Project({
      'users/a.yaml': usersYaml([{ id: 'OKTA-1', role_id: 4 }]),
      'users/b.yaml': usersYaml([{ id: 'OKTA-2', role_id: 4 }]),
      'users/c.yaml': usersYaml([{ id: 'OKTA-1', role_id: 5 }]),
    });
    const { stdout } = await project.expect(0, ['validate', 'users/a.yaml', 'users/b.yaml']);
    expect(stdout).toBe('Success! 2 users in 2 files: valid.\n');
    const both = await project.expect(65, ['validate', 'users/a.yaml', 'users/c.yaml']);
    expect(both.stderr).toContain('users/a.yaml:4');
    expect(both.stderr).toContain('users/c.yaml:4');
  });

  it('shows a line of the file only at a terminal, and not in CI', async () => {
    const project = new Project({ 'users.yaml': usersYaml([{ id: 'A', token: 'canary' }]) });
    project.write(
      'terminal.cjs',
      'Object.assign(process.stderr, { isTTY: true, getWindowSize: () => [80, 24] });',
    );
    const terminal = { NODE_OPTIONS: `--require=${project.path('terminal.cjs')}` };
    const shown = async (env: Environment): Promise<string> =>
      (await project.expect(65, ['validate'], { env })).stderr;
    expect(await shown(terminal)).toContain('canary');
    for (const env of [
      {},
      { CI: 'true' },
      { ...terminal, CI: 'true' },
      { ...terminal, TF_BUILD: 'True' },
    ]) {
      const stderr = await shown(env);
      expect(stderr).not.toContain('canary');
      expect(stderr).toContain('users.yaml:4:');
    }
  });

  it.each([
    ['a missing file', 'missing.yaml', 'CF162'],
    ['a folder', 'folder', 'CF441'],
    ['a file outside the working folder', '../outside.yaml', 'CF443'],
  ])('refuses %s', async (_, path, code) => {
    const project = new Project({ 'folder/x': '', '../outside.yaml': usersYaml([]) });
    const { stderr } = await project.expect(65, ['validate', path]);
    expect(stderr).toContain(code);
  });
});

describe('sandbox', () => {
  it('says how to use it, logs what it received as JSON, and ends with a signal', async () => {
    const project = new Project({
      'users.yaml': usersYaml([{ id: 'OKTA-1', first_name: 'Ana' }]),
      '../people.yaml': usersYaml([{ id: 'OKTA-1', first_name: 'Ana' }]),
      'faults.json': '{"version":1,"faults":[{"then":{"kind":"throttle","retryAfter":0}}]}',
    });
    const child = project.start([
      ...['sandbox', '--port', '0', '--users', '../people.yaml', '--faults', 'faults.json'],
      ...['--latency', '1', '--token-life', '60', '--rate-limit', '100'],
    ]);
    const end = ended(child);
    const told = await new Promise<string>((resolve) => {
      let text = '';
      child.stderr!.on('data', (chunk: string) => {
        text += chunk;
        if (text.includes('Ctrl-C')) resolve(text);
      });
    });
    const exported = [...told.matchAll(/export (\w+)=(\S+)/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    project.use(Object.fromEntries(exported) as Record<string, string>);
    await project.expect(0, ['init']);
    await project.expect(0, ['apply', '--auto-approve']);
    child.kill('SIGINT');
    const { code, stdout } = await end;
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { number: 1, method: 'PUT', id: 'OKTA-1', fault: 'throttle', applied: false, status: 429 },
      {
        number: 2,
        id: 'OKTA-1',
        fault: null,
        applied: true,
        status: 200,
        body: { first_name: 'Ana' },
      },
    ]);
    expect(stdout).not.toContain('Bearer');
  });

  it('refuses a faults file that it does not understand, naming the place in it', async () => {
    const project = new Project({
      'faults.json': '{"version":1,"faults":[{"then":{"kind":"fire"}}]}',
    });
    const { stderr } = await project.expect(65, ['sandbox', '--faults', 'faults.json']);
    expect(stderr).toContain('CF520');
    expect(stderr).toContain('faults[0].then has no known "kind"');
  });
});

describe('the command line', () => {
  it('ends with 64 for what it does not know', async () => {
    const project = new Project();
    for (const args of [
      ['destroy'],
      ['plan', '--frobnicate'],
      ['state', 'vanish'],
      ['state', 'mv', 'one'],
      ['show', 'one', 'two'],
      ['validate', '--format', 'pdf'],
      ['plan', '--detail'],
      ['plan', '--limit', 'many'],
    ]) {
      const { stdout, stderr } = await project.expect(64, args);
      expect(stdout, args.join(' ')).toBe('');
      expect(stderr).toMatch(/^error\[CF\d{3}\]: /);
      expect(stderr).not.toContain('\\u{');
    }
  });

  it('shows its version, and the help of every level', async () => {
    const project = new Project();
    const version = await project.expect(0, ['--version']);
    expect(version.stdout).toContain(`corform/${VERSION} `);
    expect((await project.expect(0, ['--help'])).stdout).toContain('in the order of work');
    expect((await project.expect(0, ['state', '--help'])).stdout).toContain('state unlock');
    expect((await project.expect(0, ['apply', '-h'])).stdout).toContain('--max-duration');
    expect((await project.expect(0, ['help', 'exit-codes'])).stdout).toContain('129, 130, 143');
  });

  it('reads no argument from stdin', async () => {
    const project = new Project({ 'users.yaml': usersYaml([]) });
    await project.expect(0, ['init']);
    const { stdout } = await project.expect(0, ['validate'], { input: 'other.yaml\n' });
    expect(stdout).toContain('1 file');
    await project.expect(0, ['state', 'show'], { input: 'OKTA-1\n' });
    await project.expect(64, ['state', 'rm'], { input: 'OKTA-1\n' });
  });

  it('colours only where it is asked to, without a terminal', async () => {
    const project = new Project({ 'users.yaml': usersYaml([{ id: 'OKTA-1', role_id: 4 }]) });
    await project.expect(0, ['init']);
    const escape = '\u001b[';
    const shows = async (env: Record<string, string>): Promise<boolean> =>
      (await project.expect(0, ['plan'], { env })).stdout.includes(escape);
    expect(await shows({})).toBe(false);
    expect(await shows({ FORCE_COLOR: '1' })).toBe(true);
    expect(await shows({ FORCE_COLOR: '0' })).toBe(false);
    expect(await shows({ NO_COLOR: '1' })).toBe(false);
  });

  it('takes a closed stdout for a reader that has seen enough', async () => {
    const people = Array.from({ length: 3_000 }, (_, at) => ({ id: `OKTA-${at}`, role_id: 4 }));
    const project = new Project({ 'users.yaml': usersYaml(people) });
    await project.expect(0, ['init']);
    const command = `"${process.execPath}" "${PROGRAM}" plan --detail full | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command], {
      cwd: project.folder,
      env: project.environment(),
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/^corform will update COR · .*\n0\n$/);
    expect(stderr).toBe('');
  });

  it('works in a git repository as well as outside of one', async () => {
    const project = new Project({ 'users.yaml': usersYaml([{ id: 'OKTA-1', role_id: 4 }]) });
    execFileSync('git', ['init', '-q'], { cwd: project.folder, env: project.environment() });
    await project.expect(0, ['init']);
    const { stdout } = await project.expect(0, ['plan', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ corform: { commit: null } });
  });
});
