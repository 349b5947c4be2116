/** COR's integrations API over HTTP. */
import type { ExternalId } from '../../core/model.js';
import { Failure } from '../../core/errors/failure.js';
import type { Attempt, UpdateRequest, UserApi } from '../../core/ports/cor.js';
import { momentOf, stoodStill } from '../../core/sending/standstill.js';
import type { Secret } from '../system/secret.js';
import { readAnswer } from './answer.js';
import { apiError, readFailure } from './api-error.js';
import { openSession, type SessionOptions } from './session.js';
import { explainNoToken, isNoToken, sendWithToken, type NoToken } from './token.js';

export interface UserApiOptions extends SessionOptions {
  /** As given by parseEndpoint. */
  readonly integrationsUrl: string;
}

export interface HttpUserApi extends UserApi {
  /** Cuts all connections. An update that is under way ends as an Attempt. */
  close(): Promise<void>;
}

/**
 * Makes the adapter. `update` sends one PUT; one more only after a 401, with a new token. `authorise` asks
 * for a token; with COR_ACCESS_TOKEN there is nothing to ask, as COR has no harmless call that would prove
 * it, and the first PUT shows it.
 */
export function openUserApi(options: UserApiOptions): HttpUserApi {
  const { client, tokens } = openSession(options);

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
    };
    const body = JSON.stringify({ metadata: { source: request.source }, ...request.set });
    const result = await client.send({ method: 'PUT', url, headers, body }, signal);
    if (result.kind === 'failed') return readFailure(result);
    return readAnswer(
      result,
      { set: request.set, secrets: [bearer, request.id] },
      options.clock.now(),
    );
  };

  return {
    async update(request, signal) {
      const url = userUrl(options.integrationsUrl, request.id);
      if (url === null) return NOT_ADDRESSABLE;
      const askedAt = momentOf(options.clock);
      const send = (token: Secret): Promise<Attempt> => {
        // Somebody may have taken over while the machine slept and a token was waited for.
        const slept = stoodStill(askedAt, momentOf(options.clock), TOKEN_WAIT_MS);
        return slept ? Promise.resolve(NOT_WRITTEN) : put(url, request, token, signal);
      };
      const end = await sendWithToken(tokens, send, isUnauthorised, signal);
      return isNoToken(end) ? withoutToken(end) : end;
    },
    async authorise(signal) {
      const answer = await tokens.current(signal);
      if (answer.kind !== 'token') throw new Failure(explainNoToken(answer));
    },
    close: () => client.close(),
  };
}

/** The longest that a token is waited for, and a 401 before it. */
const TOKEN_WAIT_MS = 60_000;

/** The run looks whose the state is, and sends it again. */
const NOT_WRITTEN: Attempt = {
  kind: 'not-applied',
  error: apiError('unreachable'),
  retryAfterMs: null,
};

/** validate refuses such ids; should one come all the same, it is this user's problem and nobody else's. */
const NOT_ADDRESSABLE: Attempt = {
  kind: 'refused',
  error: apiError('refused', { code: 'InvalidExternalId' }),
};

function isUnauthorised(attempt: Attempt): boolean {
  return attempt.kind === 'not-applied' && attempt.error.class === 'unauthorised';
}

function withoutToken({ kind, status, code }: NoToken): Attempt {
  const error = apiError(kind === 'unavailable' ? 'unreachable' : 'unauthorised', { status, code });
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
