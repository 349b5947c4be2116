/** What keeps a state from being lost, taken over too early, or written elsewhere. */
import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleLock } from '../contract/state/state-backend-contract.js';
import {
  credentialsFor,
  ended,
  openSandbox,
  Project,
  putsOf,
  usersYaml,
  type Environment,
} from '../support/command.js';
import { openHttpState } from '../support/http-state.js';
import type { HttpStateServer } from '../support/http-state-server.js';

const USERS = { 'users.yaml': usersYaml([{ id: 'ana', role_id: 4 }]) };
const APPLY = ['apply', '--auto-approve'];

async function onHttp(): Promise<{ server: HttpStateServer; project: Project }> {
  const { server, env } = await openHttpState();
  return { server, project: new Project(USERS).use(env) };
}

it('eight init at once make one state, and all of them say so', async () => {
  const project = new Project();
  const all = await Promise.all(Array.from({ length: 8 }, () => ended(project.start(['init']))));
  expect(all.map(({ code, stderr }) => [code, stderr.replaceAll(/^Note: .*\n/gm, '')])).toEqual(
    all.map(() => [0, expect.not.stringContaining('Error') as string]),
  );
  const makers = all.filter(({ stdout }) => stdout.includes('made    recorded state'));
  expect(makers).toHaveLength(1);
  await project.expect(0, ['state', 'list']);
});

it('a state.path that starts with ~ is refused: no folder of that name is made', async () => {
  const project = new Project().use({ CORFORM_STATE_PATH: '~/corform/state.json' });
  const { stderr } = await project.expect(65, ['init']);
  expect(stderr).toContain('CF454');
  expect(existsSync(project.path('~'))).toBe(false);
});

it('a recovery file is not written through a link that leads nowhere', async () => {
  const sandbox = await openSandbox();
  const project = new Project(USERS).use(credentialsFor(sandbox));
  await project.init();
  const state = await ended(project.start(['state', 'pull']));
  project.write('.corform/state.json', state.stdout.slice(0, 100));
  symlinkSync('../elsewhere', project.path('corform-damaged-1.json'));
  await project.expect(0, ['state', 'repair', '--auto-approve']);
  expect(existsSync(project.path('../elsewhere'))).toBe(false);
  expect(project.read('corform-damaged-1-1.json')).toBe(state.stdout.slice(0, 100));
});

describe('a CI system is recognised by what it sets:', () => {
  it.each<[string, Environment]>([
    ['Azure Pipelines', { TF_BUILD: 'True' }],
    ['TeamCity', { TEAMCITY_VERSION: '2025.03' }],
    ['AWS CodeBuild', { CODEBUILD_BUILD_ARN: 'arn:aws:codebuild:eu-west-1:1:build/x:y' }],
    ['Jenkins', { JENKINS_URL: 'https://ci.example.com/', BUILD_ID: '7' }],
    ['GitHub Actions', { GITHUB_ACTIONS: 'true' }],
    ['RUN_ID is set', { RUN_ID: '7' }],
  ])('%s', async (sign, env) => {
    const project = new Project(USERS);
    await project.init();
    const { stderr } = await project.expect(64, APPLY, { env });
    expect(stderr).toContain(`error[CF607]: This runs in CI (${sign})`);
  });

  it.each(['false', '0', 'off', ''])('none with CI=%s', async (CI) => {
    const sandbox = await openSandbox();
    const project = new Project(USERS).use(credentialsFor(sandbox));
    await project.init();
    await project.expect(0, APPLY, { env: { CI } });
  });
});

describe('on a server of Terraform’s http protocol', () => {
  it('a busy lock names its holder and the run in CI', async () => {
    const { server, project } = await onHttp();
    await project.init();
    const Info = JSON.stringify({
      host: 'runner-7',
      pid: 4711,
      run_url: 'https://ci.example.com/7',
    });
    server.lock = { ...sampleLock('theirs'), Operation: 'OperationTypeApply', Info };
    const { stderr } = await project.expect(4, ['state', 'rm', 'ana']);
    expect(stderr).toContain('holds the lock for apply on runner-7 since 15 Jan 2025, 10:00 UTC');
    expect(stderr).toContain('(process 4711). Run: https://ci.example.com/7 Lock ID: theirs');
  });

  it('the probe of a killed init says whose it was', async () => {
    const { server, project } = await onHttp();
    server.faults.push({ on: 'UNLOCK', times: 9, kind: { hang: true } });
    const init = project.start(['init'], {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'a/b',
      GITHUB_RUN_ID: '7',
    });
    while (server.lock === null) await new Promise((resolve) => setTimeout(resolve, 10));
    init.kill('SIGKILL');
    const lock: Readonly<Record<string, string>> = { ...server.lock };
    expect(Object.keys(lock)).toHaveLength(7);
    expect(new Date(lock['Created'] ?? '').getFullYear()).toBeGreaterThan(2000);
    expect(JSON.parse(lock['Info'] ?? '{}')).toMatchObject({
      pid: init.pid,
      run_url: 'https://github.com/a/b/actions/runs/7',
    });
  });

  it('a run whose lock is gone stores nothing more, even if the server checks no lock', async () => {
    const { server, project } = await onHttp();
    const sandbox = await openSandbox({ latency: 300 });
    project.use(credentialsFor(sandbox));
    await project.init();
    const run = ended(project.start(APPLY));
    while (putsOf(sandbox).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const opened = server.state;
    // Somebody takes over by hand; this server lets everybody write.
    server.lock = null;
    const { code } = await run;
    expect(code).not.toBe(0);
    expect(server.state).toBe(opened);
  });
});

describe('an apply is shown to others', () => {
  it('as running while it runs, and as unfinished once it was killed', async () => {
    const sandbox = await openSandbox({ latency: 60_000 });
    const project = new Project(USERS).use(credentialsFor(sandbox));
    await project.init();
    const apply = project.start(APPLY);
    const end = ended(apply);
    while (putsOf(sandbox).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const during = await project.expect(0, ['state', 'history']);
    expect(during.stdout).toMatch(/^running since .*, by \S+@\S+\n/);
    expect((await project.expect(0, ['plan'])).stdout).toContain('An apply is running, since');
    apply.kill('SIGKILL');
    await end;
    const after = await project.expect(0, ['state', 'history']);
    expect(after.stdout).toMatch(/^did not finish, started .*; the next apply recovers it\n/);
    expect(after.stdout).not.toContain('recovered');
  });
});

it('a clock after the year 9999 is refused before anything is changed', async () => {
  const project = new Project();
  project.write('late.cjs', 'Date.now = () => 253402300800000;\n');
  const NODE_OPTIONS = `--require ${project.path('late.cjs')}`;
  const { stderr } = await project.expect(1, ['init'], { env: { NODE_OPTIONS } });
  expect(stderr).toContain('CF622');
  expect(existsSync(project.path('.corform/state.json'))).toBe(false);
  expect(execFileSync('ls', [project.folder]).toString()).toBe('late.cjs\n');
});
