/** The requests of Terraform's `http` protocol: addresses, methods, headers. */
import { createHash } from 'node:crypto';
import { ExchangeError, exchange, parseAddress, type Answer } from '../../http/exchange.js';
import { NoAnswer } from '../attempts.js';
import { badSetting, notAuthorised } from '../backend-failure.js';

export interface HttpServerOptions {
  readonly address: string;
  readonly lockAddress: string;
  readonly unlockAddress: string;
  /** Default POST. */
  readonly updateMethod?: string;
  /** Default LOCK; GitLab wants POST. */
  readonly lockMethod?: string;
  /** Default UNLOCK; GitLab wants DELETE. */
  readonly unlockMethod?: string;
  /** Basic authentication, or null for none. */
  readonly credentials: { readonly username: string; readonly password: string } | null;
  /** The deadline of one request (default 60 s). */
  readonly timeoutMs?: number;
}

type Request = 'read' | 'write' | 'lock' | 'unlock';

export class HttpStateServer {
  readonly location: string;
  readonly #endpoints: Readonly<Record<Request, { readonly method: string; readonly url: URL }>>;
  readonly #authorization: string | null;
  readonly #timeoutMs: number;

  constructor(options: HttpServerOptions) {
    const address = parseAddress(options.address, '`state.address`');
    this.#endpoints = {
      read: { method: 'GET', url: address },
      write: { method: methodOf(options.updateMethod, 'POST'), url: address },
      lock: {
        method: methodOf(options.lockMethod, 'LOCK'),
        url: parseAddress(options.lockAddress, '`state.lock_address`'),
      },
      unlock: {
        method: methodOf(options.unlockMethod, 'UNLOCK'),
        url: parseAddress(options.unlockAddress, '`state.unlock_address`'),
      },
    };
    // A query may carry a token.
    this.location = `${address.origin}${address.pathname}`;
    this.#authorization = options.credentials === null ? null : basic(options.credentials);
    this.#timeoutMs = options.timeoutMs ?? 60_000;
  }

  /** Sends one request, once. Throws NoAnswer, and Failure if the credentials are refused. */
  async send(what: Request, body: string | undefined, lockId: string | null): Promise<Answer> {
    const { method, url } = this.#endpoints[what];
    const target = new URL(url);
    if (lockId !== null) target.searchParams.set('ID', lockId);
    const headers = {
      ...(this.#authorization === null ? {} : { authorization: this.#authorization }),
      ...(body === undefined ? {} : contentHeaders(body)),
    };
    try {
      const answer = await exchange({
        method,
        url: target,
        timeoutMs: this.#timeoutMs,
        headers,
        ...(body === undefined ? {} : { body }),
      });
      if (answer.status !== 401 && answer.status !== 403) return answer;
      const fix = 'Check CORFORM_HTTP_USERNAME and CORFORM_HTTP_PASSWORD.';
      throw notAuthorised(this.location, `status ${answer.status}`, fix);
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error;
      throw new NoAnswer(error.message, !error.notSent);
    }
  }
}

/** As Terraform sends them. */
function contentHeaders(body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'content-md5': createHash('md5').update(body).digest('base64'),
  };
}

function methodOf(given: string | undefined, fallback: string): string {
  const name = given ?? fallback;
  if (/^[A-Z]{1,20}$/.test(name)) return name;
  throw badSetting('a method of the http backend is not a word in capitals');
}

function basic(credentials: { readonly username: string; readonly password: string }): string {
  const { username, password } = credentials;
  if (/[\p{Cc}]/u.test(username + password) || username.includes(':')) {
    throw badSetting(
      'the user name or password of the http backend has characters that can’t be sent',
    );
  }
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
