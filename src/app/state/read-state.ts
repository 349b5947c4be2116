import { type Diagnostic, noteOf } from '../../core/errors/diagnostic.js';
import { APPLY_RUNNING } from '../../core/errors/apply.js';
import type { Clock, StateBackend } from '../../core/ports.js';
import { describeOwner, lockOwnerOf, type LockOwner } from '../../core/state/lock-owner.js';
import type { RecoverySummary } from '../../core/state/recover.js';
import { loadState, MOST_READS, type LoadedState } from './load-state.js';

/** What somebody who does not hold the lock finds. */
export interface ReadState extends LoadedState {
  /**
   * Who works on the open run: the holder of the lock, or `unknown` if the backend can't be asked. Null if
   * nobody does, so the run died, or no run is open.
   */
  readonly worker: LockOwner | 'unknown' | null;
}

/**
 * Reads the state for a command that changes nothing: an open run may be that of an apply which is running
 * right now. Null if there is no state. Throws Failure.
 */
export async function readState(backend: StateBackend, clock: Clock): Promise<ReadState | null> {
  for (let reads = 1; ; reads += 1) {
    const loaded = await loadState(backend, clock);
    if (loaded === null) return null;
    if (loaded.recovery === null) return { ...loaded, worker: null };
    const worker = await findWorker(backend);
    if (worker !== null) {
      return { ...loaded, worker, diagnostics: [describeWork(loaded.recovery, worker)] };
    }
    // Nobody holds the lock: did the run die, or end between our two looks?
    const again = await backend.store.read();
    if (again?.version === loaded.version || reads === MOST_READS) {
      return { ...loaded, worker: null };
    }
  }
}

async function findWorker(backend: StateBackend): Promise<LockOwner | 'unknown' | null> {
  if (!backend.traits.showsOwner) return 'unknown';
  const owner = await backend.lock.owner();
  return owner === null ? null : lockOwnerOf(owner);
}

function describeWork(run: RecoverySummary, worker: LockOwner | 'unknown'): Diagnostic {
  const snapshot = 'This is a snapshot: what the apply has not recorded yet is missing.';
  if (worker === 'unknown') {
    return noteOf(APPLY_RUNNING, {
      summary: `The apply of ${run.who}, started at ${run.startedAt}, is running or did not finish`,
      detail: `If it did not finish, the next apply recovers it. ${snapshot}`,
    });
  }
  return noteOf(APPLY_RUNNING, {
    summary: `An apply is running since ${run.startedAt} (${run.who})`,
    detail: `${snapshot} ${describeOwner(worker)}`,
  });
}
