/** COR's integrations API over HTTP. */
import type { ExternalId } from '../../core/model.js';
import { Failure } from '../../core/errors/failure.js';
import type { Attempt, Clock, UpdateRequest, UserApi } from '../../core/ports.js';
import type { Credentials } from './credentials.js';
import { readAnswer } from './answer.js';
import { createHttpClient } from '../http/client.js';
import { apiError, readFailure } from './api-error.js';
import { createTransport } from '../http/transport.js';
import type { ProxySettings } from '../http/proxy.js';
import type { Secret } from '../system/secret.js';
import { createTokenSource, explainNoToken } from './token.js';
import type { NoToken } from './token.js';

export interface HttpUserApiOptions {
  /** As given by parseEndpoint. */
  readonly integrationsUrl: string;
  /** As given by parseEndpoint. Tokens come from here. */
  readonly apiUrl: string;
  readonly credentials: Credentials;
  readonly proxy: ProxySettings;
  readonly clock: Clock;
  /** `corform/VERSION`. */
  readonly userAgent: string;
  /** Milliseconds for one whole request, from connecting to the last byte. Default 30,000. */
  readonly deadline?: number;
}

export interface HttpUserApi extends UserApi {
  /** Cuts all connections. An update that is under way ends as an Attempt. */
  close(): Promise<void>;
}

const DEADLINE_MS = 30_000;
/** COR's answer to an update has some 300 bytes. */
const BODY_LIMIT = 1024 * 1024;

/**
 * Makes the adapter. `update` sends one PUT; one more only after a 401, with a new token. `authorise` asks
 * for a token; with COR_ACCESS_TOKEN there is nothing to ask, as COR has no harmless call that would prove
 * it, and the first PUT tells.
 */
export function createHttpUserApi(options: HttpUserApiOptions): HttpUserApi {
  const { clock } = options;
  const transport = createTransport({ proxy: options.proxy, bodyLimit: BODY_LIMIT });
  const client = createHttpClient(transport, options.deadline ?? DEADLINE_MS);
  const tokens = createTokenSource(options.credentials, options.apiUrl, client, clock);

  const put = async (
    url: string,
    request: UpdateRequest,
    token: Secret,
    signal: AbortSignal,
  ): Promise<Attempt> => {
    const bearer = token.reveal();
    const headers = {
      authorization: `Bearer ${bearer}`,
      'content-type': 'application/json',
      accept: 'application/json',
      'user-agent': options.userAgent,
    };
    const body = JSON.stringify({ metadata: { source: request.source }, ...request.set });
    const result = await client({ method: 'PUT', url, headers, body }, signal);
    if (result.kind === 'failed') return readFailure(result);
    const sent = { set: request.set, secrets: [bearer, request.id] };
    const attempt = readAnswer(result, sent, clock.now());
    if (!isUnauthorised(attempt)) tokens.confirm(token);
    return attempt;
  };

  return {
    async update(request, signal) {
      const url = userUrl(options.integrationsUrl, request.id);
      if (url === null) return NOT_ADDRESSABLE;
      const held = await tokens.current(signal);
      if (held.kind !== 'token') return withoutToken(held);
      const attempt = await put(url, request, held.token, signal);
      if (!isUnauthorised(attempt)) return attempt;
      const renewed = await tokens.renew(held.token, signal);
      if (renewed.kind === 'token') return put(url, request, renewed.token, signal);
      return renewed.kind === 'unavailable' ? withoutToken(renewed) : attempt;
    },
    async authorise(signal) {
      const answer = await tokens.current(signal);
      if (answer.kind !== 'token') throw new Failure(explainNoToken(answer));
    },
    close: () => transport.close(),
  };
}

/** validate refuses such ids; should one come all the same, it is this user's problem and nobody else's. */
const NOT_ADDRESSABLE: Attempt = {
  kind: 'refused',
  error: apiError('refused', { code: 'InvalidExternalId' }),
};

function isUnauthorised(attempt: Attempt): boolean {
  return attempt.kind === 'not-applied' && attempt.error.class === 'unauthorised';
}

function withoutToken(answer: NoToken): Attempt {
  const errorClass = answer.kind === 'unavailable' ? 'unreachable' : 'unauthorised';
  const error = apiError(errorClass, { status: answer.status });
  return { kind: 'not-applied', error, retryAfterMs: null };
}

const MOST_ID_BYTES = 255;
const UNSAFE = /[\p{Cc}\p{Cs}]/u;

/**
 * The address of a user, or null for an id that can't be a path segment. `new URL` resolves `.` and `..`
 * even when they are encoded, so the parsed path is compared with the one that was meant.
 */
export function userUrl(integrationsUrl: string, id: ExternalId): string | null {
  if (id === '' || id === '.' || id === '..' || UNSAFE.test(id)) return null;
  if (Buffer.byteLength(id) > MOST_ID_BYTES) return null;
  const meant = `${integrationsUrl}/v2/integrations/users/${encodeURIComponent(id)}`;
  return new URL(meant).href === meant ? meant : null;
}
