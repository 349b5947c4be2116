/** The right tenant and the right person: what a wrong answer of COR costs, through the real command line. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecordedState } from '../../src/core/model.js';
import { ended, Project, usersYaml } from '../support/command.js';
import {
  ACCESS_TOKEN,
  CorServer,
  type Reaction,
  type Received,
} from '../support/faults/cor-server.js';

const STATE = '.corform/state.json';
const COMPANY = 1234;
const PEOPLE = Array.from({ length: 40 }, (_, i) => ({ id: `U-${String(i).padStart(2, '0')}` }));

const withRole = (role: number) => usersYaml(PEOPLE.map(({ id }) => ({ id, role_id: role })));
const corIdOf = (id: string): number => 100 + PEOPLE.findIndex((user) => user.id === id);
const answered = (
  { id, set }: Received,
  more: Readonly<Record<string, unknown>> = {},
): Reaction => ({
  kind: 'answer',
  status: 200,
  applied: true,
  body: { id: corIdOf(id), company_id: COMPANY, ...set, ...more },
});

function recordOf(project: Project): RecordedState {
  return JSON.parse(project.read(STATE)) as RecordedState;
}

interface Tenant {
  readonly project: Project;
  /** How many PUTs had come before. */
  readonly before: number;
}

let cor: CorServer;
/** What init and the first apply record. Runs of the program are what these tests take their time for. */
let record: string | null = null;

beforeAll(async () => {
  cor = await CorServer.start();
});
afterAll(() => cor.close());

function projectOf(users: string): Project {
  cor.react = (request) => answered(request);
  return new Project({ 'users.yaml': users }).use({
    COR_INTEGRATIONS_URL: cor.origin,
    COR_API_URL: `${cor.origin}/v1`,
    COR_ACCESS_TOKEN: ACCESS_TOKEN,
  });
}

/** A project whose people are all applied to company 1234, with other roles in users.yaml by now. */
async function applied(): Promise<Tenant> {
  const project = projectOf(withRole(4));
  if (record === null) {
    await project.init();
    await project.expect(0, ['apply', '--auto-approve', '--allow', 'add=40']);
    expect(recordOf(project).target).toMatchObject({ source: 'OKTA', company_id: COMPANY });
    record = project.read(STATE);
  }
  project.write(STATE, record);
  project.write('users.yaml', withRole(5));
  return { project, before: cor.received.length };
}

const APPLY = ['apply', '--auto-approve', '--allow', 'update=40'];

test('the key of another company costs one update, and records nothing', async () => {
  const { project, before } = await applied();
  cor.react = (request) => answered(request, { company_id: '9876' });
  const { stderr } = await project.expect(4, APPLY);
  expect(stderr).toContain('1234 recorded, 9876 answered');
  expect(stderr).toContain('"U-00", role_id');
  expect(stderr).not.toContain('again to continue');
  expect(cor.received.length - before).toBe(1);
  const { users, target } = recordOf(project);
  expect(users[0]).toMatchObject({ fields: { role_id: 4 }, unknown: {} });
  expect(target?.company_id).toBe(COMPANY);
  cor.react = (request) => answered(request);
  await project.expect(0, APPLY);
  expect(recordOf(project).users.every(({ fields }) => fields.role_id === 5)).toBe(true);
});

test.each([1, 20, 40])(
  'an answer of another company to request %i ends the run there',
  async (nth) => {
    const { project, before } = await applied();
    cor.react = (request) =>
      answered(request, request.nth - before === nth ? { company_id: 9876 } : {});
    const { stderr } = await project.expect(4, [...APPLY, '--concurrency', '8']);
    const odd = cor.received[before + nth - 1]!;
    expect(stderr).toContain(`"${odd.id}", role_id`);
    expect(cor.received.length - before).toBeLessThanOrEqual(nth + 8);
    const { users } = recordOf(project);
    expect(users.find(({ id }) => id === odd.id)).toMatchObject({
      fields: { role_id: 4 },
      unknown: {},
    });
    for (const { id } of cor.received.slice(before)) {
      const role = id === odd.id ? 4 : 5;
      expect(users.find((user) => user.id === id)?.fields.role_id).toBe(role);
    }
  },
);

