import { NO_EVIDENCE } from './evidence.js';
import type { DesiredState, RecordedState, RecordedUser } from '../model.js';

/**
 * The state that records exactly what `desired` asks for, as if all of it had been acknowledged. For
 * comparing two revisions of users.yaml; it must never be stored.
 */
export function recordDesired(desired: DesiredState, empty: RecordedState): RecordedState {
  return {
    ...empty,
    users: desired.users.map((user): RecordedUser => ({
      id: user.id,
      cor_id: null,
      fields: user.fields,
      unknown: {},
      evidence: NO_EVIDENCE,
      protected: user.protected,
    })),
  };
}
