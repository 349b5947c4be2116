/**
 * COR's list of users over HTTP. It is read with the transport, the deadlines and the rules for 429 of an
 * apply, and it can't write: the only request here is GET, beside the one for the token.
 */
import { LIST_NOT_AUTHORISED, LIST_UNREADABLE } from '../../core/errors/api.js';
import { Failure, failureOf } from '../../core/errors/failure.js';
import type { ApiError, UserDirectory } from '../../core/ports/cor.js';
import type { Random } from '../../core/ports/system.js';
import { explainUnreachable } from '../../core/sending/connection.js';
import { isHopeless } from '../../core/sending/gate.js';
import { MAX_ATTEMPTS, MAX_WAIT_MS, retryDelay } from '../../core/sending/retry-policy.js';
import { describeError } from '../../core/sending/stop.js';
import {
  countAnswer,
  countSent,
  loadOf,
  nextSendAt,
  startTraffic,
  type Traffic,
} from '../../core/sending/traffic.js';
import type { Secret } from '../system/secret.js';
import { readBrokenAnswer, readError } from './answer.js';
import { failureError, readRetryAfter } from './api-error.js';
import { readJson } from './json.js';
import { PAGE_SIZE, readListPage, type ListPage } from './list-page.js';
import { readList } from './list-passes.js';
import { openSession, type Session, type SessionOptions } from './session.js';
import { explainNoToken, isNoToken, sendWithToken } from './token.js';

export interface UserDirectoryOptions extends SessionOptions {
  readonly random: Random;
}

export interface HttpUserDirectory extends UserDirectory {
  /** Cuts all connections. */
  close(): Promise<void>;
}

export function openUserDirectory(options: UserDirectoryOptions): HttpUserDirectory {
  const session = openSession(options);
  return {
    list: async (signal) => {
      const reader = new PageReader(session, options, signal);
      return readList((page) => reader.read(page));
    },
    close: () => session.client.close(),
  };
}

const IN_FLIGHT = 4;
const FILTERS = { withHiddenUsers: true, withPosition: true };

/** How one request for a page ended. */
type PageEnd =
  | { readonly kind: 'page'; readonly page: ListPage }
  | {
      readonly kind: 'error';
      readonly error: ApiError;
      readonly retryAfterMs: number | null;
    };

class PageReader {
  readonly #session: Session;
  readonly #options: UserDirectoryOptions;
  readonly #signal: AbortSignal;
  #traffic: Traffic;
  #inFlight = 0;
  /** Those who wait for the answer to somebody else's request. */
  readonly #waiting: (() => void)[] = [];
  #hasRead = false;

  constructor(session: Session, options: UserDirectoryOptions, signal: AbortSignal) {
    this.#session = session;
    this.#options = options;
    this.#signal = signal;
    this.#traffic = startTraffic(IN_FLIGHT, null, options.clock.monotonic());
  }

  /** Reads a page, four times at most. Throws Failure if there is no use in reading any other one. */
  async read(number: number): Promise<ListPage | ApiError> {
    for (let attempt = 1; ; attempt += 1) {
      const end = await this.#readOnce(number);
      if (end.kind === 'page') {
        this.#hasRead = true;
        return end.page;
      }
      const { error, retryAfterMs } = end;
      if (isFinal(error) || attempt === MAX_ATTEMPTS || this.#isHopeless(retryAfterMs)) {
        if (this.#hasRead && !isRefused(error)) return error;
        throw unreadable(error);
      }
      const { clock, random } = this.#options;
      await clock.sleep(retryDelay(end, attempt, random.fraction()), this.#signal);
    }
  }

  /** COR asks for a longer pause than anybody waits for. */
  #isHopeless(retryAfterMs: number | null): boolean {
    const { gate } = this.#traffic;
    if ((retryAfterMs ?? 0) > MAX_WAIT_MS) return true;
    return gate.kind === 'paused' && isHopeless(gate);
  }

  async #readOnce(number: number): Promise<PageEnd> {
    const request = await this.#admit();
    this.#inFlight += 1;
    try {
      const end = await this.#ask(number);
      this.#signal.throwIfAborted();
      this.#count(request, end);
      return end;
    } finally {
      this.#inFlight -= 1;
      for (const wake of this.#waiting.splice(0)) wake();
    }
  }

  #count(request: number, end: PageEnd): void {
    const { clock, random } = this.#options;
    this.#traffic = countAnswer(this.#traffic, {
      request,
      signal: end.kind === 'page' ? 'accepted' : loadOf(end.error),
      retryAfterMs: end.kind === 'error' ? end.retryAfterMs : null,
      now: clock.monotonic(),
      fraction: random.fraction(),
    });
  }

  /** Waits until the next request may go, and returns its number. */
  async #admit(): Promise<number> {
    const { clock } = this.#options;
    for (;;) {
      this.#signal.throwIfAborted();
      const now = clock.monotonic();
      const at = nextSendAt(this.#traffic, this.#inFlight);
      if (at !== null && at <= now) {
        this.#traffic = countSent(this.#traffic, now);
        return this.#traffic.sent;
      }
      if (at === null) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      else await clock.sleep(at - now, this.#signal);
    }
  }

  async #ask(number: number): Promise<PageEnd> {
    const end = await sendWithToken(
      this.#session.tokens,
      (token) => this.#get(number, token),
      (one) => one.kind === 'error' && one.error.class === 'unauthorised',
      this.#signal,
    );
    if (!isNoToken(end)) return end;
    this.#signal.throwIfAborted();
    throw new Failure(explainNoToken(end));
  }

  async #get(number: number, token: Secret): Promise<PageEnd> {
    const url = new URL(`${this.#options.apiUrl}/users`);
    url.searchParams.set('page', String(number));
    url.searchParams.set('perPage', String(PAGE_SIZE));
    url.searchParams.set('filters', JSON.stringify(FILTERS));
    const bearer = token.reveal();
    const headers = { authorization: `Bearer ${bearer}`, accept: 'application/json' };
    const result = await this.#session.client.send(
      { method: 'GET', url: url.href, headers, body: null },
      this.#signal,
    );
    if (result.kind === 'failed') return failed(failureError(result), null);
    const json = readJson(result.body.text);
    const error = readError(result, json, [bearer]);
    const retryAfter = result.header('retry-after');
    if (error !== null) return failed(error, readRetryAfter(retryAfter, this.#options.clock.now()));
    const page = result.status === 200 ? readListPage(json) : null;
    if (page !== null) return { kind: 'page', page };
    return failed(readBrokenAnswer(result, [bearer]), null);
  }
}

function failed(error: ApiError, retryAfterMs: number | null): PageEnd {
  return { kind: 'error', error, retryAfterMs };
}

/** Asking again can't help. */
function isFinal(error: ApiError): boolean {
  return isRefused(error) || error.class === 'redirect';
}

function isRefused(error: ApiError): boolean {
  return error.class === 'refused' || error.class === 'forbidden' || error.class === 'unauthorised';
}

function unreadable(error: ApiError): Failure {
  if (error.class === 'forbidden' || error.class === 'unauthorised') {
    return failureOf(LIST_NOT_AUTHORISED, {
      summary: `COR does not let this credential read its list of users${describeError(error)}.`,
    });
  }
  return failureOf(LIST_UNREADABLE, {
    summary: `COR's list of users could not be read${describeError(error)}.`,
    ...explainUnreachable(error, LIST_UNREADABLE.fix),
  });
}