test('corform.yaml names the company before any answer does', async () => {
  const project = projectOf(withRole(4));
  const before = cor.received.length;
  await project.init();
  project.write('corform.yaml', 'version: 1\ncompany_id: 77\n');
  await project.expect(4, ['apply', '--auto-approve', '--allow', 'add=40']);
  expect(cor.received.length - before).toBe(1);
  expect(recordOf(project).users).toEqual([]);
  project.write('corform.yaml', 'version: 1\n');
  await project.expect(0, ['apply', '--auto-approve', '--allow', 'add=40']);
  project.write('corform.yaml', 'version: 1\ncompany_id: 77\n');
  project.write('users.yaml', withRole(5));
  const { stderr } = await project.expect(4, APPLY);
  expect(stderr).toContain('belongs to company 1234');
  expect(cor.received.length - before).toBe(41);
});

test('somebody else behind an external id is not recorded, until that is accepted', async () => {
  const { project } = await applied();
  cor.react = (request) => answered(request, request.id === 'U-05' ? { id: 999 } : {});
  const { stderr } = await project.expect(3, APPLY);
  expect(stderr).toContain('now belongs to somebody else');
  const recorded = () => recordOf(project).users.find(({ id }) => id === 'U-05');
  expect(recorded()).toMatchObject({
    cor_id: corIdOf('U-05'),
    fields: { role_id: 4 },
    unknown: {},
  });
  expect(recordOf(project).users.filter(({ fields }) => fields.role_id === 5)).toHaveLength(39);
  const mistyped = ['--accept-identity', 'U-5'];
  const refused = await project.expect(3, ['apply', '--auto-approve', ...mistyped]);
  expect(refused.stderr).toContain('1 id of --accept-identity fits no user');
  await project.expect(0, ['apply', '--auto-approve', '--accept-identity', 'U-05']);
  expect(recorded()).toMatchObject({ cor_id: 999, fields: { role_id: 5 } });
  await project.expect(0, ['apply', '--auto-approve']);
});

test('an address that is no COR binds nothing, and neither does a source that COR does not know', async () => {
  const project = projectOf(withRole(4).replace('OKTA', 'OKTO')).use({
    COR_INTEGRATIONS_URL: 'http://127.0.0.1:9',
  });
  await project.init();
  await project.expect(3, ['apply', '--auto-approve', '--allow', 'add=40']);
  project.use({ COR_INTEGRATIONS_URL: cor.origin });
  cor.react = () => ({
    kind: 'answer',
    status: 400,
    applied: false,
    body: { code: 'InvalidSourceError' },
  });
  await project.expect(3, ['apply', '--auto-approve', '--allow', 'add=40']);
  expect(recordOf(project)).toMatchObject({ target: null, users: [] });
  project.write('users.yaml', withRole(4));
  cor.react = (request) => answered(request);
  await project.expect(0, ['apply', '--auto-approve', '--allow', 'add=40']);
  expect(recordOf(project).target).toMatchObject({ source: 'OKTA', company_id: COMPANY });
});

test('killed while the first request is alone: it alone is unknown, and the next apply starts alone again', async () => {
  const { project, before } = await applied();
  cor.react = () => ({ kind: 'hold', applied: true });
  const running = project.start(APPLY);
  await cor.arrived(before + 1);
  const over = ended(running);
  running.kill('SIGKILL');
  await over;
  expect(cor.received.length - before).toBe(1);
  cor.react = (request) => answered(request, { company_id: 9876 });
  const again = cor.received.length;
  await project.expect(4, APPLY);
  expect(cor.received.length - again).toBe(1);
  cor.react = (request) => answered(request);
  await project.expect(0, APPLY);
  expect((await project.expect(0, ['plan'])).stdout).toContain('No changes');
});
