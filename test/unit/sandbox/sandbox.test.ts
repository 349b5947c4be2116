import { describe, expect, it } from 'vitest';
import { formatLogLine } from '../../../src/sandbox/log.js';
import type { ReceivedRequest } from '../../../src/sandbox/log.js';
import { numberedIds, startSandbox } from '../../../src/sandbox/server.js';
import type { Sandbox } from '../../../src/sandbox/server.js';
import { always, faults, ID, sandbox } from '../../support/sandbox-api.js';

const put = (cor: Sandbox, id: string, body: unknown, token = 'sandbox'): Promise<Response> =>
  fetch(`${cor.integrationsUrl}/v2/integrations/users/${encodeURIComponent(id)}`, {
    method: 'PUT',
    redirect: 'manual',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const askToken = (cor: Sandbox, pair: string, query = '?grant_type=client_credentials') =>
  fetch(`${cor.apiUrl}/oauth/token${query}`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
  });
const metadata = { source: 'OKTA' };

describe('an update', () => {
  it("answers exactly what the vendor's example answers", async () => {
    const cor = await sandbox({ now: () => Date.parse('2025-01-15T10:00:00Z') });
    const set = {
      ...{ first_name: 'John', last_name: 'Doe', phone: '+1 555-0100', role_id: 3, daily_hours: 8 },
      ...{ position: 'Lead Developer', department: 'IT', seniority_id: 's', user_position_id: 'p' },
    };
    const response = await put(cor, ID, { metadata, ...set });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      id: 8546,
      email: 'user8546@example.com',
      ...{ first_name: 'John', last_name: 'Doe', phone: '+1 555-0100', role_id: 3, daily_hours: 8 },
      company_id: 1234,
      created_at: '2025-01-15T10:00:00.000Z',
      updated_at: '2025-01-15T10:00:00.000Z',
    });
    expect(cor.user(ID)?.fields).toEqual(set);
  });

  it.each<[string, unknown, number, string]>([
    ['nobody', { metadata }, 400, 'ZC001'],
    [ID, { metadata: { source: 'JIRA' } }, 404, 'UserNotFoundError'],
    [ID, {}, 400, 'ValidationError'],
    [ID, { metadata: 'OKTA' }, 400, 'ValidationError'],
    [ID, [], 400, 'ValidationError'],
    [ID, '{not json', 400, 'ValidationError'],
    [ID, '', 400, 'ValidationError'],
    [ID, { metadata, hourly_rate_effective_from: '2025-13-01' }, 400, 'ValidationError'],
    [ID, { metadata, role_id: 7 }, 400, 'InvalidRoleError'],
    [ID, { metadata, role_id: '3' }, 400, 'InvalidRoleError'],
    [ID, { metadata: { source: 'MYSPACE' } }, 400, 'InvalidSourceError'],
  ])('of %s with %j is refused', async (id, body, status, code) => {
    const cor = await sandbox();
    const response = await put(cor, id, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, code });
    expect(cor.users().every((user) => user.updates === 0)).toBe(true);
  });

  it('with a value of the wrong type is refused in the other shape', async () => {
    const cor = await sandbox();
    const response = await put(cor, ID, { metadata, phone: 5, first_name: 'A' });
    expect(response.status).toBe(417);
    expect(await response.json()).toMatchObject([{ field: 'phone', validation: 'string' }]);
    expect(cor.user(ID)?.fields).toEqual({});
  });

  it('of any user, where any user exists', async () => {
    const cor = await sandbox({ users: 'any' });
    expect((await put(cor, 'né/w', { metadata, role_id: 1 })).status).toBe(200);
    expect(cor.user('né/w')?.fields).toEqual({ role_id: 1 });
  });

  it('needs a token', async () => {
    const auth = { apiKey: 'k', clientSecret: 's', accessTokens: ['good'] };
    const cor = await sandbox({ auth });
    expect((await put(cor, ID, { metadata }, 'bad')).status).toBe(401);
    expect((await put(cor, ID, { metadata }, 'good')).status).toBe(200);
    expect((await fetch(`${cor.apiUrl}/users`)).status).toBe(401);
    cor.revokeTokens();
    expect((await put(cor, ID, { metadata }, 'good')).status).toBe(401);
  });

  it('beyond the rate is throttled, and counted by what was let through', async () => {
    let now = 0;
    const rateLimit = { perSecond: 2, retryAfter: '1' };
    const cor = await sandbox({ rateLimit, now: () => now });
    const statuses: number[] = [];
    for (now of [0, 10, 20, 999, 1000, 1001, 1010]) {
      statuses.push((await put(cor, ID, { metadata })).status);
    }
    expect(statuses).toEqual([200, 200, 429, 429, 200, 429, 200]);
    now = 1011;
    expect((await put(cor, ID, { metadata })).headers.get('retry-after')).toBe('1');
  });
});

