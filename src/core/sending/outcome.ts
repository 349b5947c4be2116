import { FIELD_NAMES, type FieldName, type UserFields } from '../model.js';
import type { ApiError } from '../ports/cor.js';

/** How the PUT of one user, with all its attempts, ended. */
export type PutOutcome =
  | {
      readonly kind: 'applied';
      /** COR's own ids of the user and the company; null if the answer carried none. */
      readonly corId: number | null;
      readonly companyId: number | null;
      /** Fields whose value the answer repeats as it was sent. */
      readonly confirmed: readonly FieldName[];
      /** Fields that the answer repeats with another value than was sent. A reason to warn, no more. */
      readonly echoDiffers: readonly FieldName[];
    }
  /** Surely not applied: COR refused this user in every attempt that reached it. */
  | { readonly kind: 'refused'; readonly error: ApiError }
  /** At least one attempt may have been applied. `error` is the last one, null if it was abandoned. */
  | { readonly kind: 'unknown'; readonly error: ApiError | null }
  /** Surely not applied, and the user is not the reason. `error` is null if it was never sent. */
  | { readonly kind: 'not-attempted'; readonly error: ApiError | null };

/** Which of the sent fields an answer repeats, as they were sent or otherwise. In the order of FIELD_NAMES. */
export function compareEcho(
  sent: UserFields,
  echo: UserFields,
): { readonly confirmed: readonly FieldName[]; readonly echoDiffers: readonly FieldName[] } {
  const repeated = FIELD_NAMES.filter((f) => sent[f] !== undefined && echo[f] !== undefined);
  return {
    confirmed: repeated.filter((field) => sent[field] === echo[field]),
    echoDiffers: repeated.filter((field) => sent[field] !== echo[field]),
  };
}
