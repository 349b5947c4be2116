import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExternalId } from '../core/model.js';
import { parseJson } from '../core/text/parse-json.js';
import { FaultPicker } from './faults.js';
import { NO_FAULTS } from './fault-script.js';
import type { FaultAction, FaultKind } from './fault-action.js';
import type { OpenEntry } from './log.js';
import type { SandboxOptions } from './options.js';
import { sendFaulty, sendReply, TOO_MANY, type AnswerFault } from './send.js';
import { refusal, UserStore, type ListFilters, type Reply } from './store.js';
import { TokenDesk } from './tokens.js';

const USERS_PATH = '/v2/integrations/users/';
/** Where the main API lives: tokens and the list of users. */
export const API_PATH = '/v1';
const BODY_LIMIT = 1024 * 1024;
const RATE_WINDOW_MS = 1000;

/** COR, as far as it is documented: it takes requests, and holds users, tokens and the log. */
export class StandIn {
  readonly requests: OpenEntry[] = [];
  readonly store: UserStore;
  readonly tokens: TokenDesk;
  readonly #options: SandboxOptions;
  readonly #now: () => number;
  readonly #faults: FaultPicker;
  readonly #inFlight = new Map<ExternalId, { now: number; most: number }>();
  #recentPuts: number[] = [];

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#faults = new FaultPicker(options.faults ?? NO_FAULTS);
    this.tokens = new TokenDesk(options.auth ?? 'any', (options.tokenLife ?? 3600) * 1000);
    this.store = new UserStore(
      {
        users: options.users ?? 'any',
        source: options.source ?? 'OKTA',
        companyId: options.companyId ?? 1234,
      },
      this.time(),
    );
  }

  maxInFlight(id: ExternalId): number {
    return this.#inFlight.get(id)?.most ?? 0;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const entry = this.#receive(request);
    const leave = this.#enter(entry.id);
    response.once('close', () => {
      leave();
      entry.status = response.headersSent ? response.statusCode : null;
      this.#options.onRequest?.(entry);
    });
    // A connection that breaks is an ordinary end here, not an error of the sandbox.
    request.on('error', () => undefined);
    response.on('error', () => undefined);

    const fault = this.#faults.pick({ ...entry, path: pathOf(entry.path) });
    entry.fault = fault?.kind ?? null;
    // Before reading: nothing of the body is taken, as when a proxy dies.
    if (fault?.kind === 'reset' && !fault.applied) {
      sendFaulty(response, NOTHING, fault);
      return;
    }
    const text = await readBody(request);
    if (text === null) return;
    entry.body = parseBody(text);
    await this.#answer(request, response, entry, fault);
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    entry: OpenEntry,
    fault: FaultAction | null,
  ): Promise<void> {
    if (fault?.kind === 'delay') await sleep(fault.ms, undefined, { ref: false });
    if (fault?.kind === 'expire-token') this.tokens.revokeAll();
    if (fault?.kind === 'move-list') this.store.move(fault.leave, fault.join, this.time());
    if (fault === null || !isAnswer(fault)) {
      const reply = this.#reply(request, entry);
      await this.#wait(entry);
      sendReply(response, reply, this.#throttleHeaders(reply));
      return;
    }
    const applied = 'applied' in fault ? fault.applied : CARRIED_OUT.has(fault.kind);
    const reply = applied ? this.#reply(request, entry) : NOTHING;
    await this.#wait(entry);
    sendFaulty(response, reply, fault);
  }

  #receive(request: IncomingMessage): OpenEntry {
    const path = request.url ?? '/';
    const method = request.method ?? 'GET';
    const entry: OpenEntry = {
      number: this.requests.length + 1,
      at: this.time(),
      method,
      path,
      id: method === 'PUT' ? externalIdOf(pathOf(path)) : null,
      body: null,
      fault: null,
      applied: false,
      status: null,
      answer: null,
    };
    this.requests.push(entry);
    return entry;
  }

  /** Counts a request of a user as under way until the returned function is called. */
  #enter(id: ExternalId | null): () => void {
    if (id === null) return () => undefined;
    const count = this.#inFlight.get(id) ?? { now: 0, most: 0 };
    this.#inFlight.set(id, count);
    count.now += 1;
    count.most = Math.max(count.most, count.now);
    return () => {
      count.now -= 1;
    };
  }

  /** What COR answers, having done it. */
  #reply(request: IncomingMessage, entry: OpenEntry): Reply {
    const reply = this.#route(request, entry);
    entry.answer = reply.body;
    return reply;
  }

  #route(request: IncomingMessage, entry: OpenEntry): Reply {
    const url = new URL(entry.path, 'http://sandbox.invalid');
    const header = request.headers.authorization;
    const route = `${entry.method} ${url.pathname}`;
    if (route === `POST ${API_PATH}/oauth/token`) return this.#issueToken(url, header);
    const known = entry.id !== null || route === `GET ${API_PATH}/users`;
    if (!known) return { status: 404, body: { error: 404, message: 'Not Found' } };
    if (!this.tokens.accepts(header, this.#now())) return UNAUTHORISED;
    if (entry.id === null) {
      return this.store.list({
        page: url.searchParams.get('page') === 'false' ? null : countOf(url, 'page', 1),
        perPage: countOf(url, 'perPage', 20),
        ...readFilters(url.searchParams.get('filters')),
      });
    }
    if (!this.#admit()) return TOO_MANY;
    const before = this.store.get(entry.id)?.updates ?? 0;
    const reply = this.store.update(entry.id, entry.body, this.time());
    entry.applied = (this.store.get(entry.id)?.updates ?? 0) > before;
    return reply;
  }

  #issueToken(url: URL, header: string | undefined): Reply {
    if (url.searchParams.get('grant_type') !== 'client_credentials') {
      return refusal(400, 'ValidationError', 'grant_type must be client_credentials.');
    }
    const token = this.tokens.issue(header, this.#now());
    if (token === null) return UNAUTHORISED;
    return {
      status: 200,
      body: {
        access_token: token,
        token_type: 'Bearer',
        expires_in: this.#options.tokenLife ?? 3600,
        refresh_token: `refresh-${token}`,
      },
    };
  }

  #admit(): boolean {
    const limit = this.#options.rateLimit;
    if (limit === undefined || limit === null) return true;
    const now = this.#now();
    this.#recentPuts = this.#recentPuts.filter((at) => now - at < RATE_WINDOW_MS);
    if (this.#recentPuts.length >= limit.perSecond) return false;
    this.#recentPuts.push(now);
    return true;
  }

  #throttleHeaders(reply: Reply): Readonly<Record<string, string>> {
    const retryAfter = this.#options.rateLimit?.retryAfter ?? null;
    return reply.status === 429 && retryAfter !== null ? { 'retry-after': retryAfter } : {};
  }

  async #wait(entry: OpenEntry): Promise<void> {
    const latency = this.#options.latency ?? 0;
    if (latency > 0 && entry.id !== null) await sleep(latency, undefined, { ref: false });
  }

  time(): string {
    return new Date(this.#now()).toISOString();
  }
}

