import ky from 'ky';
import { TransportError } from './http-transport.js';
import type { Transport, TransportFailure } from './http-transport.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Why an answer that came can't be read. `encoded`: compressed, although we refuse that. */
export type SpoiltBody = TransportFailure | 'encoded';

/** How one request ended. */
export type HttpResult =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** The value of a header, or null. */
      readonly header: (name: string) => string | null;
      /** The whole body, or why there is none. */
      readonly body:
        { readonly text: string } | { readonly text: null; readonly spoilt: SpoiltBody };
    }
  | { readonly kind: 'failed'; readonly failure: TransportFailure; readonly sent: boolean };

/** Sends one request, exactly once. Never rejects. Nothing in the result leads back to the request. */
export type HttpClient = (request: HttpRequest, signal: AbortSignal) => Promise<HttpResult>;

/**
 * ky's conveniences are off where they would decide something: retries, redirects, time limits and the
 * meaning of a status are ours. ky's `timeout` would end at the head, and span all retries.
 */
const PLAIN = {
  retry: 0,
  redirect: 'manual',
  throwHttpErrors: false,
  timeout: false,
} as const;

/** Makes a client. `deadline`: milliseconds for a whole exchange. */
export function createHttpClient(transport: Transport, deadline: number): HttpClient {
  return async (request, signal) => {
    const { url, method, body } = request;
    try {
      const response = await ky(url, {
        ...PLAIN,
        method,
        // A copy: a proxy's agent writes into it.
        headers: { ...request.headers, 'accept-encoding': 'identity' },
        fetch: (input) =>
          transport.fetch(input instanceof Request ? input : new Request(input), {
            body,
            deadline,
            signal,
          }),
      });
      return await readResponse(response);
    } catch (error) {
      if (error instanceof TransportError) {
        return { kind: 'failed', failure: error.failure, sent: error.sent };
      }
      // Not foreseen: of what may have been written the worst is assumed, and the error may hold the request.
      return { kind: 'failed', failure: 'malformed', sent: true };
    }
  };
}

async function readResponse(response: Response): Promise<HttpResult> {
  const { status, headers } = response;
  const header = (name: string): string | null => headers.get(name);
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    return { kind: 'answer', status, header, body: { text: null, spoilt: 'encoded' } };
  }
  try {
    return { kind: 'answer', status, header, body: { text: await response.text() } };
  } catch (error) {
    const spoilt = error instanceof TransportError ? error.failure : 'malformed';
    return { kind: 'answer', status, header, body: { text: null, spoilt } };
  }
}
