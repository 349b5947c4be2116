import { describe, expect, it, onTestFinished } from 'vitest';
import {
  openUserDirectory,
  type HttpUserDirectory,
  type UserDirectoryOptions,
} from '../../../src/adapters/cor/directory.js';
import { readProxySettings } from '../../../src/adapters/http/proxy.js';
import { systemRandom } from '../../../src/adapters/system/random.js';
import { numberedIds } from '../../../src/sandbox/server.js';
import { failureOf } from '../../support/failures.js';
import {
  answering,
  CANARY_TOKEN,
  CLIENT,
  expectNoCanary,
  faults,
  FIXED_TOKEN,
  httpAnswer,
  movableClock,
  NO_SIGNAL,
  rawServer,
  sandbox,
} from '../../support/sandbox-api.js';

function directory(
  where: { readonly apiUrl: string },
  options: Partial<UserDirectoryOptions> = {},
): HttpUserDirectory {
  const opened = openUserDirectory({
    apiUrl: where.apiUrl,
    credentials: FIXED_TOKEN,
    proxy: readProxySettings({}),
    clock: movableClock(),
    random: systemRandom,
    userAgent: 'corform/test',
    ...options,
  });
  onTestFinished(() => opened.close());
  return opened;
}

const LIST = { method: 'GET', path: '/v1/users' };
const json = (body: unknown): string => httpAnswer(200, JSON.stringify(body));
const person = (id: unknown, more: object = {}): object => ({ id, first_name: 'A', ...more });

describe('the list of users', () => {
  it('is read page by page, hidden users included, and nothing else is asked', async () => {
    const cor = await sandbox({ users: numberedIds(260) });
    cor.change('OKTA-USER-00007', {
      hidden: true,
      email: 'ana@example.com',
      fields: { first_name: 'Ana', last_name: 'Díaz', role_id: 2, daily_hours: 7.5, phone: '5' },
    });
    const list = await directory(cor, { credentials: CLIENT }).list(NO_SIGNAL);
    expect(list).toMatchObject({ complete: true, claimed: 260, error: null });
    expect(list.users).toHaveLength(260);
    expect(list.users[6]).toEqual({
      corId: 8552,
      email: 'ana@example.com',
      fields: { first_name: 'Ana', last_name: 'Díaz', role_id: 2, daily_hours: 7.5 },
      hidden: true,
    });
    expect(new Set(cor.requests.map(({ method }) => method))).toEqual(new Set(['POST', 'GET']));
    const [, first] = cor.requests;
    expect(decodeURIComponent(first?.path ?? '')).toBe(
      '/v1/users?page=1&perPage=50&filters={"withHiddenUsers":true,"withPosition":true}',
    );
    expect(cor.requests).toHaveLength(1 + 6);
  });

  it('goes on behind a last page that is none, and stops at the true one', async () => {
    for (const lastPage of [0, 1, 2, 99]) {
      const cor = await sandbox({
        users: numberedIds(200),
        faults: faults({ count: null, then: { kind: 'wrong-last-page', lastPage } }),
      });
      expect(await directory(cor).list(NO_SIGNAL)).toMatchObject({ complete: true, claimed: 200 });
      expect(cor.requests.length).toBeLessThan(10);
    }
  });

  it('that moves once is read again', async () => {
    const move = { when: { nth: 2 }, then: { kind: 'move-list', leave: 1 } };
    const cor = await sandbox({ users: numberedIds(120), faults: faults(move) });
    const list = await directory(cor).list(NO_SIGNAL);
    expect(list).toMatchObject({ complete: true, claimed: 119 });
    expect(list.users.map(({ corId }) => corId)).toEqual(cor.users().map(({ corId }) => corId));
  });

  it('that never stands still is incomplete, and the union of three passes', async () => {
    const move = { count: null, then: { kind: 'move-list', leave: 1 } };
    const cor = await sandbox({ users: numberedIds(120), faults: faults(move) });
    const list = await directory(cor).list(NO_SIGNAL);
    expect(list).toMatchObject({ complete: false, error: null });
    const known = new Set(list.users.map(({ corId }) => corId));
    expect(cor.users().filter(({ corId }) => !known.has(corId)).length).toBe(0);
  });

  it.each<[string, unknown, object]>([
    [
      'numbers as text',
      {
        total: '2',
        perPage: '50',
        page: '1',
        lastPage: '1',
        data: [
          person('17', { role_id: '3', daily_hours: '7.50', hidden: 1 }),
          person(18, { first_name: 5, last_name: null, role_id: 'x' }),
        ],
      },
      {
        complete: true,
        users: [
          {
            corId: 17,
            email: null,
            fields: { first_name: 'A', role_id: 3, daily_hours: 7.5 },
            hidden: true,
          },
          { corId: 18, fields: { first_name: '5' }, hidden: false },
        ],
      },
    ],
    ['nobody', { total: '0', data: [] }, { complete: true, users: [], claimed: 0 }],
    ['a bare list', [person(1), person(2)], { complete: true, claimed: null }],
    [
      'a success envelope',
      { statusCode: 200, status: 'success', data: { total: 1, data: [person(1)] } },
      { complete: true },
    ],
    ['an entry without an id', { total: 2, data: [person(1), person('x')] }, { complete: false }],
    [
      'a claim of more',
      { total: 3, data: [person(1), person(2)] },
      { complete: false, claimed: 3 },
    ],
    ['one user twice', { total: 2, data: [person(1), person(1)] }, { complete: false }],
    ['no claim in an envelope', { data: [person(1)] }, { complete: true, claimed: null }],
  ])('understands %s', async (_, body, expected) => {
    const server = await answering(json(body));
    expect(await directory(server).list(NO_SIGNAL)).toMatchObject(expected);
  });

  it('without pages is complete, however long it is, unless it may be one page', async () => {
    const bare = (count: number) => Array.from({ length: count }, (_, i) => person(i + 1));
    const listOf = async (count: number) =>
      directory(await answering(json(bare(count)))).list(NO_SIGNAL);
    expect(await listOf(120)).toMatchObject({ complete: true, claimed: null });
    expect(await listOf(50)).toMatchObject({ complete: false });
    const server = await answering(json({ total: '120', page: false, data: bare(120) }));
    expect(await directory(server).list(NO_SIGNAL)).toMatchObject({ complete: true, claimed: 120 });
  });
});

