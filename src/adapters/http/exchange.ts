/**
 * One HTTP exchange for the backends that speak HTTP: no redirects, a deadline over the whole of it, a
 * cap on the answer, and errors that carry a word instead of a request. Small on purpose: the client for
 * COR has other needs (pooling, proxies, rates) and lives elsewhere.
 */
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { badSetting } from '../state/backend-failure.js';

export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  readonly timeoutMs: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** How an exchange ended without an answer. */
export class ExchangeError extends Error {
  /** Surely nothing was sent: no connection was made. */
  readonly notSent: boolean;

  constructor(reason: string, notSent: boolean) {
    super(reason);
    this.name = 'ExchangeError';
    this.notSent = notSent;
  }
}

/** More than any state; a server must not fill the memory. */
const MAX_BODY_BYTES = 512 * 1024 * 1024;

/** Sends one request. Rejects with ExchangeError, and with nothing else, where no whole answer came. */
export function exchange(options: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let connected = false;
    const send = options.url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(options.url, {
      method: options.method,
      // A connection of its own: one that was kept and closed by the server would look like a lost answer.
      agent: false,
      headers: {
        'user-agent': 'corform',
        'accept-encoding': 'identity',
        ...options.headers,
        ...(options.body === undefined
          ? {}
          : { 'content-length': Buffer.byteLength(options.body) }),
      },
    });
    const fail = (reason: string): void => {
      clearTimeout(deadline);
      reject(new ExchangeError(reason, !connected));
      request.destroy();
    };
    const deadline = setTimeout(() => fail('timed out'), options.timeoutMs);
    request.on('socket', (socket) => {
      const ready = options.url.protocol === 'https:' ? 'secureConnect' : 'connect';
      socket.once(ready, () => (connected = true));
    });
    request.on('error', (error: NodeJS.ErrnoException) => fail(reasonOf(error)));
    request.on('response', (response) => {
      readBody(response).then(
        (text) => {
          clearTimeout(deadline);
          resolve({ status: response.statusCode ?? 0, headers: flat(response), text });
        },
        (error: unknown) => fail(error instanceof Error ? reasonOf(error) : 'broken answer'),
      );
    });
    request.end(options.body);
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function flat(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}

/** The system's code of an error, which never holds any of our data; its message might. */
function reasonOf(error: NodeJS.ErrnoException): string {
  return /^[A-Z][A-Z0-9_]{2,60}$/.test(error.code ?? '') ? (error.code ?? '') : 'connection failed';
}

/**
 * Reads an address of a backend: https, or http on this machine; no user, password or fragment in it.
 * `what` names the setting in the Failure.
 */
export function parseAddress(text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw badSetting(`${what} is not an https:// address`);
  }
  if (url.username !== '' || url.password !== '') {
    throw badSetting(`${what} carries a user name or password: pass them in the environment`);
  }
  if (url.hash !== '') throw badSetting(`${what} has a fragment (#…)`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw badSetting(
      `${what} must be https://: only this machine itself may be spoken to in clear`,
    );
  }
  return url;
}

/** Whether a host name or address means this machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
