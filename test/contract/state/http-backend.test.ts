import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  HttpBackend,
  type HttpBackendOptions,
} from '../../../src/adapters/state/http/http-backend.js';
import { readProxySettings } from '../../../src/adapters/http/proxy.js';
import { systemClock } from '../../../src/adapters/system/clock.js';
import { systemRandom } from '../../../src/adapters/system/random.js';
import { codeOf, failureOf } from '../../support/failures.js';
import {
  startHttpStateServer,
  type Fault,
  type HttpStateServer,
  type HttpStateServerOptions,
} from '../../support/http-state-server.js';
import { describeStateBackend, sampleLock, sampleText } from './state-backend-contract.js';

const GITLAB = { lockMethod: 'POST', unlockMethod: 'DELETE' };

function open(server: HttpStateServer, more: Partial<HttpBackendOptions> = {}): HttpBackend {
  return new HttpBackend({
    proxy: readProxySettings({}),
    clock: systemClock,
    asker: () => Promise.resolve(sampleLock(systemRandom.uuid())),
    address: server.url,
    lockAddress: server.lockUrl,
    unlockAddress: server.lockUrl,
    credentials: server.credentials,
    ...more,
  });
}

describeStateBackend(
  'The http backend on a server of Terraform’s protocol',
  async () => {
    const server = await startHttpStateServer({ style: 'terraform' });
    return { backend: () => Promise.resolve(open(server)), cleanup: server.close };
  },
  { atomicCommit: false, keepsVersions: false },
);

describeStateBackend(
  'The http backend on GitLab-managed state',
  async () => {
    const server = await startHttpStateServer({ style: 'gitlab' });
    return { backend: () => Promise.resolve(open(server, GITLAB)), cleanup: server.close };
  },
  { atomicCommit: false, keepsVersions: false, fullLockInfo: false },
);

