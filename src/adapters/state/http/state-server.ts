/** The requests of Terraform's `http` protocol: addresses, methods, headers. */
import { createHash } from 'node:crypto';
import { badSetting, notAuthorised } from '../backend-failure.js';
import {
  createStateClient,
  parseAddress,
  type StateAnswer,
  type StateClient,
  type StateClientOptions,
} from '../state-client.js';

export interface HttpServerOptions extends StateClientOptions {
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
}

type Request = 'read' | 'write' | 'lock' | 'unlock';

export class HttpStateServer {
  readonly location: string;
  readonly #endpoints: Readonly<Record<Request, { readonly method: string; readonly url: URL }>>;
  readonly #authorization: string | null;
  readonly #client: StateClient;

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
    this.#client = createStateClient(
      options,
      Object.values(this.#endpoints).map(({ url }) => url),
    );
  }

  /** Sends one request, once. Throws NoAnswer, and Failure if the credentials are refused. */
  async send(what: Request, body: string | undefined, lockId: string | null): Promise<StateAnswer> {
    const { method, url } = this.#endpoints[what];
    const target = new URL(url);
    if (lockId !== null) target.searchParams.set('ID', lockId);
    const headers = {
      ...(this.#authorization === null ? {} : { authorization: this.#authorization }),
      ...(body === undefined ? {} : contentHeaders(body)),
    };
    const answer = await this.#client.send({
      method,
      url: target.href,
      headers,
      body: body ?? null,
    });
    if (answer.status !== 401 && answer.status !== 403) return answer;
    const fix = 'Check CORFORM_HTTP_USERNAME and CORFORM_HTTP_PASSWORD.';
    throw notAuthorised(this.location, `status ${answer.status}`, fix);
  }

  /** Cuts all connections. */
  close(): Promise<void> {
    return this.#client.close();
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
      "the user name or password of the http backend has characters that can't be sent",
    );
  }
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
