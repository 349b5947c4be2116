import { describe, expect, it } from 'vitest';
import { numberedIds } from '../../../src/sandbox/server.js';
import {
  CLIENT,
  expectNoCanary,
  faults,
  movableClock,
  NO_SIGNAL,
  REQUEST,
  sandbox,
  userApi,
} from '../../support/sandbox-api.js';
import type { Attempt } from '../../../src/core/ports/cor.js';
import type { HttpUserApi } from '../../../src/adapters/cor/user-api.js';

const IDS = numberedIds(32);
const updateAll = (api: HttpUserApi): Promise<Attempt[]> =>
  Promise.all(IDS.map((id) => api.update({ ...REQUEST, id }, NO_SIGNAL)));
const UNAUTHORISED = { class: 'unauthorised', status: 401 };

describe('a 401', () => {
  it('once, to many workers, costs one new token and loses nobody', async () => {
    const cor = await sandbox({ users: IDS });
    const api = userApi(cor, { credentials: CLIENT });
    await updateAll(api);
    cor.revokeTokens();
    expect((await updateAll(api)).map((a) => a.kind)).toEqual(IDS.map(() => 'applied'));
    expect(cor.tokensIssued()).toBe(2);
    expect(cor.users().every((user) => user.updates === 2)).toBe(true);
  });

  it('always, to many workers, costs one new token and then ends', async () => {
    const cor = await sandbox({
      users: IDS,
      faults: faults({ count: null, then: { kind: 'answer', status: 401, body: '' } }),
    });
    const api = userApi(cor, { credentials: CLIENT });
    for (const attempt of [...(await updateAll(api)), ...(await updateAll(api))]) {
      expect(attempt).toMatchObject({ kind: 'not-applied', error: { class: 'unauthorised' } });
      expectNoCanary(attempt);
    }
    expect(cor.tokensIssued()).toBe(2);
  });

  it('is final for a fixed token', async () => {
    const auth = { apiKey: 'k', clientSecret: 's', accessTokens: ['another'] };
    const cor = await sandbox({ users: IDS, auth });
    const attempts = await updateAll(userApi(cor));
    for (const attempt of attempts) {
      expect(attempt).toMatchObject({ kind: 'not-applied', error: UNAUTHORISED });
    }
    expect(cor.requests).toHaveLength(IDS.length);
  });

  it('of a token that worked for a while is renewed each time', async () => {
    const cor = await sandbox({ users: IDS });
    const api = userApi(cor, { credentials: CLIENT });
    for (let i = 1; i <= 4; i += 1) {
      expect((await api.update({ ...REQUEST, id: IDS[0]! }, NO_SIGNAL)).kind).toBe('applied');
      expect(cor.tokensIssued()).toBe(i);
      cor.revokeTokens();
    }
  });

  it('with a token endpoint that is down meanwhile is no verdict on anybody', async () => {
    const cor = await sandbox({
      users: IDS,
      faults: faults({
        when: { method: 'POST', nth: 2 },
        count: 3,
        then: { kind: 'answer', status: 503 },
      }),
    });
    const api = userApi(cor, { credentials: CLIENT });
    await updateAll(api);
    cor.revokeTokens();
    for (const attempt of await updateAll(api)) {
      expect(attempt).toMatchObject({
        kind: 'not-applied',
        error: { class: 'unreachable', status: 503 },
      });
    }
    expect((await updateAll(api)).every((attempt) => attempt.kind === 'applied')).toBe(true);
  });

  it('with credentials that were withdrawn asks for no token again', async () => {
    const cor = await sandbox({
      users: IDS,
      faults: faults({
        when: { method: 'POST', nth: 2 },
        count: null,
        then: { kind: 'answer', status: 401, body: { error: 401, message: 'Unauthorized' } },
      }),
    });
    const api = userApi(cor, { credentials: CLIENT });
    await updateAll(api);
    cor.revokeTokens();
    for (const attempt of [...(await updateAll(api)), ...(await updateAll(api))]) {
      expect(attempt).toMatchObject({ kind: 'not-applied', error: UNAUTHORISED });
    }
    expect(cor.requests.filter((request) => request.method === 'POST')).toHaveLength(2);
  });
});

describe('the life of a token', () => {
  const start = async (rules: readonly object[] = []) => {
    const clock = movableClock();
    const cor = await sandbox({
      users: IDS,
      tokenLife: 100,
      now: () => clock.now(),
      faults: faults(...rules),
    });
    return { clock, cor, api: userApi(cor, { credentials: CLIENT, clock }) };
  };

  it('is read, and the token is renewed once at 80 % of it', async () => {
    const { clock, cor, api } = await start();
    await updateAll(api);
    clock.advance(79_000);
    await updateAll(api);
    expect(cor.tokensIssued()).toBe(1);
    clock.advance(1_000);
    await updateAll(api);
    expect(cor.tokensIssued()).toBe(2);
    expect(cor.requests.some((request) => request.status === 401)).toBe(false);
  });

  it('is used to its end if there is no new token', async () => {
    const down = { when: { method: 'POST', nth: 2 }, count: 3, then: { kind: 'reset' } };
    const { clock, cor, api } = await start([down]);
    await updateAll(api);
    clock.advance(85_000);
    expect((await updateAll(api)).every((attempt) => attempt.kind === 'applied')).toBe(true);
    expect(cor.tokensIssued()).toBe(1);
    clock.advance(20_000);
    expect((await updateAll(api)).every((attempt) => attempt.kind === 'applied')).toBe(true);
    expect(cor.tokensIssued()).toBe(2);
  });

  it('a signal ends one waiting only', async () => {
    const slow = { when: { method: 'POST' }, then: { kind: 'delay', ms: 300 } };
    const { api } = await start([slow]);
    const stop = new AbortController();
    const stopped = api.update({ ...REQUEST, id: IDS[0]! }, stop.signal);
    const other = api.update({ ...REQUEST, id: IDS[1]! }, NO_SIGNAL);
    stop.abort();
    expect(await stopped).toMatchObject({ kind: 'not-applied', error: { class: 'unreachable' } });
    expect((await other).kind).toBe('applied');
  });
});
