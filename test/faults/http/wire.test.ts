import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readProxySettings } from '../../../src/adapters/http/proxy.js';
import {
  always,
  answering,
  CANARY_TOKEN,
  CLIENT,
  httpAnswer,
  ID,
  rawServer,
  sandbox,
  update,
} from '../../support/sandbox-api.js';

/** Long enough for a busy machine to connect, short enough for a test. */
const SHORT = { deadline: 1500 };

describe('a request that was written', () => {
  it.each<[object, string, boolean]>([
    [{ kind: 'hang' }, 'timeout', false],
    [{ kind: 'hang', applied: true }, 'timeout', true],
    [{ kind: 'delay', ms: 60_000 }, 'timeout', false],
    [{ kind: 'drip', ms: 300 }, 'timeout', true],
    [{ kind: 'reset' }, 'reset', false],
    [{ kind: 'reset', applied: true }, 'reset', true],
    [{ kind: 'truncated' }, 'reset', true],
    [{ kind: 'half-json' }, 'protocol', true],
    [{ kind: 'wrong-json' }, 'protocol', true],
    [{ kind: 'endless' }, 'protocol', true],
    [{ kind: 'gzip-bomb' }, 'protocol', true],
    [{ kind: 'empty', applied: true }, 'protocol', true],
    [{ kind: 'html', status: 200, applied: true }, 'protocol', true],
    [{ kind: 'html' }, 'server', false],
    [{ kind: 'answer', status: 500, applied: true }, 'server', true],
  ])('is unknown and retryable after %j', async (fault, errorClass, applied) => {
    const cor = await sandbox({ faults: always(fault) });
    expect(await update(cor, SHORT)).toMatchObject({
      kind: 'unknown',
      error: { class: errorClass },
      retryable: true,
    });
    // Of this user: whoever calls on a server of another test that is gone may land here.
    expect(cor.requests.filter(({ id }) => id === ID)).toHaveLength(1);
    expect(cor.user(ID)?.updates).toBe(applied ? 1 : 0);
  });

  it('is not repeated when a kept connection turns out to be dead', async () => {
    const server = await rawServer((socket) => socket.destroy());
    expect(await update(server)).toMatchObject({ kind: 'unknown', error: { class: 'reset' } });
    expect(server.connections()).toBe(1);
  });

  it.each([
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['an impossible status', 'HTTP/1.1 999 X\r\ncontent-length: 0\r\n\r\n'],
    ['a head of 1 MB', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(1_000_000)}\r\n\r\n`],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
  ])('is unknown after %s', async (_, bytes) => {
    expect(await update(await answering(bytes), SHORT)).toMatchObject({
      kind: 'unknown',
      error: { class: 'protocol' },
    });
  });

  it('survives an interim answer and a body in many pieces', async () => {
    const body = httpAnswer(200, '{"id":8546}');
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\n\r\n');
      for (const byte of body) socket.write(byte);
    });
    expect(await update(server)).toMatchObject({ kind: 'applied', corId: 8546 });
  });

  it('keeps what a status alone says, when the body is cut', async () => {
    const cut = (status: number): string =>
      `HTTP/1.1 ${status} X\r\ncontent-length: 99\r\nretry-after: 3\r\n\r\n{`;
    expect(await update(await answering(cut(403)))).toMatchObject({ kind: 'refused' });
    expect(await update(await answering(cut(429)))).toMatchObject({
      kind: 'not-applied',
      retryAfterMs: 3000,
    });
    expect(await update(await answering(cut(400)))).toMatchObject({
      kind: 'unknown',
      error: { class: 'reset' },
      retryable: true,
    });
    expect(await update(await answering(cut(502)))).toMatchObject({ error: { class: 'server' } });
  });
});

describe('a request that was never written is surely not applied', () => {
  const unreachable = (code: unknown): object => ({
    kind: 'not-applied',
    error: { class: 'unreachable', status: null, code },
    retryAfterMs: null,
  });
  const at = (origin: string) => ({ integrationsUrl: origin, apiUrl: `${origin}/v1` });

  it('port refused', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await update(at(`http://127.0.0.1:${port}`))).toMatchObject(unreachable('ECONNREFUSED'));
  });

  it('name not found', async () => {
    expect(await update(at('https://cor.invalid'))).toMatchObject(
      unreachable(expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/)),
    );
  });

  it('a certificate that nobody vouches for', async () => {
    const pem = (kind: string): Buffer =>
      readFileSync(new URL(`fixtures/self-signed.${kind}`, import.meta.url));
    let received = '';
    const server = createTlsServer({ key: pem('key'), cert: pem('crt') }, (socket) => {
      socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
      socket.on('error', () => undefined);
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await update(at(`https://127.0.0.1:${port}`))).toMatchObject(
      unreachable('DEPTH_ZERO_SELF_SIGNED_CERT'),
    );
    expect(received).toBe('');
  });

  it('no TLS on the other side', async () => {
    const server = await answering(httpAnswer(400, ''));
    const origin = `https://127.0.0.1:${server.port}`;
    expect(await update(at(origin))).toMatchObject(unreachable('ERR_SSL_WRONG_VERSION_NUMBER'));
    expect(server.received()).not.toContain(CANARY_TOKEN);
    expect(server.connections()).toBe(1);
  });

  it('a connection that stays in the TLS handshake until the deadline', async () => {
    const server = await rawServer(() => undefined);
    const origin = `https://127.0.0.1:${server.port}`;
    expect(await update(at(origin), SHORT)).toMatchObject(unreachable('ETIMEDOUT'));
  });

  it('no access token', async () => {
    const cor = await sandbox();
    const apiUrl = 'https://cor.invalid/v1';
    const attempt = await update({ ...cor, apiUrl }, { credentials: CLIENT });
    expect(attempt).toMatchObject(unreachable(expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/)));
    expect(cor.requests).toHaveLength(0);
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])(
    '%i is not followed, not even to the same host',
    async (status) => {
      const cor = await sandbox({
        faults: always({ kind: 'redirect', status, location: '/v2/integrations/users/other' }),
      });
      expect(await update(cor)).toMatchObject({
        kind: 'unknown',
        error: { class: 'redirect', status },
        retryable: false,
      });
      expect(cor.requests).toHaveLength(1);
    },
  );

  it('shows nothing to another host', async () => {
    const other = await sandbox();
    const cor = await sandbox({
      faults: always({ kind: 'redirect', location: `${other.integrationsUrl}/steal` }),
    });
    expect(await update(cor)).toMatchObject({ kind: 'unknown', retryable: false });
    expect(other.requests).toHaveLength(0);
  });
});