describe('a token', () => {
  it('is given for the right key, and works until its end', async () => {
    let now = 0;
    const auth = { apiKey: 'k', clientSecret: 's:s', accessTokens: [] };
    const cor = await sandbox({ auth, tokenLife: 60, now: () => now });
    expect((await askToken(cor, 'k:wrong')).status).toBe(401);
    expect((await askToken(cor, 'k:s:s', '')).status).toBe(400);
    const response = await askToken(cor, 'k:s:s');
    const issued = (await response.json()) as { access_token: string };
    expect(issued).toMatchObject({ token_type: 'Bearer', expires_in: 60 });
    expect((await put(cor, ID, { metadata }, issued.access_token)).status).toBe(200);
    now = 60_000;
    expect((await put(cor, ID, { metadata }, issued.access_token)).status).toBe(401);
  });
});

describe('the list of users', () => {
  const page = async (cor: Sandbox, query: string): Promise<unknown> => {
    const headers = { authorization: 'Bearer x' };
    return (await fetch(`${cor.apiUrl}/users${query}`, { headers })).json();
  };

  it('comes in pages of at most 50, with the total as a string', async () => {
    const cor = await sandbox({ users: numberedIds(120) });
    expect(await page(cor, '?page=3&perPage=500')).toMatchObject({
      total: '120',
      perPage: 50,
      page: 3,
      lastPage: 3,
      data: expect.objectContaining({ length: 20 }) as unknown,
    });
    expect(await page(cor, '?page=-1&perPage=x')).toMatchObject({ page: 1, perPage: 20 });
  });

  it('shows neither external id nor phone', async () => {
    const cor = await sandbox();
    await put(cor, ID, { metadata, phone: '5', position: 'Lead' });
    const text = JSON.stringify(await page(cor, ''));
    expect(text).not.toContain(ID);
    expect(text).not.toContain('phone');
    expect(text).not.toContain('position_name');
    const filters = encodeURIComponent('{"withPosition":true}');
    expect(JSON.stringify(await page(cor, `?filters=${filters}`))).toContain(
      '"position_name":"Lead"',
    );
  });

  it('shows hidden users on request only, and positions by a number of its own', async () => {
    const users = [
      { id: 'A', fields: { user_position_id: 'ext-7' } },
      { id: 'B', hidden: true },
    ];
    const cor = await sandbox({ users });
    cor.add({ id: 'C', email: 'c@example.com', fields: { user_position_id: 'ext-7' } });
    expect(await page(cor, '')).toMatchObject({
      total: '2',
      data: [
        { id: 8546, user_position_id: 1, hidden: false },
        { id: 8548, email: 'c@example.com', user_position_id: 1 },
      ],
    });
    const filters = encodeURIComponent('{"withHiddenUsers":true}');
    expect(await page(cor, `?filters=${filters}`)).toMatchObject({ total: '3' });
    expect(await page(cor, `?filters=%7B`)).toMatchObject({ total: '2' });
    cor.change('B', { hidden: false, fields: { role_id: 2 } });
    cor.remove('A');
    expect(await page(cor, '?page=false')).toMatchObject([{ role_id: 2 }, { id: 8548 }]);
  });

  it('moves while it is read, and lies about its end, as the script says', async () => {
    const cor = await sandbox({
      users: numberedIds(3),
      faults: faults(
        { when: { nth: 2 }, then: { kind: 'move-list', leave: 2, join: 1 } },
        { when: { nth: 2 }, then: { kind: 'wrong-last-page', lastPage: 9 } },
      ),
    });
    expect(await page(cor, '')).toMatchObject({ total: '3', lastPage: 1 });
    expect(await page(cor, '')).toMatchObject({ data: [{ id: 8548 }, { id: 8549 }] });
    expect(await page(cor, '')).toMatchObject({ total: '2', lastPage: 9 });
  });
});

