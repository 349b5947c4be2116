import { describe, expect, it } from 'vitest';
import { parseFaults } from '../../src/sandbox/fault-script.js';
import { numberedIds } from '../../src/sandbox/server.js';
import { credentialsFor, openSandbox, Project, putsOf, usersYaml } from '../support/command.js';

const STATE = '.corform/state.json';
const ANA = { id: 'A', first_name: 'Ana', last_name: 'Díaz', role_id: 4, department: 'Design' };
const BO = { id: 'B', first_name: 'Bo', role_id: 3, daily_hours: 8 };

/** A tenant that already holds Ana and Bo, with another role for Bo; and a project that knows nothing of it. */
async function tenant() {
  const cor = await openSandbox({ users: ['A', 'B'] });
  const put = (id: string, fields: object): Promise<Response> =>
    fetch(`${cor.integrationsUrl}/v2/integrations/users/${id}`, {
      method: 'PUT',
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      body: JSON.stringify({ metadata: { source: 'OKTA' }, ...fields }),
    });
  const ids = [];
  for (const [id, fields] of [
    ['A', { first_name: 'Ana', last_name: 'Díaz', role_id: 4 }],
    ['B', { first_name: 'Bo', role_id: 5, daily_hours: 8 }],
  ] as const) {
    const answer = (await (await put(id, fields)).json()) as { id: number };
    ids.push(answer.id);
  }
  const people = `Id;Mail\nA;USER${ids[0]}@example.com\nB;user${ids[1]}@example.com\n`;
  const project = new Project({
    'users.yaml': usersYaml([ANA, BO]),
    'people.csv': people,
    'import.yaml': 'version: 1\nid: "{Id}"\nemail: "{Mail}"\nsource: OKTA\nfields: {}\n',
  });
  const env = credentialsFor(cor);
  const sent = putsOf(cor).length;
  await project.expect(0, ['init'], { env });
  return { cor, env, project, newPuts: () => putsOf(cor, sent) };
}

describe('baseline', () => {
  it('records users.yaml as live, so the next plan is empty and nothing is sent', async () => {
    const { env, project, newPuts } = await tenant();
    const { stdout } = await project.expect(0, ['baseline', '--auto-approve'], { env });
    expect(stdout).toContain('2 users, 7 fields: 7 assumed. Nothing is sent.');
    expect((await project.expect(0, ['plan'], { env })).stdout).toContain('No changes.');
    await project.expect(0, ['apply', '--auto-approve'], { env });
    expect(newPuts()).toEqual([]);
    const history = await project.expect(0, ['state', 'history']);
    expect(history.stdout).toContain('baseline');
  });

  it('with --verify records what COR shows, so the plan shows the true differences', async () => {
    const { env, project, newPuts } = await tenant();
    const args = ['baseline', '--verify', '--people', 'people.csv', '--auto-approve'];
    const { stdout } = await project.expect(0, args, { env });
    expect(stdout).toContain(
      '2 users, 7 fields: 6 read from COR (1 differs from users.yaml and will show in the plan), 1 assumed.',
    );
    const json = await project.expect(0, [...args, '--json'], { env });
    expect(JSON.parse(json.stdout)).toMatchObject({ serial: null, users: 0, unidentified: [] });
    const plan = (await project.expect(0, ['plan'], { env })).stdout;
    expect(plan).toContain('Plan: 0 to add, 1 to change, 0 to destroy.');
    expect(plan).toContain('~ role_id = 5 -> 3');
    await project.expect(0, ['apply', '--auto-approve'], { env });
    expect(newPuts()).toEqual([{ id: 'B', body: { metadata: { source: 'OKTA' }, role_id: 3 } }]);
  });

  it("says who was not found in COR's list", async () => {
    const { env, project } = await tenant();
    const args = ['baseline', '--verify', '--auto-approve'];
    const { stdout } = await project.expect(0, args, { env });
    expect(stdout).toContain('7 fields: 0 read from COR, 7 assumed.');
    expect(stdout).toContain(
      'Not found in COR\'s list, so all their fields are assumed: "A", "B".',
    );
    expect(stdout).toContain('--people FILE finds people in it');
  });

  it('takes only what is not recorded yet', async () => {
    const { env, project } = await tenant();
    await project.expect(0, ['baseline', '--auto-approve'], { env });
    const before = project.read(STATE);
    const again = await project.expect(0, ['baseline', '--auto-approve'], { env });
    expect(again.stdout).toContain('Nothing to do.');
    expect(project.read(STATE)).toBe(before);
    project.write('users.yaml', usersYaml([{ ...ANA, role_id: 2, phone: '+1 555' }, BO]));
    await project.expect(0, ['baseline', '--auto-approve'], { env });
    const plan = (await project.expect(0, ['plan'], { env })).stdout;
    expect(plan).toContain('role_id = 4 -> 2');
    expect(plan).not.toContain('phone');
  });

  it('recommends to name the company, as long as nobody has', async () => {
    const { env, project } = await tenant();
    const { stderr } = await project.expect(0, ['baseline', '--auto-approve'], { env });
    expect(stderr).toContain('CF640');
    expect(stderr).toContain('`company_id: 1234`');
    const one = ['--resend', 'assumed', '--limit', '1'];
    await project.expect(0, ['apply', ...one, '--auto-approve'], { env });
    expect((await project.expect(0, ['plan', ...one], { env })).stdout).toContain('company 1234');
    const named = await tenant();
    named.project.write('corform.yaml', 'version: 1\ncompany_id: 1234\n');
    const told = await named.project.expect(0, ['baseline', '--auto-approve'], { env: named.env });
    expect(told.stderr).toBe('');
  });

  it('needs an approval, and a state of this target', async () => {
    const { env, project } = await tenant();
    expect((await project.expect(64, ['baseline'], { env })).stderr).toContain('CF605');
    const people = ['baseline', '--people', 'people.csv', '--auto-approve'];
    expect((await project.expect(64, people, { env })).stderr).toContain('CF624');
    await project.expect(0, ['baseline', '--auto-approve'], { env });
    const other = { ...env, COR_INTEGRATIONS_URL: 'http://127.0.0.1:9' };
    const { stderr } = await project.expect(4, ['baseline', '--auto-approve'], { env: other });
    expect(stderr).toContain('CF301');
  });

  it('records nothing from a list without a credential', async () => {
    const { cor, env, project } = await tenant();
    const before = project.read(STATE);
    const none = { ...env, COR_ACCESS_TOKEN: '' };
    const asked = cor.requests.length;
    await project.expect(7, ['baseline', '--verify', '--auto-approve'], { env: none });
    expect(cor.requests).toHaveLength(asked);
    expect(project.read(STATE)).toBe(before);
  });

  it('records nothing from a list that could not be read completely', async () => {
    const { value: faults } = parseFaults(
      '{"version": 1, "faults": [{"count": null, "then": {"kind": "move-list", "leave": 1}}]}',
    );
    const cor = await openSandbox({ users: numberedIds(160), faults: faults! });
    const project = new Project({ 'users.yaml': usersYaml([ANA, BO]) }).use(credentialsFor(cor));
    await project.init();
    const before = project.read(STATE);
    const { stderr } = await project.expect(3, ['baseline', '--verify', '--auto-approve']);
    expect(stderr).toContain('CF515');
    expect(stderr).toContain('Nothing was recorded.');
    expect(project.read(STATE)).toBe(before);
    expect(putsOf(cor)).toEqual([]);
  });
});
