/** How a connection is made: directly, or through a tunnel that a proxy opens (CONNECT). */
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { proxyFor, type ProxyRoute, type ProxySettings } from './proxy.js';
import { TransportError } from './transport-error.js';

/** Milliseconds for a connection, TLS included, and for a proxy to open its tunnel. */
export const CONNECT_TIMEOUT_MS = 10_000;

type Peer = buildConnector.Options;
type Done = buildConnector.Callback;

/**
 * Makes the function that connects to any target. Its errors are TransportErrors with the system's word
 * for the cause, or `PROXY_` and that word if it was the proxy that could not be reached or said no.
 * An error of undici's own class would make it try again forever.
 */
export function createConnector(
  direct: buildConnector.connector,
  proxies: ProxySettings,
  closing: AbortSignal,
): buildConnector.connector {
  const connect = (target: Peer, done: Done): void =>
    direct(target, (...[error, socket]) => {
      if (error === null) done(null, socket);
      else done(noConnection(causeOf(error)), null);
    });
  return (target, done) => {
    const proxy = proxyFor(target, proxies);
    if (proxy === null) connect(target, done);
    else if (proxy === 'unusable') done(noConnection('PROXY_UNUSABLE'), null);
    else {
      openTunnel(proxy, target, closing).then(
        (socket) => {
          if (target.protocol === 'https:') connect({ ...target, httpSocket: socket }, done);
          else done(null, socket);
        },
        (error: unknown) => done(noConnection(`PROXY_${causeOf(error)}`), null),
      );
    }
  };
}

function noConnection(code: string): TransportError {
  return new TransportError('unreachable', false, code);
}

/** The code of an error, which never holds any of our data; its message might. */
function causeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,48}$/.test(code) ? code : 'FAILED';
}

/** A proxy that answered and did not open the tunnel: its status is the code. */
class TunnelRefused extends Error {
  readonly code: string;

  constructor(status: number) {
    super('The proxy opened no tunnel.');
    this.code = `HTTP_${status}`;
  }
}

function openTunnel(proxy: ProxyRoute, target: Peer, closing: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const request = askForTunnel(proxy, target, closing);
    request.once('connect', (answer: IncomingMessage, socket: Socket, head: Buffer) => {
      if (answer.statusCode !== 200) {
        socket.destroy();
        reject(new TunnelRefused(answer.statusCode ?? 0));
        return;
      }
      socket.setTimeout(0);
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.once('timeout', () => request.destroy(timedOut()));
    request.once('error', reject);
    request.end();
  });
}

function askForTunnel(proxy: ProxyRoute, target: Peer, closing: AbortSignal): ClientRequest {
  const { protocol, hostname, port, authorization } = proxy;
  const authority = `${target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname}:${portOf(target)}`;
  const send = protocol === 'https:' ? requestHttps : requestHttp;
  return send({
    method: 'CONNECT',
    hostname,
    port,
    path: authority,
    headers: {
      host: authority,
      ...(authorization === null ? {} : { 'proxy-authorization': authorization.reveal() }),
    },
    agent: false,
    timeout: CONNECT_TIMEOUT_MS,
    signal: closing,
  });
}

function portOf({ port, protocol }: Peer): string {
  if (port !== '') return port;
  return protocol === 'https:' ? '443' : '80';
}

function timedOut(): Error {
  return Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' });
}