describe('a proxy', () => {
  /** Tunnels every CONNECT to `port`, and notes where it was asked to go. */
  const proxyTo = async (port: number) => {
    const targets: string[] = [];
    const heads: string[] = [];
    const proxy = await rawServer((socket, head) => {
      heads.push(head.toString());
      targets.push(head.toString().split('\r\n')[0] ?? '');
      const onward = connect(port, '127.0.0.1');
      onward.on('error', () => socket.destroy());
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
      onTestFinished(() => void onward.destroy());
    });
    return { targets, heads, url: `http://127.0.0.1:${proxy.port}` };
  };
  const settings = (env: Readonly<Record<string, string>>) => ({
    proxy: readProxySettings(env),
  });
  const far = { integrationsUrl: 'http://127.0.0.9:81', apiUrl: 'http://127.0.0.9:81/v1' };

  it('is used, for what it is meant for', async () => {
    const cor = await sandbox();
    const proxy = await proxyTo(cor.port);
    const through = await update(far, settings({ HTTP_PROXY: proxy.url }));
    expect(through.kind).toBe('applied');
    expect(proxy.targets).toEqual(['CONNECT 127.0.0.9:81 HTTP/1.1']);
    expect((await update(cor, settings({ HTTP_PROXY: proxy.url }))).kind).toBe('applied');
    expect(proxy.targets).toHaveLength(1);
  });

  it('that refuses or breaks means that nothing was sent', async () => {
    const env = (port: number) => settings({ http_proxy: `http://me:canary@127.0.0.1:${port}` });
    const refuses = await answering('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    expect(await update(far, env(refuses.port))).toMatchObject({
      kind: 'not-applied',
      error: { class: 'unreachable', code: 'PROXY_HTTP_407' },
    });
    const breaks = await rawServer((socket) => socket.destroy());
    expect(await update(far, env(breaks.port))).toMatchObject({
      kind: 'not-applied',
      error: { class: 'unreachable', code: 'PROXY_ECONNRESET' },
    });
    expect(await update(far, env(1))).toMatchObject({
      kind: 'not-applied',
      error: { class: 'unreachable', code: 'PROXY_ECONNREFUSED' },
    });
    expect(refuses.received() + breaks.received()).not.toContain(CANARY_TOKEN);
    expect(breaks.connections()).toBe(1);
  });

  it('is given the user name and the password, and nothing of the request', async () => {
    const cor = await sandbox();
    const proxy = await proxyTo(cor.port);
    const env = { HTTP_PROXY: proxy.url.replace('http://', 'me:p%40ss%zz@') };
    expect((await update(far, settings(env))).kind).toBe('applied');
    const expected = Buffer.from('me:p%40ss%zz').toString('base64');
    expect(proxy.heads[0]).toContain(`proxy-authorization: Basic ${expected}\r\n`);
    expect(proxy.heads[0]).not.toContain(CANARY_TOKEN);
  });

  it('that connects too late finds nothing to send any more', async () => {
    const cor = await sandbox();
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const closed = new Promise<void>((resolve, reject) => {
      void rawServer((socket) => {
        const onward = connect(cor.port, '127.0.0.1');
        socket.once('close', () => resolve());
        void released.then(() => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          socket.pipe(onward).pipe(socket);
        });
      }).then(async (proxy) => {
        const attempt = await update(far, {
          deadline: 500,
          ...settings({ HTTP_PROXY: `http://127.0.0.1:${proxy.port}` }),
        });
        expect(attempt).toMatchObject({ kind: 'not-applied', error: { class: 'unreachable' } });
        release();
      }, reject);
    });
    await closed;
    expect(cor.requests).toHaveLength(0);
  });
});
