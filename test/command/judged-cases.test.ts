// What corform is for, against a stand-in for COR that is written from the vendor's page alone and knows
// nothing of the sandbox: it accepts an update of a known external id with a metadata.source, changes
// only the provided fields, and answers as the page's example does.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Project, usersYaml } from '../support/command.js';

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly type: string | undefined;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The vendor's page as a server: the users by external id, and every request that came. */
async function vendor(ids: readonly string[]): Promise<{ url: string; received: Received[] }> {
  const users = new Map(ids.map((id, at) => [id, { id: 8546 + at }]));
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const body = JSON.parse(text) as Received['body'];
      const { method, url, headers } = request;
      const { 'content-type': type, authorization } = headers;
      received.push({ method, url, type, authorization, body });
      const [, id] = /^\/v2\/integrations\/users\/([^/?]+)$/.exec(String(url)) ?? [];
      const user = users.get(decodeURIComponent(id ?? ''));
      const { metadata, ...fields } = body;
      const source = (metadata as { source?: unknown } | undefined)?.source;
      const [status, answer] =
        source === undefined
          ? [400, { code: 'ValidationError', message: 'Missing required metadata.source field' }]
          : user === undefined
            ? [404, { code: 'ZC001', message: 'Entity is not associated' }]
            : [200, Object.assign(user, fields, { updated_at: '2025-01-15T10:00:00Z' })];
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

/** A project whose users have been applied once; `received` is emptied after that. */
async function applied(users: readonly Row[]): Promise<{ project: Project; received: Received[] }> {
  const { url, received } = await vendor(users.map((user) => user.id));
  const project = new Project({ 'users.yaml': usersYaml(users) }).use({
    COR_INTEGRATIONS_URL: url,
    COR_ACCESS_TOKEN: 'YOUR_ACCESS_TOKEN',
  });
  await project.init();
  await project.expect(0, ['apply', '--auto-approve']);
  expect(received).toHaveLength(users.length);
  received.length = 0;
  return { project, received };
}

function without(user: Row, ...keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(user).filter(([key]) => !keys.includes(key)));
}

function people(count: number): Row[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `OKTA-USER-${String(10_000 + at)}`,
    first_name: `First ${at}`,
    last_name: `Last ${at}`,
    position: at % 2 === 0 ? 'Designer' : 'Developer',
    role_id: 4,
    daily_hours: 8,
  }));
}

const JOHN: Row = {
  id: 'OKTA-USER-12345',
  first_name: 'John',
  last_name: 'Doe',
  phone: '+1 555-0100',
  position: 'Developer',
  role_id: 4,
  daily_hours: 6,
  user_position_id: 'external-user-position-1',
  seniority_id: 'external_seniority_id_10',
};

describe('the example of the vendor', () => {
  it('is one PUT with exactly the five changed fields and the metadata', async () => {
    const { project, received } = await applied([JOHN, ...people(3)]);
    const changed = {
      ...JOHN,
      position: 'Lead Developer',
      role_id: 3,
      daily_hours: 8,
      user_position_id: 'external-user-position-2',
      seniority_id: 'external_seniority_id_20',
    };
    project.write('users.yaml', usersYaml([changed, ...people(3)]));
    await project.expect(0, ['apply', '--auto-approve']);
    expect(received).toEqual([
      {
        method: 'PUT',
        url: '/v2/integrations/users/OKTA-USER-12345',
        type: 'application/json',
        authorization: 'Bearer YOUR_ACCESS_TOKEN',
        body: {
          metadata: { source: 'OKTA' },
          position: 'Lead Developer',
          role_id: 3,
          daily_hours: 8,
          user_position_id: 'external-user-position-2',
          seniority_id: 'external_seniority_id_20',
        },
      },
    ]);
  });
});

describe('only what changed is sent', () => {
  it('one field of one of 500 users is one PUT with that field', async () => {
    const users = people(500);
    const { project, received } = await applied(users);
    project.write(
      'users.yaml',
      usersYaml(users.map((user, at) => (at === 321 ? { ...user, daily_hours: 7 } : user))),
    );
    await project.expect(0, ['apply', '--auto-approve']);
    expect(received.map(({ url, body }) => ({ url, body }))).toEqual([
      {
        url: '/v2/integrations/users/OKTA-USER-10321',
        body: { metadata: { source: 'OKTA' }, daily_hours: 7 },
      },
    ]);
  });

  it('a second apply sends nothing', async () => {
    const { project, received } = await applied(people(12));
    await project.expect(0, ['apply', '--auto-approve']);
    const plan = await project.expect(0, ['plan', '--detailed-exitcode']);
    expect(plan.stdout).toBe('No changes. Your users match the recorded state.\n');
    expect(received).toEqual([]);
  });

  it.each<[what: string, text: (users: Row[]) => string]>([
    ['users in another order', (users) => usersYaml(users.toReversed())],
    [
      'keys in another order',
      (users) => usersYaml(users.map((user) => Object.fromEntries(Object.entries(user).reverse()))),
    ],
    [
      'comments, blank lines and another style',
      ([first, ...rest]) =>
        [
          '# A comment at the top',
          'version: 1',
          'source: "OKTA" # a comment behind',
          '',
          'users:',
          `- id: '${first!.id}' # another`,
          ...Object.entries(first!)
            .filter(([key]) => key !== 'id')
            .map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
          ...rest.map((user) => `- ${JSON.stringify(user)}`),
          '# the end',
        ].join('\r\n'),
    ],
    [
      'the same values from a profile and the defaults',
      (users) =>
        usersYaml(
          users.map((user) => ({ ...without(user, 'role_id', 'daily_hours'), profile: 'all' })),
          'version: 1\nsource: OKTA\ndefaults: {daily_hours: 8}\nprofiles: {all: {role_id: 4}}\n',
        ),
    ],
  ])('%s send nothing', async (_, text) => {
    const users = people(12);
    const { project, received } = await applied(users);
    project.write('users.yaml', text(users));
    await project.expect(0, ['plan', '--detailed-exitcode']);
    await project.expect(0, ['apply', '--auto-approve']);
    expect(received).toEqual([]);
  });

  it('a removed field and a removed user send nothing, and leave the record', async () => {
    const users = people(12);
    const { project, received } = await applied(users);
    const [first, , ...rest] = users;
    project.write('users.yaml', usersYaml([without(first!, 'daily_hours'), ...rest]));
    const plan = await project.expect(2, ['plan', '--detailed-exitcode']);
    expect(plan.stdout).toContain('no longer managed');
    expect(plan.stdout).toContain(
      'Plan: 0 to add, 0 to change, 0 to destroy.\nAlso: 1 no longer managed, 1 changed in the state only.',
    );
    await project.expect(0, ['apply', '--auto-approve']);
    expect(received).toEqual([]);
    const list = await project.expect(0, ['state', 'list']);
    expect(list.stdout).not.toContain('OKTA-USER-10001');
    const shown = await project.expect(0, ['state', 'show', 'OKTA-USER-10000']);
    expect(shown.stdout).not.toContain('daily_hours');
    await project.expect(0, ['plan', '--detailed-exitcode']);
  });
});
