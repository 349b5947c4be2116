/** The text of a file on stdout: exact for files and programs, harmless for terminals and the logs of CI. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { PROGRAM, Project, usersYaml } from '../support/command.js';

const COMMAND = '##vso[task.setvariable variable=X]1';
const CI = { CI: 'true' };

/** A project with a user of this name in an export, in users.yaml and in the state. */
async function projectWith(name: string): Promise<Project> {
  const project = new Project({
    'users.yaml': usersYaml([{ id: 'A', first_name: name }]),
    'people.csv': `employeeNumber,firstName\nA,${name}\n`,
  });
  await project.init();
  await project.expect(0, ['baseline', '--auto-approve']);
  return project;
}

const IMPORT = ['import', 'people.csv', '--source', 'OKTA', '--id', '{employeeNumber}'];
const PULL = ['state', 'pull'];

/** Runs a shell line, in which `corform` is the built program. */
function shell(project: Project, line: string, env = {}): string {
  return execFileSync('sh', ['-c', line.replace('corform', `${process.execPath} ${PROGRAM}`)], {
    cwd: project.folder,
    env: project.environment(env),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

describe.each([
  ['import', [...IMPORT, '--map', 'first_name={firstName}'], 'Write it to a file: --to users.yaml'],
  ['state pull', PULL, 'Write it to a file: corform state pull > state-copy.json'],
])('`%s`', (_, args, fix) => {
  it('refuses to print a command into the log of a CI system', async () => {
    const project = await projectWith(COMMAND);
    const { stdout, stderr } = await project.expect(1, args, { env: CI });
    expect(stdout).toBe('');
    expect(stderr).toContain('CF625');
    expect(stderr).toContain(fix);
    expect(stderr).not.toContain('##vso[task');
    expect((await project.expect(0, args)).stdout).toContain(COMMAND);
  });

  it('prints the same bytes in CI if no command is in them, and to a file always', async () => {
    const harmless = await projectWith('Ana');
    const outside = await harmless.expect(0, args);
    expect((await harmless.expect(0, args, { env: CI })).stdout).toBe(outside.stdout);
    const project = await projectWith(COMMAND);
    const quoted = args.map((arg) => `'${arg}'`).join(' ');
    shell(project, `corform ${quoted} > copy`, CI);
    expect(project.read('copy')).toBe((await project.expect(0, args)).stdout);
  });

  it('shows a terminal no invisible character', async () => {
    const project = await projectWith('Ana\u061c');
    project.write(
      'terminal.mjs',
      'Object.assign(process.stdout, { isTTY: true, columns: 80, getWindowSize: () => [80, 24] });\n',
    );
    const NODE_OPTIONS = `--import=${project.path('terminal.mjs')}`;
    const { stdout } = await project.expect(0, args, { env: { NODE_OPTIONS } });
    expect(stdout).toContain('Ana');
    expect(stdout).not.toContain('\u061c');
  });
});
