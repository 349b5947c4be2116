import type { ExecutionObserver } from '../app/apply/execute/observer.js';
import type { ExternalId } from '../core/model.js';
import type { AddChange, Plan, UpdateChange } from '../core/plan/change.js';
import { formatCount } from '../core/text/phrase.js';
import type { UiProgress } from '../core/render/json/ui-events.js';
import type { PutOutcome } from '../core/sending/outcome.js';

/** The rate is that of the last seconds, so that it follows pauses and throttling. */
const WINDOW_MS = 5_000;

export type SentChange = AddChange | UpdateChange;

export interface RunEvents {
  /** The first request of a user goes out. */
  readonly started: (change: SentChange) => void;
  readonly settled: (change: SentChange, outcome: PutOutcome, elapsedMs: number) => void;
}

export interface RunProgress extends UiProgress {
  /** How long COR still wants to be left alone, in milliseconds. */
  readonly pausedMs: number;
}

/** Follows a run: knows the change of each user, and counts for progress lines. */
export class RunWatch implements ExecutionObserver {
  readonly #now: () => number;
  readonly #events: RunEvents;
  readonly #firstSentAt = new Map<ExternalId, number>();
  #changes: ReadonlyMap<ExternalId, SentChange> = new Map();
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

  /** Takes the plan that is about to run. */
  expect(plan: Plan): void {
    const sent = plan.changes.filter(
      (change) => change.action === 'add' || change.action === 'update',
    );
    this.#changes = new Map(sent.map((change) => [change.id, change]));
  }

  sent(id: ExternalId, inFlight: number): void {
    this.#inFlight = inFlight;
    const change = this.#changes.get(id);
    if (change === undefined || this.#firstSentAt.has(id)) return;
    const now = this.#now();
    this.#startedAt ??= now;
    this.#firstSentAt.set(id, now);
    this.#events.started(change);
  }

  returned(_id: ExternalId, inFlight: number): void {
    this.#inFlight = inFlight;
  }

  settled(id: ExternalId, outcome: PutOutcome): void {
    const change = this.#changes.get(id);
    if (change === undefined) return;
    const now = this.#now();
    this.#done += 1;
    if (outcome.kind !== 'applied') this.#failed += 1;
    this.#settledAt.push(now);
    this.#events.settled(change, outcome, now - (this.#firstSentAt.get(id) ?? now));
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
    return {
      done: this.#done,
      total,
      inFlight: this.#inFlight,
      failed: this.#failed,
      ratePerSecond: rate,
      etaSeconds: rate > 0 ? Math.ceil((total - this.#done) / rate) : null,
      pausedMs: Math.max(0, this.#pausedUntil - now),
    };
  }
}

/** The progress line: `1,200/2,000  48.2/s  8 in flight  1 failed  about 17 s left`. */
export function formatProgress(progress: RunProgress): string {
  const { done, total, ratePerSecond, inFlight, failed, pausedMs, etaSeconds } = progress;
  return [
    `${formatCount(done)}/${formatCount(total)}`,
    `${ratePerSecond.toFixed(1)}/s`,
    `${inFlight} in flight`,
    `${failed} failed`,
    ...(pausedMs > 0 ? [`paused for ${Math.ceil(pausedMs / 1_000)} s (COR asked for it)`] : []),
    ...(etaSeconds === null ? [] : [`about ${etaSeconds} s left`]),
  ].join('  ');
}
