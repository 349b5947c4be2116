/** What all of COR's APIs share: one connection pool and one token. */
import type { Clock } from '../../core/ports/system.js';
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../http/client.js';
import type { Credentials } from './credentials.js';
import { createTokenSource, type TokenSource } from './token.js';

export interface SessionOptions extends Pick<HttpClientOptions, 'proxy' | 'userAgent'> {
  /** As given by parseEndpoint. Tokens come from here. */
  readonly apiUrl: string;
  readonly credentials: Credentials;
  readonly clock: Clock;
  /** Milliseconds for one whole request, from connecting to the last byte. Default 30,000. */
  readonly deadline?: number;
}

export interface Session {
  readonly client: HttpClient;
  readonly tokens: TokenSource;
}

const DEADLINE_MS = 30_000;
/** COR's answer to an update has some 300 bytes, a page of its list some 30,000. */
const BODY_LIMIT = 1024 * 1024;

export function openSession(options: SessionOptions): Session {
  const { proxy, userAgent, apiUrl, credentials, clock, deadline = DEADLINE_MS } = options;
  const client = createHttpClient({
    proxy,
    userAgent,
    deadline,
    bodyLimit: BODY_LIMIT,
    keepAlive: true,
  });
  return { client, tokens: createTokenSource(credentials, apiUrl, client, clock) };
}
