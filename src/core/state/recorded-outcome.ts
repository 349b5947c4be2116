import type { PutOutcome } from '../sending/outcome.js';

/** How one PUT of a run ended, as the journal keeps it and as `settle` merges it into the record. */
export type RecordedOutcome =
  /** COR acknowledged it. `at`: when, ISO 8601, UTC. */
  | { readonly kind: 'applied'; readonly cor_id: number | null; readonly at: string }
  /** `unknown`: it may have reached COR, and there is no conclusive answer. The others: surely not applied. */
  | { readonly kind: 'unknown' | 'refused' | 'not-attempted' };

/** What the record keeps of an outcome. */
export function recordedOutcome(outcome: PutOutcome): RecordedOutcome {
  if (outcome.kind !== 'applied') return { kind: outcome.kind };
  const { corId, at } = outcome;
  // An id that is no id must never make the state unreadable: the acknowledgement counts without it.
  return { kind: 'applied', cor_id: isCorId(corId) ? corId : null, at };
}

function isCorId(corId: number | null): boolean {
  return Number.isSafeInteger(corId) && Number(corId) >= 0;
}
