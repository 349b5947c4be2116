/** How a state is asked for over HTTP: its address, its client, and the error of an answer that does not come. */
import { Failure } from '../../core/errors/failure.js';
import { explainConnection } from '../../core/sending/connection.js';
import {
  createHttpClient,
  type HttpFailure,
  type HttpRequest,
  type SpoiltBody,
} from '../http/client.js';
import { isLoopback } from '../../core/text/loopback.js';
import { checkProxy, type ProxySettings } from '../http/proxy.js';
import { NoAnswer } from './attempts.js';
import { badSetting } from './backend-failure.js';

export interface StateClientOptions {
  readonly proxy: ProxySettings;
  /** The deadline of one request in milliseconds (default 60,000). */
  readonly timeoutMs?: number;
}

export interface StateAnswer {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly text: string;
}

export interface StateClient {
  /** Sends one request, once. Throws NoAnswer if no whole answer came. */
  send(request: HttpRequest): Promise<StateAnswer>;
  close(): Promise<void>;
}

/** More than any state; a server must not fill the memory. */
const BODY_LIMIT = 512 * 1024 * 1024;
const DEADLINE_MS = 60_000;

/** Makes the client for these addresses. Throws Failure if one needs a proxy that can't be used. */
export function createStateClient(
  { proxy, timeoutMs }: StateClientOptions,
  addresses: readonly URL[],
): StateClient {
  const problems = addresses.map((address) => checkProxy(address, proxy));
  const [problem] = problems.filter((found) => found !== null);
  if (problem !== undefined) throw new Failure(problem);
  const client = createHttpClient({
    proxy,
    userAgent: 'corform',
    deadline: timeoutMs ?? DEADLINE_MS,
    bodyLimit: BODY_LIMIT,
    // A kept connection that the server closes meanwhile would look like a lost answer.
    keepAlive: false,
  });
  return {
    send: async (request) => {
      const result = await client.send(request);
      if (result.kind === 'failed') throw noAnswer(result);
      const { status, header, body } = result;
      if (body.text === null) throw new NoAnswer(WORDS[body.spoilt], true);
      return { status, header, text: body.text };
    },
    close: () => client.close(),
  };
}

const WORDS: Readonly<Record<SpoiltBody, string>> = {
  unreachable: 'No connection could be made.',
  timeout: 'There was no complete answer in time.',
  reset: 'The connection broke before the answer was complete.',
  malformed: 'The answer is not HTTP.',
  'too-long': 'The answer is longer than any state.',
  encoded: 'The answer is compressed, although corform did not accept compression.',
};

function noAnswer({ failure, sent, code }: HttpFailure): NoAnswer {
  if (sent) return new NoAnswer(WORDS[failure], true);
  const { cause, fix } = explainConnection(code);
  return new NoAnswer(cause, false, `${fix} Then run the command again.`);
}

/**
 * Reads an address of a state: https, or http on this machine; no user, password or fragment in it.
 * `what` names the setting in the Failure.
 */
export function parseAddress(text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw badSetting(`${what} is not an https:// address`);
  }
  if (url.username !== '' || url.password !== '') {
    throw badSetting(`${what} carries a user name or password: pass them in the environment`);
  }
  if (url.hash !== '') throw badSetting(`${what} has a fragment (#…)`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw badSetting(
      `${what} must be https://, because only this machine may be reached over plain http`,
    );
  }
  return url;
}
