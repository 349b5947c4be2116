import type { LockInfo, StateBackend } from '../../core/ports.js';
import type { LoadedState } from './load-state.js';

/**
 * Returns who holds the lock while a run is open: then the run is at work and not dead. Null if nobody does,
 * or the backend can't be asked without taking the lock.
 */
export async function whoRuns(
  backend: StateBackend,
  { recovery }: Pick<LoadedState, 'recovery'>,
): Promise<LockInfo | null> {
  if (recovery === null || !backend.traits.showsOwner) return null;
  return await backend.lock.owner();
}
