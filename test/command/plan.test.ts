import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { credentialsFor, openSandbox, Project, putsOf, usersYaml } from '../support/command.js';

const ANA = { id: 'OKTA-1', first_name: 'Ana', department: 'Design', role_id: 4 };
const BO = { id: 'OKTA-2', first_name: 'Bo', department: 'Sales', role_id: 4 };
const CY = { id: 'JIRA-3', first_name: 'Cy', department: 'Design', role_id: 4 };

/** Three users that are applied, then changed: Ana's role, Bo's department, Cy's name. */
async function changedProject(): Promise<Project> {
  const sandbox = await openSandbox();
  const project = new Project({ 'users.yaml': usersYaml([ANA, BO, CY]) });
  await project.init();
  await project.expect(0, ['apply', '--auto-approve'], { env: credentialsFor(sandbox) });
  project.write(
    'users.yaml',
    usersYaml([
      { ...ANA, role_id: 3 },
      { ...BO, department: 'Design' },
      { ...CY, first_name: 'Cyd' },
    ]),
  );
  return project;
}

/** The ids that a plan changes. */
async function planned(project: Project, ...args: string[]): Promise<readonly string[]> {
  const { stdout } = await project.expect(0, ['plan', '--json', ...args]);
  const document = JSON.parse(stdout) as { resource_changes: { index: string }[] };
  return document.resource_changes.map((change) => change.index);
}

describe('a plan', () => {
  it('needs no credential and no network', async () => {
    const project = await changedProject();
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    // Whatever opens a socket or asks a name server ends the process with a code of no other meaning.
    project.write(
      'no-network.mjs',
      `import net from 'node:net';
import dns from 'node:dns';
net.Socket.prototype.connect = () => process.exit(99);
dns.lookup = () => process.exit(99);
`,
    );
    const env = {
      COR_INTEGRATIONS_URL: `http://127.0.0.1:${port}`,
      COR_API_URL: `http://127.0.0.1:${port}/v1`,
      COR_ACCESS_TOKEN_FILE: '/nonexistent/token',
      COR_API_KEY: 'half a credential, and with spaces',
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
      NODE_OPTIONS: `--import=${project.path('no-network.mjs')}`,
    };
    const before = project.read('.corform/state.json');
    // Another endpoint than the recorded one is another target, told without asking it.
    const other = await project.expect(4, ['plan'], { env });
    expect(other.stderr).toContain(`http://127.0.0.1:${port}`);
    const plan = await project.expect(0, ['plan'], {
      env: { ...env, COR_INTEGRATIONS_URL: undefined },
    });
    expect(plan.stdout).toContain('Plan: 0 to add, 3 to change, 0 to destroy.');
    expect(connections).toBe(0);
    expect(project.read('.corform/state.json')).toBe(before);
  });

  it('exits 0 with and without changes, and 2 with --detailed-exitcode where there are any', async () => {
    const project = await changedProject();
    await project.expect(0, ['plan']);
    await project.expect(2, ['plan', '--detailed-exitcode']);
    project.write('users.yaml', usersYaml([ANA, BO, CY]));
    await project.expect(0, ['plan', '--detailed-exitcode']);
  });

  it('gives the same bytes for the same inputs, and hides sensitive values', async () => {
    const project = await changedProject();
    project.write('users.yaml', usersYaml([{ ...ANA, phone: '+1 555-0199-canary' }, BO, CY]));
    const first = await project.expect(0, ['plan', '--json']);
    const second = await project.expect(0, ['plan', '--json']);
    expect(second.stdout).toBe(first.stdout);
    expect(first.stdout).not.toContain('canary');
    const document = JSON.parse(first.stdout) as { format_version: string; corform: object };
    expect(document.format_version).toBe('1.2');
    expect(document.corform).toMatchObject({
      target: { source: 'OKTA' },
      counts: { update: 1, unchanged: 2 },
    });
  });

  it('without a state shows every user as an add, warns, and has no digest', async () => {
    const project = new Project({ 'users.yaml': usersYaml([ANA, BO]) });
    const { stdout } = await project.expect(0, ['plan']);
    expect(stdout).toContain('There is no recorded state yet');
    expect(stdout).toContain('Plan: 2 to add, 0 to change, 0 to destroy.');
    expect(stdout).not.toContain('Digest:');
    const { stderr } = await project.expect(1, ['plan', '--out', 'plan.json']);
    expect(stderr).toContain('CF604');
  });
});

