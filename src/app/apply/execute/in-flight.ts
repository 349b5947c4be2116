import type { ExternalId } from '../../../core/model.js';
import type { Attempt, UpdateRequest, UserApi } from '../../../core/ports/cor.js';
import type { GuardedObserver } from './observer.js';
import type { QueuedPut } from './send-queue.js';

/** Replaces the answer if an adapter breaks its promise never to reject. */
const BROKEN_ADAPTER: Attempt = {
  kind: 'unknown',
  error: { class: 'protocol', status: null, code: null, field: null, requestId: null },
  retryAfterMs: null,
  retryable: false,
};

/** The requests that are under way, at most one a user. */
export class InFlight {
  readonly #api: UserApi;
  readonly #observer: GuardedObserver;
  readonly #requests = new Map<ExternalId, AbortController>();

  constructor(api: UserApi, observer: GuardedObserver) {
    this.#api = api;
    this.#observer = observer;
  }

  get size(): number {
    return this.#requests.size;
  }

  /** Sends one request. Null if it was abandoned before its answer came. Never rejects. */
  async send({ update }: QueuedPut): Promise<Attempt | null> {
    const { id } = update;
    const request = new AbortController();
    this.#requests.set(id, request);
    this.#observer.tell((o) => o.sent(id, this.size));
    const attempt = await askOnce(this.#api, update, request.signal);
    if (this.#requests.get(id) !== request) return null;
    this.#remove(id);
    return attempt;
  }

  /** Gives up every request: whose PUTs may have reached COR without an answer. */
  abandon(): readonly ExternalId[] {
    const abandoned = [...this.#requests];
    for (const [id, request] of abandoned) {
      this.#remove(id);
      request.abort();
    }
    return abandoned.map(([id]) => id);
  }

  #remove(id: ExternalId): void {
    this.#requests.delete(id);
    this.#observer.tell((o) => o.returned(id, this.size));
  }
}

async function askOnce(api: UserApi, update: UpdateRequest, signal: AbortSignal): Promise<Attempt> {
  try {
    return await api.update(update, signal);
  } catch {
    return BROKEN_ADAPTER;
  }
}
