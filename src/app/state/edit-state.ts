import { errorOf } from '../../core/errors/diagnostic.js';
import { NO_STATE, STATE_GONE } from '../../core/errors/apply.js';
import { Failure } from '../../core/errors/failure.js';
import type { RecordedState } from '../../core/model.js';
import type { Clock, StateBackend } from '../../core/ports.js';
import { holdLock, type LockNotice, type LockPorts, type LockRequest } from './hold-lock.js';
import { explainTombstone } from '../../core/state/tombstone.js';
import { findGoodVersion } from './find-good-version.js';
import { loadState, verifyState, type LoadedState, type VerifiedState } from './load-state.js';
import { readState, type ReadState } from './read-state.js';
import { StaleState, StateHead, staleFailure } from '../apply/run/state-head.js';

/** Reads the state for a command that holds the lock: an open run died. Throws Failure if there is none. */
export async function requireState(backend: StateBackend, clock: Clock): Promise<LoadedState> {
  return (await loadState(backend, clock)) ?? (await thereIsNone(backend));
}

/** Reads the state for a command that shows it, without the lock. Throws Failure if there is none. */
export async function requireReadable(backend: StateBackend, clock: Clock): Promise<ReadState> {
  return (await readState(backend, clock)) ?? (await thereIsNone(backend));
}

/** The state as it is stored, for a command that prints it. Throws Failure if there is none. */
export async function requireStored(backend: StateBackend): Promise<VerifiedState> {
  return (await verifyState(backend.store)) ?? (await thereIsNone(backend));
}

async function thereIsNone(backend: StateBackend): Promise<never> {
  throw (await stateIsGone(backend)) ?? noState(backend.traits.location);
}

/**
 * Says that the state was lost, if there is none but the backend still has versions of one: a new state would
 * forget everything that was applied. Null if there never was one.
 */
export async function stateIsGone(backend: StateBackend): Promise<Failure | null> {
  const kept = await backend.store.versions();
  if (kept.length === 0) return null;
  const good = await findGoodVersion(backend.store);
  if (good !== null && 'moved_to' in good) return new Failure(explainTombstone(good));
  return new Failure(
    errorOf(STATE_GONE, {
      summary: `the recorded state is gone (${backend.traits.location})`,
      detail:
        good === null
          ? 'Older versions still exist, but none of them can be read with these settings.'
          : `An older version still exists: serial ${good.version.serial} (${good.version.label}).`,
      fix: good === null ? 'Set the passphrase they were encrypted with.' : 'corform state repair',
    }),
  );
}

function noState(location: string): Failure {
  return new Failure(
    errorOf(NO_STATE, {
      summary: `there is no recorded state yet (${location})`,
      fix: 'corform init',
    }),
  );
}

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
    try {
      await head.commit(edit(loaded.recorded));
    } catch (error) {
      if (error instanceof StaleState) throw staleFailure(ports.backend.traits.location);
      throw error;
    }
    await ports.backend.journals.prune(null);
    return head.state;
  });
}
