/** The bearer token: where it comes from, when it is renewed, and when to stop trying. */
import { type Diagnostic, errorOf } from '../../core/errors/diagnostic.js';
import { API_KEY_REJECTED, NO_TOKEN, TOKEN_ANSWER_NOT_UNDERSTOOD } from '../../core/errors/api.js';
import { setMaxListeners } from 'node:events';
import type { Clock } from '../../core/ports/system.js';
import type { Credentials } from './credentials.js';
import { explainConnection } from '../../core/sending/connection.js';
import type { HttpClient, HttpResult } from '../http/client.js';
import { readRetryAfter } from './api-error.js';
import { isObject, readJson, readNumber } from './json.js';
import { Secret } from '../system/secret.js';

/**
 * There is no token. `denied`: the credential is no good. `not-understood`: something else than COR
 * answered. In both cases asking again is pointless. `unavailable`: no verdict (no connection, 5xx, 429).
 */
export interface NoToken {
  readonly kind: 'denied' | 'not-understood' | 'unavailable';
  readonly status: number | null;
  /** Why there was no connection, as in an ApiError of class `unreachable`; else null. */
  readonly code: string | null;
}

export type TokenAnswer = { readonly kind: 'token'; readonly token: Secret } | NoToken;

export interface TokenSource {
  /** The token to use now; asks for one if there is none or 80 % of its life is over. */
  current(signal: AbortSignal): Promise<TokenAnswer>;
  /**
   * COR answered 401 to this token. Gives a newer one, asking for it at most once however many callers
   * there are. Denied if there can be none: a fixed token, or a fresh one that was rejected at once.
   */
  renew(rejected: Secret, signal: AbortSignal): Promise<TokenAnswer>;
  /** COR accepted this token at least once: if it is rejected later, it has expired. */
  confirm(token: Secret): void;
}

/** Makes the source that fits the credential. `apiUrl`: as given by parseEndpoint. */
export function createTokenSource(
  credentials: Credentials,
  apiUrl: string,
  client: HttpClient,
  clock: Clock,
): TokenSource {
  if (credentials.kind === 'access-token') return fixedToken(credentials.token);
  const request = createTokenRequest(credentials, apiUrl, client, clock);
  return new RenewedToken(request, clock);
}

function fixedToken(token: Secret): TokenSource {
  return {
    current: () => Promise.resolve({ kind: 'token', token }),
    renew: () => Promise.resolve(noToken('denied', 401)),
    confirm: () => undefined,
  };
}

/** A token as it was given out. Times are those of `Clock.monotonic`. */
interface Issued {
  readonly token: Secret;
  readonly renewAt: number;
  readonly endsAt: number;
}

type IssuedAnswer = { readonly kind: 'issued'; readonly issued: Issued } | NoToken;

/** A failed renewal ahead of time is tried again after this. */
const RENEWAL_PAUSE_MS = 5_000;

class RenewedToken implements TokenSource {
  readonly #request: () => Promise<IssuedAnswer>;
  readonly #clock: Clock;
  #held: Issued | null = null;
  /** Whether COR has taken the held token. */
  #confirmed = false;
  /** Whether the held token was asked for because of a 401. */
  #replacement = false;
  #pending: Promise<TokenAnswer> | null = null;
  /** Once the credential is known to be no good, nobody asks any more. */
  #denied: NoToken | null = null;

  constructor(request: () => Promise<IssuedAnswer>, clock: Clock) {
    this.#request = request;
    this.#clock = clock;
  }

  async current(signal: AbortSignal): Promise<TokenAnswer> {
    const held = this.#held;
    const now = this.#clock.monotonic();
    if (held !== null && now < held.renewAt) return { kind: 'token', token: held.token };
    const answer = await this.#ask(false, signal);
    if (answer.kind === 'token' || held === null || now >= held.endsAt) return answer;
    // Ahead of time and in vain: what is held is still good.
    this.#held = { ...held, renewAt: Math.min(held.endsAt, now + RENEWAL_PAUSE_MS) };
    return { kind: 'token', token: held.token };
  }

  async renew(rejected: Secret, signal: AbortSignal): Promise<TokenAnswer> {
    const held = this.#held;
    if (held !== null && held.token !== rejected) return { kind: 'token', token: held.token };
    if (held !== null && this.#replacement && !this.#confirmed) {
      this.#denied ??= noToken('denied', 401);
      return this.#denied;
    }
    return this.#ask(true, signal);
  }

  confirm(token: Secret): void {
    if (this.#held?.token === token) this.#confirmed = true;
  }

  #ask(replacement: boolean, signal: AbortSignal): Promise<TokenAnswer> {
    if (this.#denied !== null) return Promise.resolve(this.#denied);
    this.#pending ??= this.#fetch(replacement).finally(() => {
      this.#pending = null;
    });
    return abortable(this.#pending, signal);
  }

  async #fetch(replacement: boolean): Promise<TokenAnswer> {
    const answer = await this.#request();
    if (answer.kind !== 'issued') {
      if (answer.kind !== 'unavailable') this.#denied = answer;
      return answer;
    }
    this.#held = answer.issued;
    this.#confirmed = false;
    this.#replacement = replacement;
    return { kind: 'token', token: answer.issued.token };
  }
}