describe('The http backend', () => {
  let server: HttpStateServer;
  let backend: HttpBackend;
  async function start(options: HttpStateServerOptions, ...faults: Fault[]): Promise<void> {
    await server.close();
    server = await startHttpStateServer(options);
    server.faults.push(...faults);
    backend = open(server, {
      timeoutMs: 2000,
      ...(options.style === 'gitlab' ? GITLAB : {}),
    });
  }
  beforeEach(async () => {
    server = await startHttpStateServer({ style: 'terraform' });
    backend = open(server, { timeoutMs: 2000 });
  });
  afterEach(async () => {
    await server.close();
  });

  test('sends the id of its lock with each write, and no id without a lock', async () => {
    await backend.store.commit(sampleText(1), 1, null);
    await backend.lock.take(sampleLock('a b&c'));
    const version = (await backend.store.read())?.version ?? null;
    await backend.store.commit(sampleText(2), 2, version);
    expect(server.log.filter((line) => line.startsWith('POST'))).toEqual([
      'POST',
      'POST?ID=a+b%26c',
    ]);
    expect(server.lock).toEqual(sampleLock('a b&c'));
  });

  test('keeps a query that the address has', async () => {
    const tagged = open(server, { address: `${server.url}?ref=1` });
    await tagged.lock.take(sampleLock('a'));
    await tagged.store.commit(sampleText(1), 1, null);
    expect(server.log).toContain('POST?ref=1&ID=a');
    expect(tagged.traits.location).toBe(server.url);
  });

  test.each(['terraform', 'gitlab'] as const)(
    'refuses the write of a holder that lost its lock (%s)',
    async (style) => {
      await start({ style });
      await backend.lock.take(sampleLock('mine'));
      server.lock = { ...sampleLock('theirs') };
      expect(await backend.store.commit(sampleText(1), 1, null)).toEqual({ kind: 'stale' });
      expect(server.state).toBeNull();
    },
  );

  test.each([400, 404, 500])(
    'calls a refusal with status %i a conflict if the lock is lost',
    async (status) => {
      await backend.lock.take(sampleLock('mine'));
      const meanwhile = (): void => {
        server.lock = { ...sampleLock('theirs') };
      };
      server.faults.push({ on: 'POST', times: 9, kind: { status }, meanwhile });
      expect(await backend.store.commit(sampleText(1), 1, null)).toEqual({ kind: 'stale' });
    },
  );

  test('refuses a server that keeps data instead of text', async () => {
    await start({ style: 'terraform', keepsData: true });
    const failure = await failureOf(backend.store.commit(`${sampleText(1)}\n`, 1, null));
    expect(failure.diagnostics[0]).toMatchObject({ code: 'CF466' });
    expect(failure.message).toContain('returns another text instead of the text that was stored');
  });

  test('says whether a server checks who writes, and changes nothing by asking', async () => {
    const notes: unknown[] = [];
    for (const options of [{ unfenced: true }, {}]) {
      await start({ style: 'terraform', ...options });
      expect(await backend.remarks()).toEqual([]);
      await backend.store.commit(sampleText(1), 1, null);
      notes.push((await backend.remarks()).map(({ code, severity }) => `${severity} ${code}`));
      expect(server).toMatchObject({ state: sampleText(1), lock: null });
    }
    expect(notes).toEqual([['info CF467'], []]);
    await start({ style: 'gitlab' });
    await backend.store.commit(sampleText(1), 1, null);
    expect(await backend.remarks()).toEqual([]);
  });

  test('does not call a server locked that refuses without a word', async () => {
    server.faults.push({ on: 'LOCK', times: 9, kind: { status: 423 } });
    const failure = await failureOf(backend.lock.take(sampleLock('a')));
    expect(failure.diagnostics[0]).toMatchObject({
      code: 'CF457',
      detail: 'LOCK gave status 423',
    });
    expect(failure.diagnostics[0]?.fix).toContain('If nobody is at work');
  });

  test('takes the lock that it already has, where the answer was lost', async () => {
    for (const style of ['terraform', 'gitlab'] as const) {
      await start({ style }, { on: 'LOCK', kind: { reset: 'after' } });
      expect(await backend.lock.take(sampleLock('a'))).toEqual({ kind: 'held', takenFrom: null });
      expect(await backend.lock.release('a')).toEqual({ kind: 'unlocked' });
      expect(server.lock).toBeNull();
    }
  });

  test('leaves no probe behind where the answer to one was lost', async () => {
    await start({ style: 'terraform' }, { on: 'LOCK', kind: { reset: 'after' } });
    expect(await backend.lock.owner()).toBeNull();
    expect(server.lock).toBeNull();
  });

  test.each([
    ['the answer is lost', { reset: 'after' }],
    ['a proxy answers in its place', { status: 502, apply: true, body: '<html>' }],
    ['the request is lost', { reset: 'before' }],
    ['the server is overloaded', { status: 503 }],
  ] as const)('finds out by reading whether a write arrived when %s', async (_, kind) => {
    for (const style of ['terraform', 'gitlab'] as const) {
      await start({ style }, { on: 'POST', kind });
      const result = await backend.store.commit(sampleText(1), 1, null);
      expect(result.kind).toBe('committed');
      expect(server.state).toBe(sampleText(1));
    }
  });

  test('says that the outcome is not known where no attempt has an answer', async () => {
    await start({ style: 'terraform' }, { on: 'POST', times: 9, kind: { reset: 'before' } });
    expect(await codeOf(backend.store.commit(sampleText(1), 1, null))).toBe('CF451');
  });

  test('takes a taken serial for stale, and any other refusal for one', async () => {
    await start({ style: 'gitlab' });
    await backend.store.commit(sampleText(1, 'mine'), 1, null);
    const version = (await backend.store.read())?.version ?? null;
    server.faults.push({ on: 'POST', kind: { status: 422 } });
    expect(await codeOf(backend.store.commit(sampleText(2), 2, version))).toBe('CF455');
    server.faults.push({ on: 'POST', kind: { status: 413 } });
    expect(await codeOf(backend.store.commit(sampleText(2), 2, version))).toBe('CF455');
    expect(server.state).toBe(sampleText(1, 'mine'));
  });

  test.each([
    ['GET', 401, 'CF452', 1],
    ['GET', 403, 'CF452', 1],
    ['GET', 302, 'CF453', 1],
    ['GET', 400, 'CF453', 1],
    ['GET', 503, 'CF450', 9],
    ['LOCK', 404, 'CF453', 1],
    ['LOCK', 423, 'CF457', 1],
  ] as const)('tells what is wrong when %s gives %i', async (on, status, code, times) => {
    const kind = { status, body: '<html>nothing of ours</html>', location: 'http://127.0.0.1:1/' };
    await start({ style: 'terraform' }, { on, times, kind });
    const attempt = on === 'GET' ? backend.store.read() : backend.lock.take(sampleLock('a'));
    expect(await codeOf(attempt)).toBe(code);
  });

  test('gives up on a server that does not answer', async () => {
    await start({ style: 'terraform' }, { on: 'GET', times: 9, kind: { hang: true } });
    backend = open(server, { timeoutMs: 100 });
    const failure = await failureOf(backend.store.read());
    expect(failure.diagnostics[0]).toMatchObject({
      code: 'CF450',
      detail: 'There was no complete answer in time.',
    });
  });

  test('refuses a server that grants two locks at once', async () => {
    await start({ style: 'terraform', lax: true });
    expect(await codeOf(backend.probe())).toBe('CF465');
    expect(server.lock).toBeNull();
  });

  test('passes its probe while somebody holds the lock, and leaves it with them', async () => {
    await open(server).lock.take(sampleLock('theirs'));
    await backend.probe();
    expect(server.lock?.['ID']).toBe('theirs');
  });

  test.each([
    ['an address in clear', { address: 'http://state.example.com/x' }],
    ['a lock address in clear', { lockAddress: 'http://state.example.com/x' }],
    ['another scheme', { unlockAddress: 'ftp://state.example.com/x' }],
    ['no address', { address: 'state' }],
    ['a password in the address', { address: 'https://u:canary-p4ss@state.example.com/x' }],
    ['a fragment', { address: 'https://state.example.com/x#y' }],
    ['a method that is none', { lockMethod: 'LOCK /x HTTP/1.1\r\nX: y' }],
    [
      "a user name that can't be sent",
      { credentials: { username: 'a:b', password: 'canary-p4ss' } },
    ],
    [
      "a password that can't be sent",
      { credentials: { username: 'a', password: 'canary-p4ss\n' } },
    ],
  ])('refuses %s', (_, more: Partial<HttpBackendOptions>) => {
    let message = '';
    try {
      open(server, more);
    } catch (error) {
      message = inspect(error, { depth: Infinity });
    }
    expect(message).toContain('CF454');
    expect(message).not.toContain('canary-p4ss');
  });

  test('shows no credential, whatever fails', async () => {
    const { password } = server.credentials;
    const encoded = Buffer.from(`ci:${password}`).toString('base64');
    await server.close();
    const failures = [
      await failureOf(backend.store.read()),
      await failureOf(backend.lock.take(sampleLock('a'))),
    ];
    for (const shown of [...failures, backend, backend.traits.location]) {
      const text = inspect(shown, { depth: Infinity, showHidden: true });
      expect(text).not.toContain(password);
      expect(text).not.toContain(encoded);
    }
    server = await startHttpStateServer({ style: 'terraform' });
  });
});
