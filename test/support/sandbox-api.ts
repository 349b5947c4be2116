/** The HTTP adapter against a sandbox or any other local server, with canaries that must never come out. */
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { inspect } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import type { Credentials } from '../../src/adapters/cor/credentials.js';
import { openUserApi } from '../../src/adapters/cor/user-api.js';
import type { HttpUserApi, UserApiOptions } from '../../src/adapters/cor/user-api.js';
import { readProxySettings } from '../../src/adapters/http/proxy.js';
import { Secret } from '../../src/adapters/system/secret.js';
import type { Attempt, UpdateRequest } from '../../src/core/ports/cor.js';
import type { Clock } from '../../src/core/ports/system.js';
import { parseFaults } from '../../src/sandbox/fault-script.js';
import type { FaultScript } from '../../src/sandbox/fault-script.js';
import type { SandboxOptions } from '../../src/sandbox/options.js';
import { startSandbox } from '../../src/sandbox/server.js';
import type { Sandbox } from '../../src/sandbox/server.js';

export const CANARY_TOKEN = 'canarytoken-5f1d7c0a9b';
export const CANARY_PHONE = '+1 555-0199-canary';
export const ID = 'OKTA-USER-12345';

export const REQUEST: UpdateRequest = {
  id: ID,
  source: 'OKTA',
  set: { first_name: 'John', phone: CANARY_PHONE, role_id: 3, position: 'Lead Developer' },
};

export const FIXED_TOKEN: Credentials = { kind: 'access-token', token: new Secret(CANARY_TOKEN) };
export const CLIENT: Credentials = {
  kind: 'client',
  apiKey: new Secret('canary-key'),
  clientSecret: new Secret('canary-client-secret'),
};

export const NO_SIGNAL = new AbortController().signal;

/** A clock that a test moves; sleeping moves it too, and takes no time. */
export function movableClock(): Clock & { advance(ms: number): void; readonly slept: number[] } {
  let time = 1_000_000;
  const slept: number[] = [];
  return {
    slept,
    advance: (ms) => (time += ms),
    now: () => time,
    monotonic: () => time,
    sleep: (ms) => {
      slept.push(ms);
      time += ms;
      return Promise.resolve();
    },
  };
}

export function faults(...rules: readonly object[]): FaultScript {
  const { value, diagnostics } = parseFaults(JSON.stringify({ version: 1, faults: rules }));
  expect(diagnostics).toEqual([]);
  return value!;
}

/** A fault that hits every PUT. */
export function always(then: object): FaultScript {
  return faults({ count: null, then });
}

export async function sandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const started = await startSandbox({ users: [ID], ...options });
  onTestFinished(() => started.close());
  return started;
}

type Where = Pick<UserApiOptions, 'integrationsUrl' | 'apiUrl'>;

export function userApi(where: Where, options: Partial<UserApiOptions> = {}): HttpUserApi {
  const api = openUserApi({
    integrationsUrl: where.integrationsUrl,
    apiUrl: where.apiUrl,
    credentials: FIXED_TOKEN,
    proxy: readProxySettings({}),
    clock: movableClock(),
    userAgent: 'corform/test',
    ...options,
  });
  onTestFinished(() => api.close());
  return api;
}

/** One update, checked for canaries. */
export async function update(
  where: Where,
  options: Partial<UserApiOptions> = {},
  request: UpdateRequest = REQUEST,
): Promise<Attempt> {
  const attempt = await userApi(where, options).update(request, NO_SIGNAL);
  expectNoCanary(attempt.kind === 'applied' ? { ...attempt, echo: null } : attempt);
  return attempt;
}

export function expectNoCanary(value: unknown): void {
  const shown = inspect(value, { depth: Infinity, showHidden: true, getters: true });
  const thrown = value instanceof Error ? `${value.message}${value.stack ?? ''}` : '';
  expect(`${shown}${thrown}${JSON.stringify(value)}`).not.toMatch(/canary/i);
}

/** A server that speaks raw bytes: `answer` is called once for each connection, when data arrives. */
export async function rawServer(answer: (socket: Socket, received: Buffer) => void): Promise<
  Where & {
    readonly port: number;
    readonly received: () => string;
    readonly connections: () => number;
  }
> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let received = '';
  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.once('data', (chunk) => answer(socket, chunk));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  );
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    port,
    integrationsUrl: origin,
    apiUrl: `${origin}/v1`,
    received: () => received,
    connections: () => connections,
  };
}

/** A server that answers every request with the same bytes and closes. */
export function answering(bytes: string): ReturnType<typeof rawServer> {
  return rawServer((socket) => socket.end(bytes));
}

/** A complete HTTP answer as bytes. */
export function httpAnswer(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): string {
  const all = {
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} X\r\n${lines.join('')}\r\n${body}`;
}
