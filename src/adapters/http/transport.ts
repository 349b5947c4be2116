/**
 * The wire: a connection pool, and one exchange on it. Takes the Request that ky makes, and does what
 * fetch would do with it on undici's dispatcher, for four things that fetch does not have: it knows
 * whether a failed request had been written, one deadline spans connecting, head and body, bodies are
 * capped, and nothing is ever decompressed or followed. (It also takes a fifth of the time.)
 */
import { setMaxListeners } from 'node:events';
import { Agent, EnvHttpProxyAgent, Pool } from 'undici';
import type { Dispatcher } from 'undici';
import type { ProxySettings } from './proxy.js';

export type TransportFailure =
  /** No connection: refused, name not found, TLS, proxy, or given up before there was one. */
  | 'unreachable'
  | 'timeout'
  | 'reset'
  /** What came is not HTTP. */
  | 'malformed'
  | 'too-long';

/**
 * Why there is no (whole) answer. Carries no cause: undici's errors know addresses, and through the
 * request the token.
 */
export class TransportError extends Error {
  readonly failure: TransportFailure;
  /** False only where surely not one byte of the request was written. */
  readonly sent: boolean;

  constructor(failure: TransportFailure, sent: boolean) {
    super(`HTTP exchange failed: ${failure}`);
    this.name = 'TransportError';
    this.failure = failure;
    this.sent = sent;
  }
}

export interface ExchangeOptions {
  /** The body to send. The one of the Request is not used: it would have to be read back from a stream. */
  readonly body: string | null;
  /** Milliseconds for everything: connecting, head and body. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** An answer, the whole of it in memory. Not a Response: making and reading one costs 50 us a request. */
export interface WireAnswer {
  readonly status: number;
  /** The value of a header (named in lower case), several joined by commas; or null. */
  readonly header: (name: string) => string | null;
  /** The body, or why it is not whole. */
  readonly body: Uint8Array | TransportFailure;
}

export interface Transport {
  /**
   * Sends the request once; it is never repeated and no redirect is followed. Rejects with a
   * TransportError where there is no answer.
   */
  exchange(request: Request, options: ExchangeOptions): Promise<WireAnswer>;
  /** Cuts all connections. */
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly proxy: ProxySettings;
  /** The longest answer that is read, in bytes. */
  readonly bodyLimit: number;
}

/** Makes a transport with a pool of its own, which grows with the number of requests in flight. */
export function createTransport(options: TransportOptions): Transport {
  const dispatcher = createDispatcher(options.proxy);
  return {
    exchange: (request, exchange) =>
      new Promise((resolve, reject) => {
        const url = new URL(request.url);
        const handler = new Exchange(exchange, options.bodyLimit, resolve, reject);
        if (!handler.begin()) return;
        const { origin } = url;
        const path = url.pathname + url.search;
        const headers = Object.fromEntries(request.headers);
        dispatcher.dispatch(
          { origin, path, method: request.method, headers, body: exchange.body },
          handler,
        );
      }),
    close: () => dispatcher.destroy(),
  };
}

/** undici's own time limits are off, but for connecting: the deadline of the exchange holds. */
const POOL = {
  pipelining: 1,
  headersTimeout: 0,
  bodyTimeout: 0,
  connect: { timeout: 10_000 },
} as const;

function createDispatcher(proxy: ProxySettings): Dispatcher {
  if (proxy.http === null && proxy.https === null) return new Agent(POOL);
  return new EnvHttpProxyAgent({
    ...POOL,
    // Never undefined: undici would look into the environment by itself.
    httpProxy: proxy.http?.reveal() ?? '',
    httpsProxy: proxy.https?.reveal() ?? '',
    noProxy: proxy.except,
    clientFactory: (origin, options) => new Pool(origin, options).compose(failOnce),
  });
}

/**
 * undici connects again at once, and for ever, where a connection fails with a socket error, and that is
 * what a proxy that drops the tunnel looks like. Any other error ends the requests that wait for it.
 */
const failOnce: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
  dispatch(options, {
    onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
    onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
    onResponseStart: (...start) => handler.onResponseStart?.(...start),
    onResponseData: (...data) => handler.onResponseData?.(...data),
    onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
    onResponseError: (controller) =>
      handler.onResponseError?.(controller, new TransportError('unreachable', false)),
  });

/** undici's names for an answer that came and breaks the protocol. */
const MALFORMED: ReadonlySet<string> = new Set([
  'HTTPParserError',
  'HeadersOverflowError',
  'ResponseContentLengthMismatchError',
]);

type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** One request and its answer, as undici reports them. Settles exactly once. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #bodyLimit: number;
  readonly #resolve: (answer: WireAnswer) => void;
  readonly #reject: (error: TransportError) => void;
  readonly #chunks: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;
  #controller: Dispatcher.DispatchController | null = null;
  #head: Pick<WireAnswer, 'status' | 'header'> | null = null;
  #size = 0;
  #settled = false;

  constructor(
    options: ExchangeOptions,
    bodyLimit: number,
    resolve: (answer: WireAnswer) => void,
    reject: (error: TransportError) => void,
  ) {
    this.#options = options;
    this.#bodyLimit = bodyLimit;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Starts the clock. False where the signal has aborted already: then nothing must be dispatched. */
  begin(): boolean {
    const { signal, deadline } = this.#options;
    if (signal.aborted) {
      this.#fail('timeout');
      return false;
    }
    // One listener for each request in flight is no leak; Node warns at eleven.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', this.#giveUp);
    this.#timer = setTimeout(this.#giveUp, deadline);
    return true;
  }

  /** The last moment before the request is written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while connecting, or (after a lost connection) about to be repeated: neither is written.
    if (this.#settled || this.#controller !== null) {
      this.#fail('reset');
      controller.abort(new TransportError('reset', this.#controller !== null));
      return;
    }
    this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: RawHeaders,
  ): void {
    if (status < 200) return;
    if (status > 599) {
      this.#abort('malformed');
      return;
    }
    this.#head = { status, header: (name) => readHeader(headers, name) };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#bodyLimit) this.#abort('too-long');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#head === null) {
      this.#fail('malformed');
      return;
    }
    this.#settle();
    this.#resolve({ ...this.#head, body: Buffer.concat(this.#chunks) });
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#fail(MALFORMED.has(error.name) ? 'malformed' : 'reset');
  }

  readonly #giveUp = (): void => this.#abort('timeout');

  #abort(failure: TransportFailure): void {
    const controller = this.#controller;
    this.#fail(failure);
    controller?.abort(new TransportError(failure, true));
  }

  #fail(failure: TransportFailure): void {
    if (this.#settled) return;
    this.#settle();
    const sent = this.#controller !== null;
    if (this.#head === null) this.#reject(new TransportError(sent ? failure : 'unreachable', sent));
    else this.#resolve({ ...this.#head, body: failure });
  }

  #settle(): void {
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#options.signal.removeEventListener('abort', this.#giveUp);
  }
}

/** A server may name a header `__proto__` or `constructor`. */
function readHeader(headers: RawHeaders, name: string): string | null {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return Array.isArray(value) ? value.join(', ') : (value ?? null);
}
