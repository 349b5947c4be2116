import type { RecordedState } from '../../src/core/model.js';
import { recordedState, RUN, TARGET } from './state-samples.js';

/** A state whose run is open and means to send one PUT for each of these users. */
export function openState(ids: readonly string[]): RecordedState {
  return recordedState({
    run: {
      ...RUN,
      serial: 7,
      target: TARGET,
      counts: {
        added: 0,
        changed: 0,
        forgotten: 0,
        recorded: 0,
        refused: 0,
        unknown: 0,
        not_attempted: 0,
      },
      ops: ids.map((id) => ({ id, set: { role_id: 3 }, protected: false })),
    },
  });
}
