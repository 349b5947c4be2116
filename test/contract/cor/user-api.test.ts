import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/core/errors/failure.js';
import { numberedIds } from '../../../src/sandbox/server.js';
import {
  always,
  answering,
  CLIENT,
  expectNoCanary,
  faults,
  FIXED_TOKEN,
  httpAnswer,
  ID,
  NO_SIGNAL,
  REQUEST,
  rawServer,
  sandbox,
  update,
  userApi,
} from '../../support/sandbox-api.js';

describe('an update', () => {
  it('is one PUT with metadata and exactly the given fields', async () => {
    const cor = await sandbox();
    const attempt = await update(cor);
    expect(attempt).toEqual({
      kind: 'applied',
      corId: 8546,
      companyId: 1234,
      echo: { first_name: 'John', phone: REQUEST.set.phone, role_id: 3 },
    });
    expect(cor.requests).toHaveLength(1);
    expect(cor.requests[0]).toMatchObject({
      method: 'PUT',
      path: `/v2/integrations/users/${ID}`,
      body: { metadata: { source: 'OKTA' }, ...REQUEST.set },
      applied: true,
    });
  });

  it('changes only what it names', async () => {
    const cor = await sandbox();
    const api = userApi(cor);
    await api.update(REQUEST, NO_SIGNAL);
    await api.update({ ...REQUEST, set: { daily_hours: 6.5 } }, NO_SIGNAL);
    expect(cor.user(ID)?.fields).toEqual({ ...REQUEST.set, daily_hours: 6.5 });
  });

  it('says who it is and refuses compression', async () => {
    const server = await answering(httpAnswer(200, '{"id":1}'));
    expect((await update(server)).kind).toBe('applied');
    const head = server.received().toLowerCase();
    expect(head).toContain('user-agent: corform/test\r\n');
    expect(head).toContain('accept-encoding: identity\r\n');
    expect(head).toContain('content-type: application/json\r\n');
    expect(head).toContain('content-length: ');
  });

  it('keeps connections', async () => {
    const server = await rawServer((socket, first) => {
      const answer = (chunk: Buffer): void => {
        if (!chunk.toString().endsWith('}')) return;
        socket.write(httpAnswer(200, '{"id":1}', { connection: 'keep-alive' }));
      };
      answer(first);
      socket.on('data', answer);
    });
    const api = userApi(server);
    for (let i = 0; i < 10; i += 1) {
      expect((await api.update(REQUEST, NO_SIGNAL)).kind).toBe('applied');
    }
    // Two, not one: undici frees a connection in the next turn of the event loop only.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  it.each([
    'a/b',
    'a?b#c',
    'per%2Fcent',
    '%2e%2e',
    'sp ace',
    "quote'",
    '名前',
    '😀',
    'x'.repeat(255),
  ])('reaches the user %j and no other path', async (id) => {
    const cor = await sandbox({ users: [id] });
    expect((await update(cor, {}, { ...REQUEST, id })).kind).toBe('applied');
    expect(cor.requests[0]?.id).toBe(id);
  });

  it.each(['', '.', '..', 'a\nb', 'a\u0000', '\ud800', 'é'.repeat(128)])(
    'is refused unsent for the id %j',
    async (id) => {
      const cor = await sandbox();
      expect(await update(cor, {}, { ...REQUEST, id })).toMatchObject({
        kind: 'refused',
        error: { class: 'refused', status: null },
      });
      expect(cor.requests).toHaveLength(0);
    },
  );

  it('carries 64 users at a time, without a warning', async () => {
    const ids = numberedIds(256);
    const cor = await sandbox({ users: ids });
    const api = userApi(cor);
    const warnings: Error[] = [];
    const note = (warning: Error): number => warnings.push(warning);
    process.on('warning', note);
    const { signal } = new AbortController();
    for (let i = 0; i < ids.length; i += 64) {
      const batch = ids.slice(i, i + 64).map((id) => api.update({ ...REQUEST, id }, signal));
      expect((await Promise.all(batch)).every((attempt) => attempt.kind === 'applied')).toBe(true);
    }
    process.off('warning', note);
    expect(warnings).toEqual([]);
    expect(cor.users().every((user) => user.updates === 1)).toBe(true);
  });
});

