import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ObjectStoreOptions } from '../../../src/adapters/state/s3/bucket.js';
import { S3Backend } from '../../../src/adapters/state/s3/s3-backend.js';
import { readProxySettings } from '../../../src/adapters/http/proxy.js';
import { systemClock } from '../../../src/adapters/system/clock.js';
import { systemRandom } from '../../../src/adapters/system/random.js';
import { codeOf, failureOf } from '../../support/failures.js';
import { startS3Server, type S3Server } from '../../support/s3-server.js';
import { describeStateBackend, sampleLock, sampleText } from './state-backend-contract.js';

const KEY = 'teams/a b/state.json';

function open(server: S3Server, more: Partial<ObjectStoreOptions> = {}): S3Backend {
  return new S3Backend({
    proxy: readProxySettings({}),
    clock: systemClock,
    random: systemRandom,
    endpoint: server.endpoint,
    region: server.region,
    bucket: server.bucket,
    key: KEY,
    pathStyle: true,
    credentials: server.credentials,
    timeoutMs: 5000,
    ...more,
  });
}

describeStateBackend(
  'The s3 backend',
  async () => {
    const server = await startS3Server();
    return { backend: () => Promise.resolve(open(server)), cleanup: server.close };
  },
  { keepsVersions: false },
);

describeStateBackend(
  'The s3 backend on a store that compares ETags without quotes, like Ceph',
  async () => {
    const server = await startS3Server();
    server.comparesBareEtags = true;
    return { backend: () => Promise.resolve(open(server)), cleanup: server.close };
  },
  { keepsVersions: false },
);

