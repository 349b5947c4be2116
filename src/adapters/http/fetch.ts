/**
 * The `fetch` that ky is given, on undici's connection pool. It differs from the platform's in four ways:
 * it knows whether a failed request had been written, one deadline spans connecting, head and body, bodies
 * are capped, and it goes through the proxy of the environment. It never follows, repeats or decompresses.
 */
import { setMaxListeners } from 'node:events';
import { Agent, buildConnector } from 'undici';
import type { Dispatcher } from 'undici';
import { momentOf, stoodStill } from '../../core/sending/standstill.js';
import { systemClock } from '../system/clock.js';
import { CONNECT_TIMEOUT_MS, createConnector } from './connect.js';
import type { ProxySettings } from './proxy.js';
import { TransportError, type TransportFailure } from './transport-error.js';

export interface FetchOptions {
  readonly proxy: ProxySettings;
  /** Milliseconds for a whole exchange: connecting, head and body. */
  readonly deadline: number;
  /** The longest body that is read, in bytes. */
  readonly bodyLimit: number;
  /** False: each request has a connection of its own. */
  readonly keepAlive: boolean;
}

export interface ClosableFetch {
  /**
   * Sends the request once. Rejects with a TransportError if no answer came; if the answer broke off
   * or was too long, reading its body rejects with one.
   */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Cuts all connections. */
  close(): Promise<void>;
}

/** Makes a `fetch` with a pool of its own, which grows with the number of requests in flight. */
export function createFetch(options: FetchOptions): ClosableFetch {
  const closing = new AbortController();
  // One listener for each tunnel that is being opened is no leak; Node warns at eleven.
  setMaxListeners(0, closing.signal);
  const direct = buildConnector({ timeout: CONNECT_TIMEOUT_MS });
  const agent = new Agent({
    // undici's own time limits are off: the deadline of the exchange holds. 0: no keep-alive.
    pipelining: options.keepAlive ? 1 : 0,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: createConnector(direct, options.proxy, closing.signal),
  });
  return {
    fetch: async (request) => {
      const body = request.body === null ? null : await request.text();
      return new Promise((resolve, reject) => {
        const exchange = new Exchange(options, request.signal, resolve, reject);
        if (!exchange.begin()) return;
        const { origin, pathname, search } = new URL(request.url);
        const headers = Object.fromEntries(request.headers);
        const { method } = request;
        agent.dispatch({ origin, path: pathname + search, method, headers, body }, exchange);
      });
    },
    close: () => {
      closing.abort();
      return agent.destroy();
    },
  };
}

/** undici's names for an answer that came and breaks the protocol. */
const MALFORMED: ReadonlySet<string> = new Set([
  'HTTPParserError',
  'HeadersOverflowError',
  'ResponseContentLengthMismatchError',
]);

type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

interface Head {
  readonly status: number;
  readonly headers: Headers;
}

/** One request and its answer, as undici reports them. Settles exactly once. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: FetchOptions;
  readonly #signal: AbortSignal;
  readonly #resolve: (response: Response) => void;
  readonly #reject: (error: TransportError) => void;
  readonly #begunAt = momentOf(systemClock);
  readonly #chunks: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;
  #controller: Dispatcher.DispatchController | null = null;
  #head: Head | null = null;
  #size = 0;
  #settled = false;

  constructor(
    options: FetchOptions,
    signal: AbortSignal,
    resolve: (response: Response) => void,
    reject: (error: TransportError) => void,
  ) {
    this.#options = options;
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Starts the clock. False if the signal has aborted already: then nothing must be dispatched. */
  begin(): boolean {
    if (this.#signal.aborted) {
      this.#giveUp();
      return false;
    }
    this.#signal.addEventListener('abort', this.#giveUp);
    this.#timer = setTimeout(this.#runOut, this.#options.deadline);
    return true;
  }

  /** The last moment before the request is written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while connecting, about to be repeated (after a lost connection), or of a machine that slept
    // while connecting, so somebody else may have taken over: none of them is written.
    const slept = stoodStill(this.#begunAt, momentOf(systemClock), CONNECT_TIMEOUT_MS);
    if (this.#settled || this.#controller !== null || slept) {
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
    if (status > 599) this.#abort('malformed');
    else this.#head = { status, headers: readHeaders(headers) };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#options.bodyLimit) this.#abort('too-long');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#head === null) {
      this.#fail('malformed');
      return;
    }
    this.#settle();
    this.#resolve(toResponse(this.#head, Buffer.concat(this.#chunks)));
  }

  onResponseError(_controller: unknown, error: Error): void {
    const code = error instanceof TransportError ? error.code : null;
    this.#fail(MALFORMED.has(error.name) ? 'malformed' : 'reset', code);
  }

  readonly #giveUp = (): void => this.#abort('timeout');

  readonly #runOut = (): void => this.#abort('timeout', 'ETIMEDOUT');

  #abort(failure: TransportFailure, code: string | null = null): void {
    const controller = this.#controller;
    this.#fail(failure, code);
    controller?.abort(new TransportError(failure, true));
  }

  /** `code`: why there was no connection. It is dropped if there was one. */
  #fail(failure: TransportFailure, code: string | null = null): void {
    if (this.#settled) return;
    this.#settle();
    if (this.#controller === null) this.#reject(new TransportError('unreachable', false, code));
    else if (this.#head === null) this.#reject(new TransportError(failure, true));
    else this.#resolve(toResponse(this.#head, new TransportError(failure, true)));
  }

  #settle(): void {
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#giveUp);
  }
}

/** Leaves out what can't be the value of a header. */
function readHeaders(raw: RawHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    for (const one of [value ?? []].flat()) {
      try {
        headers.append(name, one);
      } catch {
        // Text beyond Latin-1, which only a broken server sends.
      }
    }
  }
  return headers;
}

/** The statuses whose answers have no body. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

function toResponse(head: Head, body: Buffer | TransportError): Response {
  if (BODILESS.has(head.status)) return new Response(null, head);
  if (!(body instanceof TransportError)) return new Response(body, head);
  const broken = new ReadableStream({ start: (controller) => controller.error(body) });
  return new Response(broken, head);
}