describe('a signal', () => {
  it('abandons what was written: the outcome is unknown', async () => {
    const cor = await sandbox({ faults: always({ kind: 'hang', applied: true }) });
    const stop = new AbortController();
    const pending = userApi(cor).update(REQUEST, stop.signal);
    await expect.poll(() => cor.user(ID)?.updates).toBe(1);
    stop.abort();
    expect(await pending).toMatchObject({ kind: 'unknown', error: { class: 'timeout' } });
  });

  it('that has already fired sends nothing', async () => {
    const cor = await sandbox();
    const attempt = await userApi(cor).update(REQUEST, AbortSignal.abort());
    expect(attempt).toMatchObject({ kind: 'not-applied', error: { class: 'unreachable' } });
    expect(cor.requests).toHaveLength(0);
  });

  it('is let go of when the update is over', async () => {
    const cor = await sandbox();
    const api = userApi(cor);
    const stop = new AbortController();
    await api.update(REQUEST, stop.signal);
    stop.abort();
    expect((await api.update(REQUEST, NO_SIGNAL)).kind).toBe('applied');
  });
});

describe('closing', () => {
  it('ends an update under way as an outcome', async () => {
    const cor = await sandbox({ faults: always({ kind: 'hang' }) });
    const api = userApi(cor);
    const pending = api.update(REQUEST, NO_SIGNAL);
    await expect.poll(() => cor.requests.length).toBe(1);
    await api.close();
    expect(await pending).toMatchObject({ kind: 'unknown', error: { class: 'reset' } });
    expect(await api.update(REQUEST, NO_SIGNAL)).toMatchObject({
      kind: 'not-applied',
      error: { class: 'unreachable' },
    });
  });
});

describe('authorise', () => {
  it('asks for a token once and keeps it', async () => {
    const cor = await sandbox();
    const api = userApi(cor, { credentials: CLIENT });
    await api.authorise(NO_SIGNAL);
    await api.authorise(NO_SIGNAL);
    await api.update(REQUEST, NO_SIGNAL);
    expect(cor.requests.map((r) => r.method)).toEqual(['POST', 'PUT']);
    expect(cor.requests[0]?.path).toBe('/v1/oauth/token?grant_type=client_credentials');
  });

  it('sends nothing for a fixed token: there is no call that would prove it', async () => {
    const cor = await sandbox();
    await userApi(cor, { credentials: FIXED_TOKEN }).authorise(NO_SIGNAL);
    expect(cor.requests).toHaveLength(0);
  });

  it('fails with what to do where the key is wrong', async () => {
    const auth = { apiKey: 'other', clientSecret: 'other', accessTokens: [] };
    const cor = await sandbox({ auth });
    const failure = await userApi(cor, { credentials: CLIENT })
      .authorise(NO_SIGNAL)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ kind: 'not-authorised', diagnostics: [{ code: 'CF510' }] });
    expectNoCanary(failure);
  });

  it.each([
    ['html', httpAnswer(200, '<html></html>')],
    ['no token', httpAnswer(200, '{"token_type":"Bearer","expires_in":3600}')],
    ['a token with a line end', httpAnswer(200, '{"access_token":"canary\\nx"}')],
    ['another kind of token', httpAnswer(200, '{"access_token":"canary","token_type":"mac"}')],
    ['a negative life', httpAnswer(200, '{"access_token":"canary","expires_in":-1}')],
    ['a life of nonsense', httpAnswer(200, '{"access_token":"canary","expires_in":"soon"}')],
    ['a redirect', httpAnswer(302, '', { location: 'http://127.0.0.1:1/' })],
    ['null', httpAnswer(200, 'null')],
  ])('fails where the answer is not understood: %s', async (_, bytes) => {
    const server = await answering(bytes);
    const failure = await userApi(server, { credentials: CLIENT })
      .authorise(NO_SIGNAL)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'not-authorised', diagnostics: [{ code: 'CF511' }] });
    expectNoCanary(failure);
  });

  it.each(['"expires_in":"3600"', '"token_type":"bearer"'])('understands %s', async (member) => {
    const server = await answering(httpAnswer(200, `{"access_token":"abc",${member}}`));
    await userApi(server, { credentials: CLIENT }).authorise(NO_SIGNAL);
  });

  it('asks again where the answer is no verdict, three times at most', async () => {
    const token = { method: 'POST', path: '/v1/oauth/token' };
    const flaky = await sandbox({
      faults: faults({ when: token, count: 2, then: { kind: 'answer', status: 503 } }),
    });
    await userApi(flaky, { credentials: CLIENT }).authorise(NO_SIGNAL);
    expect(flaky.requests).toHaveLength(3);

    const down = await sandbox({
      faults: faults({ when: token, count: null, then: { kind: 'reset' } }),
    });
    await expect(userApi(down, { credentials: CLIENT }).authorise(NO_SIGNAL)).rejects.toMatchObject(
      {
        kind: 'not-authorised',
        diagnostics: [{ code: 'CF512' }],
      },
    );
    expect(down.requests).toHaveLength(3);
  });
});
