/** What corform knows and how: status and explain, after real applies to the sandbox. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { AppliedPeople, STATE } from '../support/applied-people.js';
import { openSandbox, Project, putsOf, usersYaml } from '../support/command.js';
import { gitEnvironment } from '../support/git-server.js';

const ANA = { id: 'OKTA-USER-1', first_name: 'Ana', last_name: 'Díaz', phone: '+1', role_id: 4 };
const BO = { id: 'OKTA-USER-2', first_name: 'Bo', department: 'Art', role_id: 3 };

const APPLIED = new AppliedPeople([ANA, BO]);

async function applied() {
  const cor = await openSandbox({ users: [ANA.id, BO.id] });
  return { cor, project: await APPLIED.open(cor) };
}

describe('status', () => {
  it('counts what COR confirmed and what it took, holds that against limits, and changes nothing', async () => {
    const { cor, project } = await applied();
    const [state, sent] = [project.read(STATE), putsOf(cor).length];
    // Offline: nobody listens there.
    project.use({ COR_INTEGRATIONS_URL: 'http://127.0.0.1:9', COR_ACCESS_TOKEN: '' });
    const { stdout } = await project.expect(0, ['status', '--json', '--by', 'field']);
    expect(JSON.parse(stdout)).toMatchObject({
      users: 2,
      fields: 7,
      classes: [{ fields: 6 }, { fields: 1 }, { fields: 0 }, { fields: 0 }, { fields: 0 }],
    });
    const limited = ['status', '--max-age', '1h', '--max-assumed', '0'];
    expect((await project.expect(0, limited)).stdout).toContain('7 managed fields of 2 users');
    expect((await project.expect(0, ['status', '--format', 'csv'])).stdout).toMatch(/^class,/);
    const old = ['status', '--max-age', '2999-01-01', '--format', 'markdown'];
    const { stdout: table, stderr } = await project.expect(2, old);
    expect(table).toContain('| :-- |');
    expect(stderr).toContain('CF555');
    expect((await project.expect(64, ['status', '--stale', 'old'])).stderr).toContain('CF557');
    expect(project.read(STATE)).toBe(state);
    expect(putsOf(cor)).toHaveLength(sent);
  });

  it('after a baseline says that all is assumed, until it is sent', async () => {
    const { project } = await applied();
    await project.expect(0, ['state', 'rm', ANA.id, BO.id]);
    await project.expect(0, ['baseline', '--auto-approve']);
    expect((await project.expect(2, ['status', '--max-assumed', '50%'])).stderr).toContain('CF556');
    await project.expect(0, ['apply', '--auto-approve', '--resend', 'assumed']);
    await project.expect(0, ['status', '--max-assumed', '0']);
  });
});

describe('explain', () => {
  it('says where a value comes from, what is recorded, what was before, and what comes next', async () => {
    const { project } = await applied();
    const people = (role: number): string =>
      `version: 1\nsource: OKTA\nusers:\n  - id: ${ANA.id}\n    first_name: Ana\n    last_name: Díaz\n    phone: "+1"\n    role_id: ${role}\n`;
    project.write('users.yaml', people(4));
    await project.expect(0, ['state', 'rm', BO.id]);
    const home = project.path('.');
    const git = (...args: readonly string[]): string =>
      execFileSync('git', args, { cwd: home, env: gitEnvironment(home), encoding: 'utf8' });
    git('init', '--quiet');
    git('add', 'users.yaml');
    git('commit', '--quiet', '-m', 'All people');
    project.write('users.yaml', people(5));
    await project.expect(0, ['apply', '--auto-approve']);
    project.write('users.yaml', people(6));
    const { stdout } = await project.expect(0, ['explain', ANA.id]);
    expect(stdout).toContain('user "OKTA-USER-1"   # Ana Díaz');
    expect(stdout).toMatch(/line +[0-9a-f]{12} Test, .*: "All people"/);
    expect(stdout).toMatch(/wanted +6 \(Client\) · own, users\.yaml:\d+/);
    expect(stdout).toContain('not committed yet');
    expect(stdout).toMatch(/recorded +5 \(Freelancer\) · confirmed, /);
    expect(stdout).toMatch(/before +4 \(Collaborator\) · state with serial \d+/);
    expect(stdout).toContain('sent by the next apply: users.yaml has another value');
    expect(stdout).not.toContain('+1');
    const one = await project.expect(0, ['explain', ANA.id, 'role_id', '--json']);
    expect(JSON.parse(one.stdout)).toMatchObject({
      id: ANA.id,
      fields: [
        { field: 'role_id', wanted: { value: 6 }, recorded: { value: 5 }, before: { value: 4 } },
      ],
    });
  });

  it('suggests the id that was meant, and finds people by name', async () => {
    const { project } = await applied();
    const { stderr } = await project.expect(1, ['explain', 'OKTA-USER-11']);
    expect(stderr).toContain('Did you mean "OKTA-USER-1"?');
    expect((await project.expect(0, ['explain', '--name', 'diaz'])).stdout).toBe(
      '"OKTA-USER-1"   # Ana Díaz\n',
    );
    await project.expect(1, ['explain', '--name', 'nobody']);
    await project.expect(64, ['explain']);
    await project.expect(64, ['explain', ANA.id, '--name', 'ana']);
    await project.expect(64, ['explain', ANA.id, 'rolle']);
  });

  it('works before the first apply, and when no plan can be made', async () => {
    const project = new Project({ 'users.yaml': usersYaml([{ ...ANA, protected: true }]) });
    expect((await project.expect(0, ['explain', ANA.id])).stdout).toContain('adds this user');
    const { project: other } = await applied();
    other.write('users.yaml', usersYaml([{ ...ANA, protected: true }, BO]));
    await other.expect(0, ['apply', '--auto-approve']);
    other.write('users.yaml', usersYaml([BO]));
    const { stdout, stderr } = await other.expect(0, ['explain', ANA.id]);
    expect(stdout).toContain('No plan can be made');
    expect(stderr).toContain('protected');
  });
});