describe('the log', () => {
  it('has what was received and what became of it, but no token', async () => {
    const lines: string[] = [];
    const onRequest = (entry: ReceivedRequest): unknown => lines.push(formatLogLine(entry));
    const cor = await sandbox({
      onRequest,
      now: () => 0,
      faults: faults({ when: { nth: 2 }, then: { kind: 'reset', applied: true } }),
    });
    await put(cor, ID, { metadata, role_id: 2 }, 'canary');
    await expect(put(cor, ID, { metadata, role_id: 4 }, 'canary')).rejects.toThrow();
    await fetch(`${cor.integrationsUrl}/else`);
    await expect.poll(() => lines.length).toBe(3);
    expect(lines.join('')).not.toContain('canary');
    const entries = lines.map((line) => JSON.parse(line) as ReceivedRequest);
    expect(entries).toEqual(cor.requests);
    expect(entries).toMatchObject([
      {
        number: 1,
        at: '1970-01-01T00:00:00.000Z',
        id: ID,
        status: 200,
        fault: null,
        applied: true,
      },
      { number: 2, status: null, fault: 'reset', applied: true, body: { metadata, role_id: 4 } },
      { number: 3, method: 'GET', path: '/else', id: null, status: 404, applied: false },
    ]);
    expect(entries[0]?.answer).toMatchObject({ id: 8546, role_id: 2 });
  });

  it('knows how many requests a user had at once', async () => {
    const cor = await sandbox({ users: 'any', latency: 100 });
    await Promise.all(['A', 'A', 'A', 'B'].map((id) => put(cor, id, { metadata })));
    await put(cor, 'B', { metadata });
    expect([cor.maxInFlight('A'), cor.maxInFlight('B'), cor.maxInFlight('C')]).toEqual([3, 1, 0]);
  });
});

describe('faults', () => {
  it('a delayed update lands although its client has left', async () => {
    const cor = await sandbox({ faults: always({ kind: 'delay', ms: 200 }) });
    const left = fetch(`${cor.integrationsUrl}/v2/integrations/users/${ID}`, {
      method: 'PUT',
      headers: { authorization: 'Bearer x' },
      body: JSON.stringify({ metadata, role_id: 2 }),
      signal: AbortSignal.timeout(100),
    });
    await expect(left).rejects.toThrow();
    await expect.poll(() => cor.user(ID)?.fields.role_id).toBe(2);
  });

  it('an answer is sent as it was scripted', async () => {
    const then = { kind: 'answer', status: 418, body: 'short', headers: { 'x-a': 'b' } };
    const cor = await sandbox({ faults: always(then) });
    const response = await put(cor, ID, { metadata });
    expect([response.status, response.headers.get('x-a'), await response.text()]).toEqual([
      418,
      'b',
      'short',
    ]);
    expect(cor.user(ID)?.updates).toBe(0);
  });

  it('an expired token is a 401 once, until there is a new one', async () => {
    const cor = await sandbox({ faults: faults({ then: { kind: 'expire-token' } }) });
    expect((await put(cor, ID, { metadata })).status).toBe(401);
    const response = await askToken(cor, 'k:s');
    const { access_token: fresh } = (await response.json()) as { access_token: string };
    expect((await put(cor, ID, { metadata }, fresh)).status).toBe(200);
  });

  it('an update may be answered for another company or another person', async () => {
    const rules = [{ then: { kind: 'other-company' } }, { then: { kind: 'other-person' } }];
    const cor = await sandbox({ companyId: 77, faults: faults(...rules) });
    const answers: unknown[] = [];
    for (let i = 0; i < 3; i += 1) answers.push(await (await put(cor, ID, { metadata })).json());
    expect(answers).toMatchObject([
      { id: 8546, company_id: 9876 },
      { id: 999_999, company_id: 77 },
      { id: 8546, company_id: 77 },
    ]);
    expect(cor.user(ID)?.updates).toBe(3);
  });

  it('a refusal has no echo to change', async () => {
    const cor = await sandbox({ faults: always({ kind: 'echo-differs' }) });
    expect(await (await put(cor, 'nobody', { metadata })).json()).toMatchObject({ code: 'ZC001' });
  });
});

describe('starting', () => {
  it('says so where the port is taken', async () => {
    const cor = await sandbox();
    await expect(startSandbox({ port: cor.port })).rejects.toMatchObject({
      kind: 'error',
      diagnostics: [{ code: 'CF521' }],
    });
  });
});