describe('a request of the list', () => {
  it('is repeated as in an apply, with the pause that COR asks for', async () => {
    const clock = movableClock();
    const cor = await sandbox({
      users: numberedIds(300),
      faults: faults(
        { when: { ...LIST, nth: 2 }, count: 2, then: { kind: 'throttle', retryAfter: 30 } },
        { when: { ...LIST, nth: 4 }, then: { kind: 'answer', status: 503 } },
        { when: { ...LIST, nth: 6 }, then: { kind: 'reset' } },
        { when: { ...LIST, nth: 6 }, then: { kind: 'half-json' } },
      ),
    });
    expect(await directory(cor, { clock }).list(NO_SIGNAL)).toMatchObject({ complete: true });
    expect(clock.monotonic()).toBeGreaterThan(1_000_000 + 30_000);
  });

  it('asks for a new token once it has expired', async () => {
    const cor = await sandbox({
      users: numberedIds(200),
      faults: faults({ when: { ...LIST, nth: 3 }, then: { kind: 'expire-token' } }),
    });
    const list = await directory(cor, { credentials: CLIENT }).list(NO_SIGNAL);
    expect(list.complete).toBe(true);
    expect(cor.tokensIssued()).toBe(2);
  });

  it('that fails for good makes the list incomplete, and names the error', async () => {
    const cor = await sandbox({
      users: numberedIds(120),
      faults: faults({ when: { ...LIST, nth: 2 }, count: null, then: { kind: 'html' } }),
    });
    expect(await directory(cor).list(NO_SIGNAL)).toMatchObject({
      complete: false,
      error: { class: 'server', status: 502 },
      users: { length: 50 },
    });
  });

  it.each([
    ['CF514', httpAnswer(502, '<html></html>'), 'HTTP 502'],
    ['CF514', httpAnswer(200, '<html></html>'), 'HTTP 200'],
    ['CF514', httpAnswer(200, '{"data":{"id":1}}'), 'HTTP 200'],
    ['CF514', httpAnswer(302, '', { location: 'http://127.0.0.1:1/' }), 'HTTP 302'],
    ['CF514', httpAnswer(429, '', { 'retry-after': '9999' }), 'HTTP 429'],
    ['CF514', httpAnswer(200, '{"errors":[{"code":"X1"}]}'), 'X1'],
    ['CF513', httpAnswer(403, '{"error":403,"message":"Forbidden"}'), 'HTTP 403'],
    ['CF513', httpAnswer(401, `{"error":401,"message":"${CANARY_TOKEN}"}`), 'HTTP 401'],
  ])('of the first page ends with %s after %j', async (code, bytes, text) => {
    const failure = await failureOf(directory(await answering(bytes)).list(NO_SIGNAL));
    expect(failure.diagnostics[0]?.code).toBe(code);
    expect(failure.message).toContain(text);
    expectNoCanary(failure);
  });

  it('says why there is no connection', async () => {
    const failure = await failureOf(directory({ apiUrl: 'http://127.0.0.1:1/v1' }).list(NO_SIGNAL));
    expect(failure.diagnostics[0]).toMatchObject({
      code: 'CF514',
      detail: 'The connection was refused (ECONNREFUSED).',
    });
  });

  it('ends with its signal', async () => {
    const server = await rawServer(() => undefined);
    const stop = new AbortController();
    const list = directory(server).list(stop.signal);
    await expect.poll(() => server.connections()).toBe(1);
    stop.abort();
    await expect(list).rejects.toThrow(/abort/i);
  });
});
