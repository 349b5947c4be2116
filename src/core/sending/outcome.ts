import { FIELD_NAMES, type FieldName, type UserFields } from '../model.js';
import type { ApiError } from '../ports.js';

/** How the PUT of one user, with all its attempts, ended. */
export type PutOutcome =
  | {
      readonly kind: 'applied';
      /** COR's own id of the user, null where the answer carried none. */
      readonly corId: number | null;
      /** When COR's answer came, ISO 8601, UTC. */
      readonly at: string;
      /** Fields that the answer repeats with another value than was sent. A reason to warn, no more. */
      readonly echoDiffers: readonly FieldName[];
    }
  /** Surely not applied: COR refused this user in every attempt that reached it. */
  | { readonly kind: 'refused'; readonly error: ApiError }
  /** At least one attempt may have been applied. `error` is the last one, null if it was abandoned. */
  | { readonly kind: 'unknown'; readonly error: ApiError | null }
  /** Surely not applied, and the user is not the reason. `error` is null if it was never sent. */
  | { readonly kind: 'not-attempted'; readonly error: ApiError | null };

/** The sent fields that an answer repeats with another value, in the order of FIELD_NAMES. */
export function differingFields(sent: UserFields, echo: UserFields): readonly FieldName[] {
  return FIELD_NAMES.filter(
    (field) =>
      sent[field] !== undefined && echo[field] !== undefined && sent[field] !== echo[field],
  );
}
