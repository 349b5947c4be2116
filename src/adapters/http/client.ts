/** The one HTTP client: of COR, of its tokens, and of the states that are reached over http. */
import ky from 'ky';
import { createFetch, type FetchOptions } from './fetch.js';
import { TransportError, type TransportFailure } from './transport-error.js';

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Why an answer that came can't be read. `encoded`: compressed, although we refuse that. */
export type SpoiltBody = TransportFailure | 'encoded';

export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** The value of a header, several joined by commas; or null. */
  readonly header: (name: string) => string | null;
  /** The whole body, or why there is none. */
  readonly body: { readonly text: string } | { readonly text: null; readonly spoilt: SpoiltBody };
}

export interface HttpFailure {
  readonly kind: 'failed';
  readonly failure: TransportFailure;
  /** False only if surely not one byte of the request was written. */
  readonly sent: boolean;
  /** Why there was no connection, in the system's word (see core/sending/connection.ts), or null. */
  readonly code: string | null;
}

/** How one request ended. Nothing in it leads back to the request. */
export type HttpResult = HttpAnswer | HttpFailure;

export interface HttpClient {
  /** Sends one request, exactly once. Never rejects. */
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResult>;
  /** Cuts all connections. */
  close(): Promise<void>;
}

export interface HttpClientOptions extends FetchOptions {
  /** `corform/VERSION`. */
  readonly userAgent: string;
}

/**
 * ky's conveniences are off if they would decide something: retries, redirects, time limits and the
 * meaning of a status are ours. ky's `timeout` would end at the head, and span all retries.
 */
const PLAIN = {
  retry: 0,
  redirect: 'manual',
  throwHttpErrors: false,
  timeout: false,
} as const;

/** Makes a client with a connection pool of its own. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const wire = createFetch(options);
  const ours = { 'accept-encoding': 'identity', 'user-agent': options.userAgent };
  const ask = ky.create({ ...PLAIN, fetch: (input) => wire.fetch(input as Request) });
  return {
    send: async ({ method, url, headers, body }, signal) => {
      const more = {
        ...(body === null ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      };
      try {
        const response = await ask(url, { method, headers: { ...ours, ...headers }, ...more });
        return await readResponse(response);
      } catch (error) {
        return toFailure(error);
      }
    },
    close: () => wire.close(),
  };
}

/** A byte order mark is content: whoever keeps the text keeps it too. */
const UTF_8 = new TextDecoder('utf-8', { ignoreBOM: true });

async function readResponse(response: Response): Promise<HttpAnswer> {
  const { status, headers } = response;
  const header = (name: string): string | null => headers.get(name);
  return { kind: 'answer', status, header, body: await readBody(response) };
}

async function readBody(response: Response): Promise<HttpAnswer['body']> {
  const encoding = response.headers.get('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') return { text: null, spoilt: 'encoded' };
  try {
    return { text: UTF_8.decode(await response.arrayBuffer()) };
  } catch (error) {
    return { text: null, spoilt: toFailure(error).failure };
  }
}

function toFailure(error: unknown): HttpFailure {
  if (error instanceof TransportError) {
    const { failure, sent, code } = error;
    return { kind: 'failed', failure, sent, code };
  }
  // Not foreseen: of what may have been written the worst is assumed, and the error may hold the request.
  return { kind: 'failed', failure: 'malformed', sent: true, code: null };
}
