/**
 * A COR for the fault suite, written from the vendor's page and independent of the sandbox. It keeps an
 * exact log: what reached it, what it applied, what it acknowledged, and how many requests of one user it
 * had at a time.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fields = Readonly<Record<string, unknown>>;

/** What the server does with one request. `applied`: carried out, although the client can't tell. */
export type Reaction =
  /** `isSilent`: the answer repeats no value. */
  | { readonly kind: 'apply'; readonly latencyMs?: number; readonly isSilent?: boolean }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly applied: boolean;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'reset'; readonly applied: boolean }
  /** No answer until `release` is called, or forever. */
  | { readonly kind: 'hold'; readonly applied: boolean };

export interface Received {
  /** From 1. */
  readonly nth: number;
  readonly id: string;
  readonly set: Fields;
  reaction: Reaction['kind'];
  status: number | null;
  applied: boolean;
  /** The server handed over a 200. */
  acknowledged: boolean;
}

export interface CorServerOptions {
  /** Default: everything is applied at once. */
  readonly react?: (request: Received) => Reaction;
  /** Called the moment a request has arrived, before anything is done with it. */
  readonly onReceived?: (request: Received) => void;
  /** How many PUTs a token of the token endpoint lasts for. Default: forever. */
  readonly tokenUses?: number;
}

const APPLY: Reaction = { kind: 'apply' };

export class CorServer {
  react: (request: Received) => Reaction;
  onReceived: (request: Received) => void;
  readonly received: Received[] = [];
  /** What COR holds. */
  readonly values = new Map<string, Record<string, unknown>>();
  /** The last acknowledged value of each field. */
  readonly acknowledged = new Map<string, Record<string, unknown>>();
  /** Of those the ones that the answer repeated. */
  readonly confirmed = new Map<string, Record<string, unknown>>();
  maxInFlightOfOneUser = 0;
  tokensGiven = 0;
  /** Token requests are not answered before `release` is called. */
  holdTokens = false;
  readonly #inFlight = new Map<string, number>();
  readonly #held = new Set<() => void>();
  readonly #waiting = new Set<() => void>();
  readonly #tokens = new Map<string, number>();
  readonly #tokenUses: number;
  readonly #server: Server;

  private constructor(options: CorServerOptions) {
    this.react = options.react ?? (() => APPLY);
    this.onReceived = options.onReceived ?? (() => undefined);
    this.#tokenUses = options.tokenUses ?? Number.POSITIVE_INFINITY;
    this.#server = createServer((request, response) => {
      this.#accept(request, response);
    });
    this.#server.keepAliveTimeout = 60_000;
  }

  static async start(options: CorServerOptions = {}): Promise<CorServer> {
    const cor = new CorServer(options);
    await new Promise<void>((resolve) => cor.#server.listen(0, '127.0.0.1', resolve));
    return cor;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers everything that is held. */
  release(): void {
    for (const answer of this.#held) answer();
    this.#held.clear();
  }

  /** Resolves as soon as `count` PUTs have arrived. */
  async arrived(count: number): Promise<void> {
    while (this.received.length < count) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Resolves as soon as a token was asked for. */
  async tokenAsked(): Promise<void> {
    while (this.tokensGiven === 0) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'POST') this.#giveToken(response);
      else this.#update(request, response, Buffer.concat(chunks).toString());
    });
  }

  #giveToken(response: ServerResponse): void {
    this.tokensGiven += 1;
    const token = `canary-token-of-cor-${this.tokensGiven}`;
    this.#tokens.set(token, this.#tokenUses);
    const give = (): void =>
      answer(response, 200, { access_token: token, token_type: 'Bearer', expires_in: 3600 });
    if (this.holdTokens) this.#held.add(give);
    else give();
    this.#wakeWaiting();
  }

  #update(request: IncomingMessage, response: ServerResponse, text: string): void {
    if (!this.#takesToken(request.headers.authorization)) {
      answer(response, 401, { error: 401, message: 'Unauthorized' });
      return;
    }
    const id = decodeURIComponent((request.url ?? '').split('/').at(-1) ?? '');
    const { metadata, ...set } = JSON.parse(text) as Record<string, unknown>;
    if (metadata === undefined) throw new Error('a PUT without metadata');
    const entry: Received = {
      nth: this.received.length + 1,
      id,
      set,
      reaction: 'apply',
      status: null,
      applied: false,
      acknowledged: false,
    };
    this.received.push(entry);
    this.#enter(id, response);
    this.onReceived(entry);
    const reaction = this.react(entry);
    entry.reaction = reaction.kind;
    this.#carryOut(entry, reaction, response);
    this.#wakeWaiting();
  }

  #wakeWaiting(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #takesToken(header: string | undefined): boolean {
    const token = (header ?? '').replace(/^Bearer /, '');
    const left = this.#tokens.get(token);
    if (left === undefined) return token === ACCESS_TOKEN;
    this.#tokens.set(token, left - 1);
    return left > 0;
  }

  #enter(id: string, response: ServerResponse): void {
    const count = (this.#inFlight.get(id) ?? 0) + 1;
    this.#inFlight.set(id, count);
    this.maxInFlightOfOneUser = Math.max(this.maxInFlightOfOneUser, count);
    let left = false;
    const leave = (): void => {
      if (left) return;
      left = true;
      this.#inFlight.set(id, (this.#inFlight.get(id) ?? 1) - 1);
    };
    // Handed over is over, for us: the client may send the next one before the socket tells us more.
    response.on('prefinish', leave);
    response.on('close', leave);
  }

  #carryOut(entry: Received, reaction: Reaction, response: ServerResponse): void {
    switch (reaction.kind) {
      case 'apply':
        if (reaction.latencyMs === undefined) this.#acknowledge(entry, response, reaction);
        else setTimeout(() => this.#acknowledge(entry, response, reaction), reaction.latencyMs);
        return;
      case 'answer':
        if (reaction.applied) this.#apply(entry);
        entry.status = reaction.status;
        answer(response, reaction.status, reaction.body ?? {}, reaction.headers);
        return;
      case 'reset':
        if (reaction.applied) this.#apply(entry);
        response.destroy();
        return;
      case 'hold':
        if (reaction.applied) this.#apply(entry);
        this.#held.add(() => this.#acknowledge(entry, response));
    }
  }

  #apply(entry: Received): void {
    entry.applied = true;
    this.values.set(entry.id, { ...this.values.get(entry.id), ...entry.set });
  }

  /** A client that has left gets no acknowledgement; whether it is carried out, only COR knows. */
  #acknowledge(
    entry: Received,
    response: ServerResponse,
    { isSilent = false }: { readonly isSilent?: boolean } = {},
  ): void {
    this.#apply(entry);
    if (response.destroyed) return;
    entry.acknowledged = true;
    entry.status = 200;
    this.acknowledged.set(entry.id, { ...this.acknowledged.get(entry.id), ...entry.set });
    const silence = Object.fromEntries(Object.keys(entry.set).map((field) => [field, undefined]));
    const repeated = isSilent ? silence : entry.set;
    this.confirmed.set(entry.id, { ...this.confirmed.get(entry.id), ...repeated });
    answer(response, 200, { id: 1, email: 'someone@example.com', ...repeated });
  }
}

/** The fixed token that the server takes besides those it gave out itself. */
export const ACCESS_TOKEN = 'canary-access-token-0123456789';

function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
