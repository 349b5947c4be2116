/**
 * Two machines made from one image: the same name, the same machine id, another boot id. Played by a mount
 * namespace with another boot id (unshare, so Linux and root).
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseFaults } from '../../src/sandbox/fault-script.js';
import type { Sandbox } from '../../src/sandbox/server.js';
import {
  credentialsFor,
  ended,
  openSandbox,
  PROGRAM,
  Project,
  putsOf,
  usersYaml,
  type Ended,
  type Environment,
} from '../support/command.js';
import { openHttpState } from '../support/http-state.js';
import { startPostgresServer } from '../support/postgres-server.js';

const APPLY = ['apply', '--auto-approve'];
const USERS = [{ id: 'ana', role_id: 4 }];

function otherMachine(project: Project, args: readonly string[]): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'corform-boot-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const boot = join(folder, 'boot_id');
  writeFileSync(boot, '11111111-2222-4333-8444-555555555555\n');
  const inside = 'mount --bind "$0" /proc/sys/kernel/random/boot_id && exec "$@"';
  const command = ['-m', 'sh', '-c', inside, boot, process.execPath, PROGRAM, ...args];
  return ended(spawn('unshare', command, { cwd: project.folder, env: project.environment() }));
}

/** A sandbox that never answers, and an apply that waits for it. */
async function running(project: Project): Promise<{ sandbox: Sandbox; kill: () => Promise<void> }> {
  const { value: faults } = parseFaults('{"version":1,"faults":[{"then":{"kind":"hang"}}]}');
  const sandbox = await openSandbox({ faults: faults! });
  project.use(credentialsFor(sandbox));
  await project.init();
  const apply = project.start(APPLY);
  const end = ended(apply);
  while (putsOf(sandbox).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const kill = async (): Promise<void> => {
    apply.kill('SIGKILL');
    await end;
  };
  return { sandbox, kill };
}

const BACKENDS: Readonly<Record<string, (project: Project) => Promise<Environment>>> = {
  local: () => Promise.resolve({}),
  git: (project) => {
    execFileSync('git', ['init', '--quiet', '--bare', project.path('state.git')]);
    const remote = project.path('state.git');
    return Promise.resolve({ CORFORM_STATE_BACKEND: 'git', CORFORM_STATE_REMOTE: remote });
  },
  http: async () => (await openHttpState()).env,
  'http without a check of ?ID=': async () =>
    (await openHttpState({ style: 'terraform', unfenced: true })).env,
  postgres: async () => {
    const server = await startPostgresServer();
    onTestFinished(() => server.remove());
    return { CORFORM_STATE_BACKEND: 'postgres', CORFORM_POSTGRES_URL: server.url() };
  },
};

describe.each(Object.keys(BACKENDS))('a run that lives on another machine (%s)', (backend) => {
  test('is not taken for dead because of its boot id', async () => {
    const project = new Project({ 'users.yaml': usersYaml(USERS) });
    project.use(await BACKENDS[backend]!(project));
    const { sandbox } = await running(project);
    for (const timeout of ['0s', '5s']) {
      const second = await otherMachine(project, [...APPLY, '--lock-timeout', timeout]);
      expect([second.code, second.stderr]).toEqual([4, expect.stringContaining('CF701')]);
    }
    expect(putsOf(sandbox)).toHaveLength(1);
  });
});

test('a dead run of a local state is seen on its own boot at once, and not on another', async () => {
  const project = new Project({ 'users.yaml': usersYaml(USERS) });
  const { kill } = await running(project);
  await kill();
  const elsewhere = await otherMachine(project, APPLY);
  expect([elsewhere.code, elsewhere.stderr]).toEqual([4, expect.stringContaining('state unlock')]);
  const sandbox = await openSandbox();
  project.use({ COR_INTEGRATIONS_URL: sandbox.integrationsUrl, COR_API_URL: sandbox.apiUrl });
  // The target is that of the first run: what matters here is that the lock is taken.
  const here = await project.run(APPLY);
  expect(here.stderr).toContain('CF703');
});
