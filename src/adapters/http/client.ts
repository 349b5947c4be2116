import ky from 'ky';
import { TransportError } from './transport.js';
import type { Transport, TransportFailure, WireAnswer } from './transport.js';

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

/** What ky sees in place of every answer. The answer itself goes past it: see WireAnswer. */
const CARRIED = new Response(null, { status: 204 });

/** Makes a client. `deadline`: milliseconds for a whole exchange. */
export function createHttpClient(transport: Transport, deadline: number): HttpClient {
  return async (request, signal) => {
    try {
      return readWire(await carry(transport, request, { deadline, signal }));
    } catch (error) {
      if (error instanceof TransportError) {
        return { kind: 'failed', failure: error.failure, sent: error.sent };
      }
      // Not foreseen: of what may have been written the worst is assumed, and the error may hold the request.
      return { kind: 'failed', failure: 'malformed', sent: true };
    }
  };
}

/** ky makes the request, the transport carries it. */
async function carry(
  transport: Transport,
  { url, method, headers, body }: HttpRequest,
  limits: { readonly deadline: number; readonly signal: AbortSignal },
): Promise<WireAnswer> {
  const answers: WireAnswer[] = [];
  await ky(url, {
    ...PLAIN,
    method,
    // A copy: a proxy's agent writes into it.
    headers: { ...headers, 'accept-encoding': 'identity' },
    fetch: async (input) => {
      const made = input instanceof Request ? input : new Request(input);
      answers.push(await transport.exchange(made, { body, ...limits }));
      return CARRIED;
    },
  });
  const [answer] = answers;
  if (answer === undefined) throw new Error('ky did not send the request');
  return answer;
}

const UTF_8 = new TextDecoder();

function readWire({ status, header, body }: WireAnswer): HttpResult {
  const encoding = header('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    return { kind: 'answer', status, header, body: { text: null, spoilt: 'encoded' } };
  }
  const read =
    typeof body === 'string' ? { text: null, spoilt: body } : { text: UTF_8.decode(body) };
  return { kind: 'answer', status, header, body: read };
}
