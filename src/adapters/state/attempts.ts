/**
 * How the backends on other machines repeat what got no answer, and how they find out what became of a
 * write whose answer was lost.
 */
import { Failure } from '../../core/errors/failure.js';
import type { Clock } from '../../core/ports/system.js';
import { outcomeUnknown, unreachable } from './backend-failure.js';

export const ATTEMPTS = 4;
const DELAY_MS = 250;

/** What a repetition needs to know of the backend. */
export interface AskedBackend {
  /** For messages. */
  readonly location: string;
  readonly clock: Clock;
}

/** A request ended without an answer that says what became of it. */
export class NoAnswer extends Error {
  /** False if surely nothing was carried out: no connection was made, or the backend said that it is busy. */
  readonly mayHaveArrived: boolean;

  /** What helps, if more is known than to try again. */
  readonly fix: string | undefined;

  /** `reason`: a word of ours, or a system's error code. Never a text that could carry a credential. */
  constructor(reason: string, mayHaveArrived: boolean, fix?: string) {
    super(reason);
    this.name = 'NoAnswer';
    this.fix = fix;
    this.mayHaveArrived = mayHaveArrived;
  }
}

/** Asks what may be asked again until there is an answer. Throws Failure when there is none in the end. */
export async function ask<T>(asked: AskedBackend, once: () => Promise<T>): Promise<T> {
  let last = new NoAnswer('', false);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      return await once();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      last = error;
    }
    if (attempt < ATTEMPTS) await pauseAfter(attempt, asked.clock);
  }
  throw unreachable(asked.location, last.message, last.fix);
}

function pauseAfter(attempt: number, clock: Clock): Promise<void> {
  return clock.sleep(DELAY_MS * attempt);
}

export type WriteEnd<T> =
  | { readonly kind: 'written'; readonly value: T }
  /** The condition did not hold. Nothing was written. */
  | { readonly kind: 'stale' };

/** What is stored says about a write of ours: */
export type Trace<T> =
  /** It arrived. */
  | { readonly kind: 'written'; readonly value: T }
  /** What it was to replace is still there. */
  | { readonly kind: 'untouched' }
  /** Somebody else's write is there, and surely ours never was. */
  | { readonly kind: 'replaced' }
  /** Somebody else's write is there; ours may have been there before it. */
  | { readonly kind: 'unclear' };

export type Answered<T> =
  | WriteEnd<T>
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** Refused for now: somebody else is writing at this moment. */
  | { readonly kind: 'busy'; readonly failure: Failure };

type SendEnd<T> = Answered<T> | { readonly kind: 'lost' };

/** A write that takes effect under a condition, so at most once, however often it is sent. */
export interface ConditionalWrite<T> {
  /** Sends it once. Throws NoAnswer. */
  readonly send: () => Promise<Answered<T>>;
  /** Looks at what is stored. */
  readonly look: () => Promise<Trace<T>>;
}

/**
 * Carries out a write and settles what a lost answer leaves open, by looking at what is stored. Throws
 * Failure: the backend's refusal, `unreachable` if surely nothing was written, and else `outcomeUnknown`.
 */
export function write<T>(asked: AskedBackend, work: ConditionalWrite<T>): Promise<WriteEnd<T>> {
  return new Writing(asked, work).run();
}

class Writing<T> {
  readonly #asked: AskedBackend;
  readonly #work: ConditionalWrite<T>;
  /** Why an earlier attempt may or may not have arrived; null if none may have. */
  #doubt: string | null = null;
  /** What to say if it was sent in vain so far, and surely never arrived. */
  #inVain: Failure;

  constructor(asked: AskedBackend, work: ConditionalWrite<T>) {
    this.#asked = asked;
    this.#work = work;
    this.#inVain = unreachable(asked.location, 'no answer');
  }

  async run(): Promise<WriteEnd<T>> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const end = await this.#attempt();
      if (end !== null) return end;
      if (attempt < ATTEMPTS) await pauseAfter(attempt, this.#asked.clock);
    }
    throw this.#doubt === null ? this.#inVain : this.#unknown(this.#doubt);
  }

  /** Null: nothing of ours is stored, and sending it again makes sense. */
  async #attempt(): Promise<WriteEnd<T> | null> {
    const sent = await this.#send();
    if (sent.kind === 'written') return sent;
    if (this.#doubt === null && sent.kind === 'stale') return STALE;
    if (this.#doubt === null && sent.kind === 'lost') return null;
    // A refusal is looked into as well: it may answer a second copy of what has arrived already.
    const trace = await this.#look(sent);
    switch (trace.kind) {
      case 'written':
        return trace;
      case 'replaced':
        return STALE;
      case 'unclear':
        if (this.#doubt !== null) throw this.#unknown(this.#doubt);
        return STALE;
      case 'untouched':
        if (sent.kind === 'refused') throw sent.failure;
        return sent.kind === 'stale' ? STALE : null;
    }
  }

  async #send(): Promise<SendEnd<T>> {
    try {
      const sent = await this.#work.send();
      if (sent.kind === 'busy') this.#inVain = sent.failure;
      return sent;
    } catch (error) {
      if (error instanceof Failure && this.#doubt !== null) throw this.#unknown(this.#doubt);
      if (!(error instanceof NoAnswer)) throw error;
      this.#inVain = unreachable(this.#asked.location, error.message, error.fix);
      if (error.mayHaveArrived) this.#doubt = error.message;
      return { kind: 'lost' };
    }
  }

  /** If what is stored can't be read, the write stays in doubt, and a refusal stays one. */
  async #look(sent: SendEnd<T>): Promise<Trace<T>> {
    try {
      return await this.#work.look();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (this.#doubt !== null) throw this.#unknown(this.#doubt);
      throw 'failure' in sent ? sent.failure : error;
    }
  }

  #unknown(doubt: string): Failure {
    return outcomeUnknown(this.#asked.location, doubt);
  }
}

const STALE = { kind: 'stale' } as const;