/** The faults whose answer is made of what COR would have answered. */
const CARRIED_OUT: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'echo-differs',
  'other-company',
  'other-person',
  'wrong-last-page',
]);

function isAnswer(fault: FaultAction): fault is AnswerFault {
  return !['delay', 'expire-token', 'move-list'].includes(fault.kind);
}

const NOTHING: Reply = { status: 200, body: {} };
const UNAUTHORISED: Reply = { status: 401, body: { error: 401, message: 'Unauthorized' } };

function pathOf(target: string): string {
  return target.split('?', 1)[0] ?? '';
}

function externalIdOf(path: string): ExternalId | null {
  const segment = path.startsWith(USERS_PATH) ? path.slice(USERS_PATH.length) : '';
  if (segment === '' || segment.includes('/')) return null;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

function countOf(url: URL, name: string, otherwise: number): number {
  const count = Number(url.searchParams.get(name) ?? otherwise);
  return Number.isInteger(count) && count > 0 ? count : otherwise;
}

function readFilters(text: string | null): ListFilters {
  const filters = parseBody(text ?? '');
  const members = new Map<string, unknown>(Object.entries(Object(filters) as object));
  const isOn = (name: string): boolean => members.get(name) === true;
  return { withHiddenUsers: isOn('withHiddenUsers'), withPosition: isOn('withPosition') };
}

/** The body as text; null if the client left while sending it. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= BODY_LIMIT) chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString();
}

function parseBody(text: string): unknown {
  if (text === '') return null;
  const data = parseJson(text);
  return data === undefined ? text : data;
}
