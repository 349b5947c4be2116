import { isHopeless } from '../../../core/sending/gate.js';
import { rateAt } from '../../../core/sending/pace.js';
import {
  countAnswer,
  countSent,
  nextSendAt,
  readLoad,
  startTraffic,
  type Traffic,
} from '../../../core/sending/traffic.js';
import type { Attempt } from '../../../core/ports/cor.js';
import type { ExecutionPorts } from './contract.js';
import type { GuardedObserver } from './observer.js';

/** Under a rate, intents are written this far ahead of the sending: about a slow sync of a disk. */
const INTEND_AHEAD_MS = 20;

/** Passes time and answers to the traffic rules of one run, and reports pauses to the observer. */
export class TrafficControl {
  readonly #ports: Pick<ExecutionPorts, 'clock' | 'random'>;
  readonly #observer: GuardedObserver;
  #traffic: Traffic;

  constructor(
    ports: Pick<ExecutionPorts, 'clock' | 'random'>,
    observer: GuardedObserver,
    limits: { readonly concurrency: number; readonly rate: number | null },
  ) {
    this.#ports = ports;
    this.#observer = observer;
    this.#traffic = startTraffic(limits.concurrency, limits.rate, ports.clock.monotonic());
  }

  get limit(): number {
    return this.#traffic.concurrency.limit;
  }

  get sent(): number {
    return this.#traffic.sent;
  }

  /** When the next request may go, null: not before an answer came. */
  nextSendAt(inFlight: number): number | null {
    return nextSendAt(this.#traffic, inFlight);
  }

  /** When a pause ends that is not over yet, else null. */
  pausedUntil(now: number): number | null {
    const { gate } = this.#traffic;
    return gate.kind === 'paused' && gate.until > now ? gate.until : null;
  }

  /** Counts a request and returns its number. */
  send(now: number): number {
    this.#traffic = countSent(this.#traffic, now);
    return this.#traffic.sent;
  }

  /** Learns from an answer. Returns how long COR has kept us waiting if that is too long, else null. */
  learn(request: number, attempt: Attempt): number | null {
    const before = this.#traffic;
    const now = this.#ports.clock.monotonic();
    const signal = readLoad(attempt);
    const retryAfterMs = 'retryAfterMs' in attempt ? attempt.retryAfterMs : null;
    const fraction = this.#ports.random.fraction();
    this.#traffic = countAnswer(before, { request, signal, retryAfterMs, now, fraction });
    const { gate } = this.#traffic;
    if (gate.kind !== 'paused' || gate === before.gate) return null;
    this.#observer.tell((o) => o.paused(gate.until - now));
    return isHopeless(gate) ? gate.until - gate.since : null;
  }

  /** How many operations should be ready to be sent, or nearly so. */
  wantedAhead(now: number, inFlight: number): number {
    const { gate, concurrency, pace } = this.#traffic;
    if (gate.kind !== 'open') return gate.kind === 'paused' && gate.until <= now ? 1 : 0;
    const { limit } = concurrency;
    const rate = rateAt(pace, now);
    if (rate === null) return Math.max(0, limit - inFlight) + limit;
    return Math.min(limit, Math.ceil((rate * INTEND_AHEAD_MS) / 1000));
  }
}
