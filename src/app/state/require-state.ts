import { NO_STATE, STATE_GONE } from '../../core/errors/state.js';
import { Failure, failureOf } from '../../core/errors/failure.js';
import type { Clock } from '../../core/ports/system.js';
import type { StateReader } from '../../core/ports/state.js';
import { explainTombstone } from '../../core/state/tombstone.js';
import { findGoodVersion } from './find-good-version.js';
import { loadState, verifyState, type LoadedState, type VerifiedState } from './load-state.js';
import { readSnapshot, type StateSnapshot } from './read-snapshot.js';

/** Reads the state for a command that holds the lock, so an open run is dead. Throws Failure if there is no state. */
export async function requireState(backend: StateReader, clock: Clock): Promise<LoadedState> {
  return (await loadState(backend, clock)) ?? (await thereIsNone(backend));
}

/** Reads the state for a command that shows it, without the lock. Throws Failure if there is no state. */
export async function requireSnapshot(backend: StateReader, clock: Clock): Promise<StateSnapshot> {
  return (await readSnapshot(backend, clock)) ?? (await thereIsNone(backend));
}

/** Reads the state as it is stored, for a command that prints it. Throws Failure if there is no state. */
export async function requireStored(backend: StateReader): Promise<VerifiedState> {
  return (await verifyState(backend.store)) ?? (await thereIsNone(backend));
}

async function thereIsNone(backend: StateReader): Promise<never> {
  throw (await stateIsGone(backend)) ?? noState(backend.traits.location);
}

/**
 * Reports a lost state if there is none but the backend still has versions of it: a new state would
 * forget everything that was applied. Null if there never was one.
 */
export async function stateIsGone(backend: StateReader): Promise<Failure | null> {
  const kept = await backend.store.versions();
  if (kept.length === 0) return null;
  const good = await findGoodVersion(backend.store);
  if (good !== null && 'moved_to' in good) return new Failure(explainTombstone(good));
  return failureOf(STATE_GONE, {
    summary: `the recorded state is gone (${backend.traits.location})`,
    detail:
      good === null
        ? 'Older versions still exist, but none of them can be read with these settings.'
        : `An older version still exists: serial ${good.version.serial} (${good.version.label}).`,
    fix: good === null ? 'Set the passphrase they were encrypted with.' : 'corform state repair',
  });
}

function noState(location: string): Failure {
  return failureOf(NO_STATE, { summary: `there is no recorded state yet (${location})` });
}
