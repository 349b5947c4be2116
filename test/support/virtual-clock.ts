import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, Random } from '../../src/core/ports/system.js';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly ring: () => void;
}

/**
 * A clock whose time passes only when nothing else can happen: when all promises have settled it jumps to
 * the next timer. Hours of a run take milliseconds, and each run is the same.
 */
export class VirtualClock implements Clock {
  #now = 0;
  #suspended = 0;
  #order = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return Date.UTC(2026, 0, 1) + this.#now + this.#suspended;
  }

  monotonic(): number {
    return this.#now;
  }

  /** The machine sleeps: the wall clock goes on, and the monotonic clock stands still. */
  suspend(ms: number): void {
    this.#suspended += ms;
  }

  /** Timers that nobody cancelled and that have not rung. */
  get pending(): number {
    return this.#timers.size;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const end = (): void => {
        this.#timers.delete(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = { at: this.#now + Math.max(0, ms), order: (this.#order += 1), ring: end };
      this.#timers.add(timer);
      signal?.addEventListener('abort', end);
    });
  }

  /** Calls `act` at a time. */
  at(ms: number, act: () => void): void {
    void this.sleep(ms - this.#now).then(act);
  }

  /** Lets time pass until the promise settles. Fails where it never can. */
  async run<T>(work: Promise<T>): Promise<T> {
    const progress = { settled: false };
    const done = (): void => {
      progress.settled = true;
    };
    void work.then(done, done);
    for (let idle = 0; ;) {
      await nextTurn();
      if (progress.settled) return work;
      const next = this.#earliest();
      if (next === undefined) throw new Error('the work waits for nothing that will ever happen');
      idle = next.at === this.#now ? idle + 1 : 0;
      if (idle > 1000) throw new Error('the work spins: time does not pass');
      this.#now = next.at;
      next.ring();
    }
  }

  #earliest(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (
        first === undefined ||
        timer.at < first.at ||
        (timer.at === first.at && timer.order < first.order)
      ) {
        first = timer;
      }
    }
    return first;
  }
}

/** A repeatable source of chance (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const hex = (bytes: number): string =>
    Array.from({ length: bytes * 2 }, () => Math.floor(fraction() * 16).toString(16)).join('');
  return { fraction, hex, uuid: () => hex(16) };
}
