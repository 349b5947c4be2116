import type { ApiError, Attempt, UpdateRequest, UserApi } from '../../src/core/ports/cor.js';
import type { VirtualClock } from './virtual-clock.js';

export function apiError(errorClass: ApiError['class'], code: string | null = null): ApiError {
  const status = { throttled: 429, server: 500, unauthorised: 401, forbidden: 403, refused: 400 };
  return {
    class: errorClass,
    status: errorClass in status ? status[errorClass as keyof typeof status] : null,
    code,
    field: null,
    requestId: null,
  };
}

export const APPLIED: Attempt = { kind: 'applied', corId: 1, companyId: 1234, echo: {} };

export function refused(code: string): Attempt {
  return { kind: 'refused', error: apiError('refused', code) };
}

export function throttled(retryAfterMs: number | null = null): Attempt {
  return { kind: 'not-applied', error: apiError('throttled'), retryAfterMs };
}

export function unknown(retryable = true, retryAfterMs: number | null = null): Attempt {
  return { kind: 'unknown', error: apiError('server'), retryAfterMs, retryable };
}

/** What the server does with one request: how long it takes, and how it ends. `hang`: until abandoned. */
export interface Reaction {
  readonly latencyMs: number;
  readonly attempt: Attempt | 'hang';
}

export interface Received {
  readonly id: string;
  readonly at: number;
  readonly attempt: Attempt;
}

/** A COR in memory with virtual time. It reacts as told and writes down what reached it. */
export class VirtualCor implements UserApi {
  readonly received: Received[] = [];
  readonly inFlight = new Map<string, number>();
  maxInFlight = 0;
  maxInFlightOfOneUser = 0;
  readonly #clock: VirtualClock;
  readonly #react: (request: UpdateRequest, nth: number, now: number) => Reaction;
  #count = 0;
  #flying = 0;

  constructor(
    clock: VirtualClock,
    react: (request: UpdateRequest, nth: number, now: number) => Reaction,
  ) {
    this.#clock = clock;
    this.#react = react;
  }

  async update(request: UpdateRequest, signal: AbortSignal): Promise<Attempt> {
    const at = this.#clock.monotonic();
    const { latencyMs, attempt } = this.#react(request, this.#count, at);
    this.#count += 1;
    this.#enter(request.id);
    const lasts = attempt === 'hang' ? 30_000 : latencyMs;
    if (lasts > 0) await this.#clock.sleep(lasts, signal);
    this.#flying -= 1;
    this.inFlight.set(request.id, (this.inFlight.get(request.id) ?? 0) - 1);
    const answer: Attempt =
      attempt === 'hang' || signal.aborted
        ? { kind: 'unknown', error: apiError('timeout'), retryAfterMs: null, retryable: true }
        : attempt;
    this.received.push({ id: request.id, at, attempt: answer });
    return answer;
  }

  async authorise(): Promise<void> {
    await Promise.resolve();
  }

  #enter(id: string): void {
    const ofUser = (this.inFlight.get(id) ?? 0) + 1;
    this.inFlight.set(id, ofUser);
    this.#flying += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.#flying);
    this.maxInFlightOfOneUser = Math.max(this.maxInFlightOfOneUser, ofUser);
  }
}

/** A rate limiter: says whether a request at `now` passes, else in how many ms one would. */
export type Limiter = (now: number) => number;

/** Tokens refill steadily; `burst` of them can be saved up. */
export function tokenBucket(perSecond: number, burst: number): Limiter {
  let tokens = burst;
  let last = 0;
  return (now) => {
    tokens = Math.min(burst, tokens + ((now - last) / 1000) * perSecond);
    last = now;
    // A hair of tolerance: adding up fractions of tokens is not exact.
    if (tokens >= 1 - 1e-9) {
      tokens -= 1;
      return 0;
    }
    return ((1 - tokens) / perSecond) * 1000;
  };
}

/** So many in each window by the clock; the count is forgotten at once when the next begins. */
export function fixedWindow(count: number, windowMs: number): Limiter {
  let window = -1;
  let used = 0;
  return (now) => {
    const current = Math.floor(now / windowMs);
    if (current !== window) {
      window = current;
      used = 0;
    }
    if (used < count) {
      used += 1;
      return 0;
    }
    return (current + 1) * windowMs - now;
  };
}

/** So many in any stretch of time of that length. */
export function slidingWindow(count: number, windowMs: number): Limiter {
  const passed: number[] = [];
  return (now) => {
    while (passed[0] !== undefined && passed[0] <= now - windowMs) passed.shift();
    if (passed.length < count) {
      passed.push(now);
      return 0;
    }
    return (passed[0] ?? now) + windowMs - now;
  };
}