describe('The s3 backend', () => {
  let server: S3Server;
  let backend: S3Backend;
  beforeEach(async () => {
    server = await startS3Server();
    backend = open(server);
  });
  afterEach(async () => {
    await server.close();
  });

  test('speaks to a bucket that is part of the host name', async () => {
    const endpoint = server.endpoint.replace('127.0.0.1', 'localhost');
    // *.localhost is this machine on every system that follows RFC 6761; where the resolver does not
    // know that, nothing is sent anywhere.
    const virtual = open(server, { endpoint, pathStyle: false, timeoutMs: 2000 });
    const result = await virtual.store
      .commit(sampleText(1), 1, null)
      .catch((error: unknown) => error);
    if (result instanceof Error) expect(result.message).toContain('CF450');
    else expect(server.objects.get(KEY)?.text).toBe(sampleText(1));
  });

  test('keeps lock and state in two objects, and leaves nothing else after a probe', async () => {
    await backend.probe();
    expect([...server.objects.keys()]).toEqual([]);
    await backend.store.commit(sampleText(1), 1, null);
    await backend.lock.take(sampleLock('a'));
    expect([...server.objects.keys()].sort()).toEqual([KEY, `${KEY}.lock`]);
    expect(server.objects.get(KEY)?.text).toBe(sampleText(1));
  });

  test.each(['if-match', 'if-none-match'] as const)(
    'refuses a store that ignores %s',
    async (condition) => {
      server.ignores = new Set([condition]);
      expect(await codeOf(backend.probe())).toBe('CF480');
      expect([...server.objects.keys()]).toEqual([]);
    },
  );

  test('accepts a store that compares ETags without quotes, but not one that ignores them so', async () => {
    server.comparesBareEtags = true;
    await backend.probe();
    server.ignores = new Set(['if-match']);
    expect(await codeOf(open(server).probe())).toBe('CF480');
  });

  test('names the region that the bucket is in', async () => {
    const failure = await failureOf(open(server, { region: 'us-east-1' }).store.read());
    expect(failure.diagnostics[0]).toMatchObject({ code: 'CF454', severity: 'error' });
    expect(failure.message).toContain('is in the region eu-central-1');
    expect(failure.diagnostics[0]?.fix).toContain('AWS_REGION');
  });

  test('refuses a store that does not know conditional writes', async () => {
    server.faults.push({ method: 'PUT', times: 9, kind: { status: 501, code: 'NotImplemented' } });
    expect(await codeOf(backend.probe())).toBe('CF480');
    server.faults.push({ method: 'PUT', times: 9, kind: { status: 501, code: 'NotImplemented' } });
    expect(await codeOf(backend.store.commit(sampleText(1), 1, null))).toBe('CF480');
  });

  test.each([
    ['the answer is lost', { reset: 'after' }],
    ['the request is lost', { reset: 'before' }],
    ['the store is busy', { status: 503, code: 'SlowDown' }],
    ['the store fails', { status: 500, code: 'InternalError' }],
    ['another write is under way', { status: 409, code: 'ConditionalRequestConflict' }],
  ] as const)('stores once where %s', async (_, kind) => {
    server.faults.push({ method: 'PUT', kind });
    const one = await backend.store.commit(sampleText(1), 1, null);
    expect(one.kind).toBe('committed');
    server.faults.push({ method: 'PUT', kind });
    const version = one.kind === 'committed' ? one.version : null;
    const two = await backend.store.commit(sampleText(2), 2, version);
    expect(two.kind).toBe('committed');
    expect(await backend.store.read()).toEqual({
      text: sampleText(2),
      version: two.kind === 'committed' ? two.version : '',
    });
    server.faults.push({ method: 'PUT', kind });
    expect(await backend.lock.take(sampleLock('a'))).toEqual({ kind: 'held', takenFrom: null });
    server.faults.push({ method: 'PUT', kind });
    expect(await backend.lock.release('a')).toEqual({ kind: 'unlocked' });
  });

  test('does not call its own write stale, nor another’s its own', async () => {
    // The request is lost, and before the next attempt somebody else stores the very same text.
    const other = open(server);
    server.faults.push({
      method: 'PUT',
      kind: {
        meanwhile: () => {
          server.objects.set(KEY, { text: sampleText(1), etag: '"e"', write: 'another' });
        },
      },
    });
    expect(await codeOf(backend.store.commit(sampleText(1), 1, null))).toBe('CF451');
    expect(await other.store.commit(sampleText(1), 1, null)).toEqual({ kind: 'stale' });
  });

  test('is stale where the object was deleted under it', async () => {
    const one = await backend.store.commit(sampleText(1), 1, null);
    server.objects.clear();
    const version = one.kind === 'committed' ? one.version : null;
    expect(await backend.store.commit(sampleText(2), 2, version)).toEqual({ kind: 'stale' });
  });

  test.each([
    ['PUT', { status: 400, code: 'EntityTooLarge' }, 'CF455'],
    ['PUT', { status: 500, code: 'InternalError' }, 'CF451'],
    ['PUT', { status: 503, code: 'SlowDown' }, 'CF450'],
    ['PUT', { status: 307, code: 'TemporaryRedirect' }, 'CF455'],
    ['PUT', { status: 404, code: 'NoSuchBucket' }, 'CF481'],
    ['PUT', { status: 403, code: 'AccessDenied' }, 'CF452'],
  ] as const)('tells what is wrong when %s gives %o', async (method, kind, code) => {
    server.faults.push({ method, times: 9, kind });
    expect(await codeOf(backend.store.commit(sampleText(1), 1, null))).toBe(code);
    expect(server.objects.size).toBe(0);
  });

  test.each([
    [{ status: 301, code: 'PermanentRedirect' }, 'CF453'],
    [{ status: 503, code: 'SlowDown' }, 'CF450'],
    [{ status: 404, code: 'NoSuchBucket' }, 'CF481'],
    [{ hang: true }, 'CF450'],
  ] as const)('tells what is wrong when GET gives %o', async (kind, code) => {
    server.faults.push({ method: 'GET', times: 9, kind });
    expect(await codeOf(open(server, { timeoutMs: 100 }).store.read())).toBe(code);
  });

  test('is refused with a wrong key, and without its session', async () => {
    const { credentials } = server;
    for (const more of [
      { credentials: { ...credentials, secretAccessKey: 'wrong-canary' } },
      { credentials: { ...credentials, accessKeyId: 'AKIAWRONG' } },
      { credentials: { ...credentials, sessionToken: null } },
    ]) {
      const failure = await failureOf(open(server, more).store.read());
      expect(failure.kind).toBe('not-authorised');
      expect(inspect(failure, { depth: Infinity })).not.toContain('canary');
    }
  });

  test.each([
    ['an endpoint in clear', { endpoint: 'http://s3.example.com' }],
    ['a bucket that is none', { bucket: 'a/../b' }],
    ['a bucket in capitals', { bucket: 'Team' }],
    ['a key that climbs', { key: 'a/../state.json' }],
    ['a key from the root', { key: '/state.json' }],
    ['a key with a query', { key: 'state.json?acl' }],
    ['a region that is none', { region: 'eu/x' }],
    [
      'an empty secret',
      { credentials: { accessKeyId: 'a', secretAccessKey: '', sessionToken: null } },
    ],
    [
      'a secret with a line end',
      { credentials: { accessKeyId: 'a', secretAccessKey: 'canary\n', sessionToken: null } },
    ],
  ])('refuses %s', (_, more: Partial<ObjectStoreOptions>) => {
    let message = '';
    try {
      open(server, more);
    } catch (error) {
      message = inspect(error, { depth: Infinity });
    }
    expect(message).toContain('CF454');
    expect(message).not.toContain('canary');
  });

  test('shows no credential of its own', () => {
    const shown = `${backend.traits.location}${inspect(backend, { depth: Infinity, showHidden: true })}`;
    expect(shown).not.toContain('canary');
    expect(shown).toContain(`s3://team-state/${KEY}`);
  });
});
