/** Which files corform reads and writes, from which folder, and how it names them. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  credentialsFor,
  ended,
  openSandbox,
  Project,
  PROGRAM,
  usersYaml,
  type Ended,
} from '../support/command.js';

const users = (...ids: readonly string[]): string =>
  usersYaml(ids.map((id) => ({ id, role_id: 4 })));
const config = (text: string): string => `version: 1\n${text}\n`;

function inFolder(project: Project, folder: string, ...args: readonly string[]): Promise<Ended> {
  const cwd = project.path(folder);
  return ended(spawn(process.execPath, [PROGRAM, ...args], { cwd, env: project.environment() }));
}

describe('a name that is nearly right is never ignored:', () => {
  it.each(['corform.yml', 'Corform.yaml', '.corform.yaml', 'corfrom.yaml'])(
    '%s with its limits',
    async (name) => {
      const project = new Project({ 'users.yaml': users('a'), [name]: config('limits: {add: 0}') });
      for (const args of [['plan'], ['init'], ['validate'], ['apply', '--auto-approve']]) {
        const { stderr } = await project.expect(65, args);
        expect(stderr).toContain(`error[CF203]: ${name} is not read`);
      }
      expect(existsSync(project.path('.corform'))).toBe(false);
    },
  );

  it('users.yml', async () => {
    const project = new Project({ 'users.yml': users('a') });
    for (const args of [['plan'], ['init'], ['validate']]) {
      const { stderr } = await project.expect(65, args);
      expect(stderr).toContain('There is no users.yaml, and users.yml is not read.');
    }
    project.write('corform.yaml', config('files: [users.yml]'));
    await project.expect(0, ['validate']);
  });

  it('no file at all', async () => {
    const { stderr } = await new Project().expect(65, ['plan']);
    expect(stderr).toContain('error[CF162]: No users.yaml here.');
    expect(stderr).toContain('Run `corform init`');
  });
});

describe('several users files', () => {
  const project = (files: string): Project =>
    new Project({
      'users/a.yaml': users('a'),
      'users/b.yaml': users('b'),
      'users/notes.yaml': 'source: of this\nnotes: []\n',
      'corform.yaml': config(`files: ${files}`),
    });

  it('may be a pattern, in the settings and as an argument', async () => {
    const { stdout } = await project('["users/?.yaml"]').expect(0, ['validate']);
    expect(stdout).toBe('Success! 2 users in 2 files: valid.\n');
    await project('[users/a.yaml]').expect(0, ['validate', 'users/?.yaml']);
  });

  it('a pattern that no file fits is an error', async () => {
    const { stderr } = await project('["people/*.yaml"]').expect(65, ['plan']);
    expect(stderr).toContain('error[CF162]: No file fits people/*.yaml.');
  });

  it('one that is not listed is remarked on, unless the files were named', async () => {
    const some = project('[users/a.yaml]');
    const { stderr } = await some.expect(0, ['validate']);
    expect(stderr).toContain('info[CF108]: A file holds users and is not read: users/b.yaml');
    expect((await some.expect(0, ['validate', 'users/a.yaml'])).stderr).toBe('');
  });
});

describe('--config', () => {
  const emea = (): Project =>
    new Project({
      'people/emea/corform.yaml': config('state: {path: record/state.json}'),
      'people/emea/users.yaml': users('a'),
      'people/emea/deep/er/x': '',
    });

  it('the files and the state of the settings lie beside them', async () => {
    const project = emea();
    const at = ['--config', 'people/emea/corform.yaml'];
    const { stdout } = await project.expect(0, ['init', ...at]);
    expect(stdout).toContain('exists  people/emea/users.yaml\nexists  people/emea/corform.yaml\n');
    expect(existsSync(project.path('people/emea/record/state.json'))).toBe(true);
    expect(existsSync(project.path('users.yaml'))).toBe(false);
    expect((await project.expect(0, ['plan', ...at])).stdout).toContain('1 to add');
    expect((await project.expect(0, ['state', 'list', ...at])).stdout).not.toContain('"a"');
  });

  it('may lie above the working folder, with all that it names', async () => {
    const project = emea();
    const run = await inFolder(
      project,
      'people/emea/deep/er',
      'validate',
      '--config',
      '../../corform.yaml',
    );
    expect([run.code, run.stdout]).toEqual([0, 'Success! 1 user in 1 file: valid.\n']);
    const at = ['--config', '../../corform.yaml'] as const;
    const explained = await inFolder(project, 'people/emea/deep/er', 'explain', 'a', ...at);
    expect([explained.code, explained.stderr]).toEqual([0, '']);
  });

  it('what flags and variables name is seen from the working folder', async () => {
    const project = emea();
    project.write('here.yaml', users('h', 'i'));
    const at = ['validate', '--config', 'people/emea/corform.yaml'];
    expect((await project.expect(0, [...at, 'here.yaml'])).stdout).toContain('2 users');
    const env = { CORFORM_FILES: 'here.yaml' };
    expect((await project.expect(0, at, { env })).stdout).toContain('2 users');
  });

  it('a link out of the folder of the settings is not followed', async () => {
    const project = new Project({
      'a/corform.yaml': config('files: [users.yaml]'),
      'a/deep/x': '',
    });
    project.write('secret.yaml', users('a'));
    symlinkSync(project.path('secret.yaml'), project.path('a/users.yaml'));
    const run = await inFolder(project, 'a/deep', 'validate', '--config', '../corform.yaml');
    expect([run.code, run.stderr]).toEqual([65, expect.stringContaining('CF443')]);
  });
});

it('GitHub and GitLab get paths from the root of the repository', async () => {
  const project = new Project({ 'people/emea/users.yaml': users('a,b').replace('role_id', 'rol') });
  execFileSync('git', ['init', '--quiet'], { cwd: project.folder });
  const expected = {
    github: 'file=people/emea/users.yaml,',
    sarif: '"uri": "people/emea/users.yaml"',
    codequality: '"path": "people/emea/users.yaml"',
  };
  for (const [format, text] of Object.entries(expected)) {
    const { stdout } = await inFolder(project, 'people/emea', 'validate', '--format', format);
    expect(stdout).toContain(text);
  }
});

describe('a path that starts with ~', () => {
  it.each([
    [['plan', '--out', '~/plan.json']],
    [['plan', '--report', 'json=~ana/plan.json']],
    [['validate', '--config', '~/corform.yaml']],
    [['import', '~/people.csv']],
  ])('is refused: %j', async (args) => {
    const project = new Project({ 'users.yaml': users('a') });
    await project.init();
    const { stderr } = await project.expect(64, args);
    expect(stderr).toContain('CF444');
    expect(existsSync(project.path('~'))).toBe(false);
  });
});

describe('an address instead of a path', () => {
  it.each([
    [['plan', '--out', 'file:///tmp/plan.json']],
    [['plan', '--report', 'json=https://host/plan.json']],
    [['validate', '--config', 'file:corform.yaml']],
    [['import', 'https://host/people.csv']],
    [['import', 'people.csv', '--source', 'OKTA', '--id', '{id}', '--to', 'file:///tmp/u.yaml']],
    [['init', '--config', 'https://host/corform.yaml']],
    [['remove', '--ids-from', 'FILE:ids.txt']],
    [['state', 'push', 'file://state.json']],
  ])('is refused, and becomes no folder: %j', async (args) => {
    const project = new Project({ 'users.yaml': users('a'), 'people.csv': 'id,first_name\n1,A\n' });
    await project.init();
    const before = readdirSync(project.folder);
    const { stderr } = await project.expect(64, args);
    expect(stderr).toContain('CF445');
    expect(readdirSync(project.folder)).toEqual(before);
  });
});

it('a report to a pipe that nobody reads fails at once', async () => {
  const project = new Project({ 'users.yaml': users('a') });
  execFileSync('mkfifo', [join(project.folder, 'pipe')]);
  await project.init();
  const { stderr } = await project.expect(1, ['plan', '--report', 'html=pipe']);
  expect(stderr).toContain('ENXIO');
});

it('a checkout behind what was applied gets the advice to pull', async () => {
  const project = new Project({ 'users.yaml': users('a') });
  project.use(credentialsFor(await openSandbox()));
  const git = (...args: readonly string[]): void => {
    const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.test'];
    execFileSync('git', [...identity, ...args], { cwd: project.folder });
  };
  git('init', '--quiet');
  git('add', 'users.yaml');
  git('commit', '--quiet', '--message', 'one');
  await project.init();
  project.write('users.yaml', users('a', 'b'));
  git('commit', '--quiet', '--all', '--message', 'two');
  await project.expect(0, ['apply', '--auto-approve']);
  expect((await project.expect(0, ['plan'])).stdout).not.toContain('ahead');
  git('checkout', '--quiet', 'HEAD~1');
  const { stdout } = await project.expect(0, ['plan']);
  expect(stdout).toContain('Note: The state is ahead of this commit: ');
  expect(stdout).toContain('Pull first');
});