/** The request is everybody's, so one caller's signal ends that caller's waiting only. */
function abortable(pending: Promise<TokenAnswer>, signal: AbortSignal): Promise<TokenAnswer> {
  return new Promise((resolve, reject) => {
    const leave = (): void => resolve(noToken('unavailable', null));
    if (signal.aborted) leave();
    setMaxListeners(0, signal);
    signal.addEventListener('abort', leave);
    pending.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** Asks by the client credentials grant; asks again, a little later, where the answer is no verdict. */
function createTokenRequest(
  credentials: Credentials & { readonly kind: 'client' },
  apiUrl: string,
  client: HttpClient,
  clock: Clock,
): () => Promise<IssuedAnswer> {
  const url = `${apiUrl}/oauth/token?grant_type=client_credentials`;
  const once = async (): Promise<readonly [IssuedAnswer, number | null]> => {
    const pair = `${credentials.apiKey.reveal()}:${credentials.clientSecret.reveal()}`;
    const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    const headers = { authorization, accept: 'application/json' };
    const asked = clock.monotonic();
    const result = await client.send({ method: 'POST', url, headers, body: null });
    const header = result.kind === 'answer' ? result.header('retry-after') : null;
    return [readTokenAnswer(result, asked), readRetryAfter(header, clock.now())];
  };
  return async () => {
    for (let attempt = 1; ; attempt += 1) {
      const [answer, retryAfter] = await once();
      if (answer.kind !== 'unavailable' || attempt === ATTEMPTS) return answer;
      const pause = retryAfter ?? FIRST_PAUSE_MS * 3 ** (attempt - 1);
      await clock.sleep(Math.min(pause, LONGEST_PAUSE_MS));
    }
  };
}

function readTokenAnswer(result: HttpResult, asked: number): IssuedAnswer {
  if (result.kind === 'failed') return noToken('unavailable', null, result.code);
  const { status, body } = result;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return noToken('unavailable', status);
  }
  if (status >= 400) return noToken('denied', status);
  const issued = status < 300 && body.text !== null ? readIssued(body.text, asked) : null;
  return issued === null ? noToken('not-understood', status) : { kind: 'issued', issued };
}

const RENEW_AT = 0.8;

/** Reads `{access_token, token_type, expires_in}`. Without `expires_in` only a 401 shows the end. */
function readIssued(text: string, asked: number): Issued | null {
  const json = readJson(text);
  if (!isObject(json)) return null;
  const { access_token: token, token_type: type = 'Bearer', expires_in: life } = json;
  if (typeof token !== 'string' || !/^[\x21-\x7e]{1,8192}$/.test(token)) return null;
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') return null;
  const lifeMs = readLife(life);
  if (lifeMs === null) return null;
  return {
    token: new Secret(token),
    renewAt: asked + lifeMs * RENEW_AT,
    endsAt: asked + lifeMs,
  };
}

/** Seconds in milliseconds; null for nonsense. */
function readLife(value: unknown): number | null {
  if (value === undefined || value === null) return Number.POSITIVE_INFINITY;
  const seconds = readNumber(value);
  return seconds !== null && seconds > 0 ? seconds * 1000 : null;
}

function noToken(
  kind: NoToken['kind'],
  status: number | null,
  code: string | null = null,
): NoToken {
  return { kind, status, code };
}

export function isNoToken(end: { readonly kind: string }): end is NoToken {
  return end.kind === 'unavailable' || end.kind === 'denied' || end.kind === 'not-understood';
}

/**
 * Sends a request with the token, and once more with a new one if the first was rejected. `isRejected`
 * says whether COR answered 401. Resolves with the NoToken if there is none to send with.
 */
export async function sendWithToken<T>(
  tokens: TokenSource,
  send: (token: Secret) => Promise<T>,
  isRejected: (end: T) => boolean,
  signal: AbortSignal,
): Promise<T | NoToken> {
  const sendWith = async (token: Secret): Promise<T> => {
    const end = await send(token);
    if (!isRejected(end)) tokens.confirm(token);
    return end;
  };
  const held = await tokens.current(signal);
  if (held.kind !== 'token') return held;
  const end = await sendWith(held.token);
  if (!isRejected(end)) return end;
  const renewed = await tokens.renew(held.token, signal);
  if (renewed.kind === 'token') return sendWith(renewed.token);
  return renewed.kind === 'unavailable' ? renewed : end;
}

/** Says to a person why there is no token. */
export function explainNoToken(answer: NoToken): Diagnostic {
  const detail = `The answer had status ${answer.status}.`;
  switch (answer.kind) {
    case 'denied':
      return errorOf(API_KEY_REJECTED, {
        summary: 'COR does not accept the API key and client secret.',
        detail,
      });
    case 'not-understood':
      return errorOf(TOKEN_ANSWER_NOT_UNDERSTOOD, {
        summary: 'The answer to the token request is not one that COR gives.',
        detail,
      });
    case 'unavailable': {
      const summary = 'Could not get an access token from COR.';
      if (answer.code !== null) {
        const { cause, fix } = explainConnection(answer.code);
        return errorOf(NO_TOKEN, { summary, detail: `${cause} The address is COR_API_URL.`, fix });
      }
      return errorOf(NO_TOKEN, {
        summary,
        detail: answer.status === null ? 'There was no answer.' : detail,
      });
    }
  }
}
