import type { FieldName } from '../model.js';
import type { PutOutcome } from '../sending/outcome.js';

/** How one PUT of a run ended, as the journal keeps it and as `settle` merges it into the record. */
export type RecordedOutcome =
  /** COR acknowledged it. Both ids are null if the answer carried none. */
  | {
      readonly kind: 'applied';
      readonly cor_id: number | null;
      readonly company_id: number | null;
      /** The fields whose value the answer repeated. */
      readonly confirmed: readonly FieldName[];
    }
  /** `unknown`: it may have reached COR, and there is no conclusive answer. The others: surely not applied. */
  | { readonly kind: 'unknown' | 'refused' | 'not-attempted' };

/** What the record keeps of an outcome. */
export function recordedOutcome(outcome: PutOutcome): RecordedOutcome {
  if (outcome.kind !== 'applied') return { kind: outcome.kind };
  const { corId, companyId, confirmed } = outcome;
  return { kind: 'applied', cor_id: corId, company_id: companyId, confirmed };
}