describe('the selection of a plan', () => {
  it('keeps what it names, and says how many changes were left out', async () => {
    const project = await changedProject();
    expect(await planned(project)).toEqual(['JIRA-3', 'OKTA-1', 'OKTA-2']);
    expect(await planned(project, '--only', 'OKTA-*')).toEqual(['OKTA-1', 'OKTA-2']);
    expect(await planned(project, '--only', 'OKTA-1', '--only', 'JIRA-?')).toEqual([
      'JIRA-3',
      'OKTA-1',
    ]);
    expect(await planned(project, '--exclude', 'OKTA-*')).toEqual(['JIRA-3']);
    expect(await planned(project, '--where', 'department=Sales')).toEqual(['OKTA-2']);
    expect(await planned(project, '--limit', '1')).toEqual(['JIRA-3']);
    const { stdout } = await project.expect(0, ['plan', '--only', 'JIRA-*']);
    expect(stdout).toContain('2 changes left out by the selection.');
    const none = await project.expect(0, ['plan', '--only', 'SAP-*', '--detailed-exitcode']);
    expect(none.stdout).toContain('No changes are selected.');
  });

  it('that makes no sense is a usage error with the way to write it', async () => {
    const project = await changedProject();
    const where = await project.expect(64, ['plan', '--where', 'salary=high']);
    expect(where.stderr).toContain('--where department=Design');
    const limit = await project.expect(64, ['plan', '--limit', '0']);
    expect(limit.stderr).toMatch(/limit/);
  });
});

