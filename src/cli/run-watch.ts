import type { ExecutionObserver } from '../app/apply/execute/observer.js';
import type { AddChange, Plan, UpdateChange } from '../core/plan/change.js';
import { kindOf } from '../core/plan/classify.js';
import type { UiProgress, UnderWay } from '../core/render/json/ui-events.js';
import type { OpOutcome } from '../core/sending/outcome.js';

/** The rate is that of the last seconds, so that it follows pauses and throttling. */
const WINDOW_MS = 5_000;

export type SentChange = AddChange | UpdateChange;

export interface RunEvents {
  /** The first request of a user goes out. */
  readonly started: (change: SentChange) => void;
  readonly settled: (change: SentChange, outcome: OpOutcome, elapsedMs: number) => void;
}

export interface RunProgress extends UiProgress {
  /** Since the first request, in milliseconds. */
  readonly elapsedMs: number;
  /** How long COR still wants to be left alone, in milliseconds. */
  readonly pausedMs: number;
}

/** Follows a run: knows which change an operation belongs to, and counts for progress lines. */
export class RunWatch implements ExecutionObserver {
  readonly #now: () => number;
  readonly #events: RunEvents;
  readonly #firstSentAt: (number | undefined)[] = [];
  readonly #settled = new Set<number>();
  #changes: readonly SentChange[] = [];
  #forecastSeconds = 0;
  #settledAt: number[] = [];
  #startedAt: number | null = null;
  #done = 0;
  #failed = 0;
  #inFlight = 0;
  #pausedUntil = 0;

  /** `now` gives milliseconds that never go back. */
  constructor(now: () => number, events: RunEvents) {
    this.#now = now;
    this.#events = events;
  }

  /**
   * The plan that is about to run. Its operations are its sent changes, in the same order. The forecast is
   * what is left as long as COR has answered nothing.
   */
  expect(plan: Plan, forecastSeconds: number): void {
    this.#forecastSeconds = forecastSeconds;
    this.#changes = plan.changes.filter(
      (change) => change.action === 'add' || change.action === 'update',
    );
  }

  sent(op: number, inFlight: number): void {
    this.#inFlight = inFlight;
    const change = this.#changes[op];
    if (change === undefined || this.#firstSentAt[op] !== undefined) return;
    const now = this.#now();
    this.#startedAt ??= now;
    this.#firstSentAt[op] = now;
    this.#events.started(change);
  }

  returned(_op: number, inFlight: number): void {
    this.#inFlight = inFlight;
  }

  settled(op: number, outcome: OpOutcome): void {
    const change = this.#changes[op];
    if (change === undefined) return;
    const now = this.#now();
    this.#settled.add(op);
    this.#done += 1;
    if (outcome.kind !== 'applied') this.#failed += 1;
    this.#settledAt.push(now);
    this.#events.settled(change, outcome, now - (this.#firstSentAt[op] ?? now));
  }

  paused(ms: number): void {
    this.#pausedUntil = this.#now() + ms;
  }

  adapted(): void {
    // How many may be in flight is the executor's business: what is in flight is shown.
  }

  /** Null until the first request went out. */
  progress(): RunProgress | null {
    if (this.#startedAt === null) return null;
    const now = this.#now();
    this.#settledAt = this.#settledAt.filter((at) => at >= now - WINDOW_MS);
    const span = Math.max(1, Math.min(WINDOW_MS, now - this.#startedAt));
    const rate = (this.#settledAt.length * 1_000) / span;
    const total = this.#changes.length;
    const elapsedMs = now - this.#startedAt;
    return {
      done: this.#done,
      total,
      inFlight: this.#inFlight,
      failed: this.#failed,
      ratePerSecond: rate,
      etaSeconds: this.#secondsLeft(rate, elapsedMs),
      elapsedMs,
      pausedMs: Math.max(0, this.#pausedUntil - now),
    };
  }

  /** By the forecast until COR has answered; null while it answers nothing. */
  #secondsLeft(rate: number, elapsedMs: number): number | null {
    const left = this.#changes.length - this.#done;
    if (rate > 0 || left === 0) return left === 0 ? 0 : Math.ceil(left / rate);
    return this.#done === 0
      ? Math.max(1, this.#forecastSeconds - Math.round(elapsedMs / 1_000))
      : null;
  }

  /** The user whose update has been under way for longest; null if there is none. */
  underWay(): UnderWay | null {
    const op = this.#firstSentAt.findIndex((at, i) => at !== undefined && !this.#settled.has(i));
    const change = this.#changes[op];
    const sentAt = this.#firstSentAt[op];
    if (change === undefined || sentAt === undefined) return null;
    return { kind: kindOf(change), id: change.id, elapsedMs: this.#now() - sentAt };
  }
}
