import type { RecordedState } from '../../core/model.js';
import { holdLock, type LockNotice, type LockPorts, type LockRequest } from './hold-lock.js';
import { requireState } from './require-state.js';
import { pruneJournals } from './prune-journals.js';
import { StateHead } from './state-head.js';

/**
 * Changes the record by hand, under the lock and through the same compare-and-swap as an apply. A run
 * that died is recovered with it. `edit` throws Failure if the change makes no sense.
 */
export function editState(
  ports: LockPorts,
  request: { readonly lock: LockRequest; readonly writtenBy: string },
  notice: LockNotice,
  edit: (state: RecordedState) => RecordedState,
): Promise<RecordedState> {
  return holdLock(ports, request.lock, notice, async () => {
    const loaded = await requireState(ports.backend, ports.clock);
    loaded.diagnostics.forEach(notice);
    const head = new StateHead(ports.backend, request.writtenBy, loaded.recorded, loaded.version);
    await head.commit(edit(loaded.recorded));
    await pruneJournals(ports.backend, null);
    return head.state;
  });
}
