import { Failure } from '../core/failure.js';
import type { RecordedState } from '../core/model.js';
import type { Clock, StateBackend } from '../core/ports.js';
import { holdLock, type LockNotice, type LockPorts, type LockRequest } from './hold-lock.js';
import { loadState, type LoadedState } from './load-state.js';
import { StaleState, StateHead, staleFailure } from './run/state-head.js';

/** Reads the state for a command that shows or edits it. Throws Failure where there is none. */
export async function requireState(backend: StateBackend, clock: Clock): Promise<LoadedState> {
  const loaded = await loadState(backend, clock);
  if (loaded !== null) return loaded;
  throw noState(backend.location);
}

function noState(location: string): Failure {
  return new Failure('error', {
    severity: 'error',
    code: 'CF720',
    summary: `there is no recorded state yet (${location})`,
    fix: 'corform init',
  });
}

/**
 * Changes the record by hand, under the lock and through the same compare-and-swap as an apply. A run
 * that died is recovered with it. `edit` throws Failure where the change makes no sense.
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
    try {
      await head.commit(edit(loaded.recorded));
    } catch (error) {
      if (error instanceof StaleState) throw staleFailure(ports.backend.location);
      throw error;
    }
    await ports.backend.journals?.prune(null);
    return head.state;
  });
}
