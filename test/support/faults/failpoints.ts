/**
 * Failpoints: something happens right before or right after the n-th call of a port's method. They wrap
 * ports from outside; the shipped program knows nothing of them.
 */
import type { JournalStore, JournalWriter, StateBackend } from '../../../src/core/ports/state.js';
import type { UserApi } from '../../../src/core/ports/cor.js';
import { wrapBackend } from '../wrap-backend.js';

export const CALLS = [
  'lock',
  'read',
  'journal.read',
  'journal.create',
  'commit',
  'prune',
  'holds',
  'append',
  'update',
  'journal.close',
  'unlock',
] as const;

export type Call = (typeof CALLS)[number];

export interface Failpoint {
  readonly call: Call;
  /** From 1. */
  readonly nth: number;
  readonly when: 'before' | 'after';
}

/** Wraps the ports so that `strike` is called at the failpoint. */
export class FailingPorts {
  readonly #point: Failpoint;
  readonly #strike: () => void;
  readonly #counts = new Map<Call, number>();
  readonly #writers: JournalWriter[] = [];

  constructor(point: Failpoint, strike: () => void) {
    this.#point = point;
    this.#strike = strike;
  }

  backend(inner: StateBackend): StateBackend {
    return wrapBackend(inner, {
      store: {
        read: () => this.#call('read', () => inner.store.read()),
        commit: (...args) => this.#call('commit', () => inner.store.commit(...args)),
      },
      lock: {
        take: (info) => this.#call('lock', () => inner.lock.take(info)),
        release: (id) => this.#call('unlock', () => inner.lock.release(id)),
        holds: (id) => this.#call('holds', () => inner.lock.holds(id)),
      },
      journals: this.#journals(inner.journals),
    });
  }

  api(inner: UserApi): UserApi {
    return {
      update: (...args) => this.#call('update', () => inner.update(...args)),
      authorise: (signal) => inner.authorise(signal),
    };
  }

  /** How often a call was made. */
  count(call: Call): number {
    return this.#counts.get(call) ?? 0;
  }

  /** Closes what a process closes by ending. */
  async end(): Promise<void> {
    for (const writer of this.#writers) await writer.close();
  }

  #journals(inner: JournalStore): Partial<JournalStore> {
    return {
      create: (...args) =>
        this.#call('journal.create', async () => this.#writer(await inner.create(...args))),
      read: (run) => this.#call('journal.read', () => inner.read(run)),
      prune: (keep) => this.#call('prune', () => inner.prune(keep)),
    };
  }

  #writer(inner: JournalWriter): JournalWriter {
    this.#writers.push(inner);
    return {
      append: (lines) => this.#call('append', () => inner.append(lines)),
      close: () => this.#call('journal.close', () => inner.close()),
    };
  }

  async #call<T>(call: Call, work: () => Promise<T>): Promise<T> {
    const count = (this.#counts.get(call) ?? 0) + 1;
    this.#counts.set(call, count);
    const { call: named, nth, when } = this.#point;
    const hit = named === call && nth === count;
    if (hit && when === 'before') this.#strike();
    const result = await work();
    if (hit && when === 'after') this.#strike();
    return result;
  }
}