describe('what a plan writes', () => {
  it('--detail chooses how much of each change is shown', async () => {
    const project = await changedProject();
    const show = async (detail: string): Promise<string> =>
      (await project.expect(0, ['plan', '--detail', detail])).stdout;
    expect(await show('counts')).not.toContain('user "OKTA-1"');
    expect(await show('ids')).toContain('  ~ Ana (OKTA-1)\n');
    expect(await show('fields')).toMatch(/~ Ana \(OKTA-1\) {2}.*role_id/);
    expect(await show('full')).toContain('~ role_id = 4 -> 3   # Collaborator -> Project Manager');
  });

  it('--report writes any number of files besides', async () => {
    const project = await changedProject();
    const { stdout } = await project.expect(0, [
      'plan',
      '--report',
      'json=reports/plan.json',
      '--report',
      'text=plan.txt',
    ]);
    expect(project.read('plan.txt')).toBe(stdout);
    const json = await project.expect(0, ['plan', '--json']);
    expect(project.read('reports/plan.json')).toBe(json.stdout);
    const unknown = await project.expect(64, ['plan', '--report', 'pdf=plan.pdf']);
    expect(unknown.stderr).toContain('CF603');
    await project.expect(64, ['plan', '--report', 'toString=plan.txt']);
  });

  it('--out saves a plan that show renders again', async () => {
    const project = await changedProject();
    const plan = await project.expect(0, ['plan', '--out', 'plan.json']);
    expect(plan.stdout).toContain('corform apply plan.json');
    const shown = await project.expect(0, ['show', 'plan.json']);
    expect(plan.stdout.startsWith(shown.stdout)).toBe(true);
    const json = await project.expect(0, ['show', '--json', 'plan.json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ corform: { counts: { update: 3 } } });
    project.write('odd.txt', 'no plan');
    const none = await project.expect(1, ['show', 'odd.txt']);
    expect(none.stderr).toContain('CF340');
  });

  it('says on stderr why it could not write its result', async () => {
    const project = await changedProject();
    const { stderr } = await project.expect(1, ['plan', '--report', 'text=users.yaml/plan.txt']);
    expect(stderr).toMatch(/error\[CF4\d\d\]/);
  });
});

describe('limits', () => {
  it('are shown by a plan and obeyed by an apply, which names the override', async () => {
    const sandbox = await openSandbox();
    const people = Array.from({ length: 20 }, (_, at) => ({ id: `OKTA-${100 + at}`, role_id: 4 }));
    const project = new Project({ 'users.yaml': usersYaml(people) }).use(credentialsFor(sandbox));
    await project.init();
    await project.expect(0, ['apply', '--auto-approve']);
    project.write('users.yaml', usersYaml(people.map((user) => ({ ...user, role_id: 5 }))));
    const plan = await project.expect(0, ['plan']);
    expect(plan.stdout).toContain('CF320');
    const refused = await project.expect(8, ['apply', '--auto-approve']);
    expect(refused.stderr).toContain('--allow update=20');
    await project.expect(8, ['apply', '--auto-approve', '--allow', 'update=19']);
    expect(putsOf(sandbox, 20)).toEqual([]);
    const wrong = await project.expect(64, ['apply', '--auto-approve', '--allow', 'all']);
    expect(wrong.stderr).toContain('CF321');
    await project.expect(0, ['apply', '--auto-approve', '--allow', 'update=20']);
    expect(putsOf(sandbox, 20)).toHaveLength(20);
  });
});

/** Makes a repository of the project, with one commit. */
function commitAll(project: Project): void {
  const git = (...args: string[]): void => {
    execFileSync('git', args, { cwd: project.folder, env: project.environment(), stdio: 'pipe' });
  };
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-qm', 'users');
}

describe('plan --base', () => {
  it('compares with a git revision, says so first, and gives no digest', async () => {
    const project = new Project({ 'users.yaml': usersYaml([ANA, BO]) });
    commitAll(project);
    project.write('users.yaml', usersYaml([{ ...ANA, role_id: 3 }, BO]));
    const { stdout } = await project.expect(0, ['plan', '--base', 'HEAD']);
    expect(stdout).toMatch(
      /^Note: This plan shows what changed since a commit, [^]*? Compared with users\.yaml at HEAD\n/,
    );
    expect(stdout).toContain('Plan: 0 to add, 1 to change, 0 to destroy.');
    expect(stdout).not.toContain('Digest');
    const unknown = await project.expect(64, ['plan', '--base', 'no-such-branch']);
    expect(unknown.stderr).toContain('CF601');
    const both = await project.expect(64, ['plan', '--base', 'HEAD', '--out', 'plan.json']);
    expect(both.stderr).toMatch(/^error\[CF616\]: --\w+ and --\w+ can't be used together/);
  });

  it('plans a repair of files that were not valid, and says that it compares with nothing', async () => {
    const project = new Project({ 'users.yaml': 'users: [\n' });
    commitAll(project);
    const plan = ['plan', '--base', 'HEAD'];
    await project.expect(65, plan);
    project.write('users.yaml', usersYaml([ANA]));
    const { stdout } = await project.expect(2, [...plan, '--detailed-exitcode']);
    expect(stdout).toMatch(/^Note: The users files were not valid at the commit to compare with/);
    expect(stdout).toContain('At HEAD: HEAD:users.yaml:');
    expect(stdout).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
    expect(stdout).not.toContain('Digest');
    project.write('users.yaml', usersYaml([]));
    await project.expect(65, plan);
  });

  it('takes a file that is new, renamed or the first one as empty before', async () => {
    const project = new Project({ 'people/users.yaml': usersYaml([ANA]) });
    commitAll(project);
    project.write('people/more.yaml', usersYaml([BO]));
    project.write('users.yaml', usersYaml([BO]));
    const base = ['--base', 'HEAD'];
    const more = ['plan', 'people/users.yaml', 'people/more.yaml', ...base];
    const { stdout } = await project.expect(0, more);
    expect(stdout).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
    expect(stdout).toContain('people/more.yaml did not exist at HEAD, so its users show as adds.');
    const first = await project.expect(0, ['plan', ...base]);
    expect(first.stdout).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
    // A pattern also means the files that were there: users.yaml is deleted.
    rmSync(project.path('people/users.yaml'));
    project.write('corform.yaml', 'version: 1\nfiles: ["./people/*.yaml"]\n');
    const deleted = await project.expect(0, ['plan', ...base]);
    expect(deleted.stdout).toContain('Also: 1 no longer managed.');
  });
});
