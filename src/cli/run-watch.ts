import type { ExecutionObserver } from '../app/apply/execute/observer.js';
import type { ExternalId } from '../core/model.js';
import type { AddChange, Plan, UpdateChange } from '../core/plan/change.js';
import { kindOf } from '../core/plan/classify.js';
import type { UiProgress, UnderWay } from '../core/render/json/ui-events.js';
import type { PutOutcome } from '../core/sending/outcome.js';

/** The rate covers the last seconds only, so it follows pauses and throttling. */
const WINDOW_MS = 5_000;

export type SentChange = AddChange | UpdateChange;

export interface RunEvents {
  /** The first request of a user goes out. */
  readonly started: (change: SentChange) => void;
  readonly settled: (change: SentChange, outcome: PutOutcome, elapsedMs: number) => void;
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
  /** When each update that is under way was first sent, the oldest first. */
  readonly #sentAt = new Map<ExternalId, number>();
  #changes: ReadonlyMap<ExternalId, SentChange> = new Map();
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
   * Takes the plan that is about to run. The forecast is what is left as long as COR has answered nothing.
   */
  expect(plan: Plan, forecastSeconds: number): void {
    this.#forecastSeconds = forecastSeconds;
    const sent = plan.changes.filter(
      (change) => change.action === 'add' || change.action === 'update',
    );
    this.#changes = new Map(sent.map((change) => [change.id, change]));
  }

  sent(id: ExternalId, inFlight: number): void {
    this.#inFlight = inFlight;
    const change = this.#changes.get(id);
    if (change === undefined || this.#sentAt.has(id)) return;
    const now = this.#now();
    this.#startedAt ??= now;
    this.#sentAt.set(id, now);
    this.#events.started(change);
  }

  returned(_id: ExternalId, inFlight: number): void {
    this.#inFlight = inFlight;
  }

  settled(id: ExternalId, outcome: PutOutcome): void {
    const change = this.#changes.get(id);
    if (change === undefined) return;
    const now = this.#now();
    // What was not attempted is neither done nor failed: the next apply sends it.
    if (outcome.kind !== 'not-attempted') {
      this.#done += 1;
      if (outcome.kind !== 'applied') this.#failed += 1;
      this.#settledAt.push(now);
    }
    this.#events.settled(change, outcome, now - (this.#sentAt.get(id) ?? now));
    this.#sentAt.delete(id);
  }

  paused(ms: number): void {
    this.#pausedUntil = this.#now() + ms;
  }

  /** Null until the first request went out. */
  progress(): RunProgress | null {
    if (this.#startedAt === null) return null;
    const now = this.#now();
    this.#settledAt = this.#settledAt.filter((at) => at >= now - WINDOW_MS);
    const span = Math.max(1, Math.min(WINDOW_MS, now - this.#startedAt));
    const rate = (this.#settledAt.length * 1_000) / span;
    const total = this.#changes.size;
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
    const left = this.#changes.size - this.#done;
    if (rate > 0 || left === 0) return left === 0 ? 0 : Math.ceil(left / rate);
    return this.#done === 0
      ? Math.max(1, this.#forecastSeconds - Math.round(elapsedMs / 1_000))
      : null;
  }

  /** The user whose update has been under way for longest; null if there is none. */
  underWay(): UnderWay | null {
    const [oldest] = this.#sentAt;
    if (oldest === undefined) return null;
    const [id, sentAt] = oldest;
    const change = this.#changes.get(id);
    if (change === undefined) return null;
    return { kind: kindOf(change), id, elapsedMs: this.#now() - sentAt };
  }
}
