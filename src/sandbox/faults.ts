import { createHash } from 'node:crypto';
import { compileGlob } from '../core/text/glob.js';
import type { FaultAction } from './fault-action.js';
import type { FaultRule, FaultScript, RandomFaults } from './fault-script.js';

/** What a rule looks at. `id` is the external id of a PUT of a user, else null. */
export interface FaultSubject {
  readonly method: string;
  readonly path: string;
  readonly id: string | null;
}

/** Decides, request by request, which fault happens. It counts, so ask once for each request. */
export class FaultPicker {
  readonly #rules: readonly { readonly rule: FaultRule; seen: number }[];
  readonly #random: RandomFaults | null;
  readonly #attempts = new Map<string, number>();

  constructor(script: FaultScript) {
    this.#rules = script.rules.map((rule) => ({ rule, seen: 0 }));
    this.#random = script.random;
  }

  /** The fault of this request, or null if it is answered plainly. */
  pick(subject: FaultSubject): FaultAction | null {
    for (const entry of this.#rules) {
      const { when, count, then } = entry.rule;
      if (!matches(entry.rule, subject)) continue;
      entry.seen += 1;
      const hits = entry.seen - when.nth;
      if (hits >= 0 && (count === null || hits < count)) return then;
    }
    return this.#random === null ? null : this.#draw(this.#random, subject);
  }

  #draw(random: RandomFaults, subject: FaultSubject): FaultAction | null {
    if (subject.method !== 'PUT' || subject.id === null) return null;
    const attempt = (this.#attempts.get(subject.id) ?? 0) + 1;
    this.#attempts.set(subject.id, attempt);
    const hash = createHash('sha256').update(`${random.seed}\n${attempt}\n${subject.id}`).digest();
    if (hash.readUInt32BE(0) / 2 ** 32 >= random.rate) return null;
    return random.actions[hash.readUInt32BE(4) % random.actions.length] ?? null;
  }
}

function matches({ when }: FaultRule, subject: FaultSubject): boolean {
  if (when.method !== subject.method) return false;
  if (when.path !== null && !compileGlob(when.path)(subject.path)) return false;
  return when.id === null || (subject.id !== null && compileGlob(when.id)(subject.id));
}
