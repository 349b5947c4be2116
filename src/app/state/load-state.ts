import type { Diagnostic } from '../../core/errors/diagnostic.js';
import { Failure } from '../../core/errors/failure.js';
import type { RecordedState } from '../../core/model.js';
import type { Clock } from '../../core/ports/system.js';
import type { StateReader, StateVersion } from '../../core/ports/state.js';
import { recoverRun, type RecoverySummary } from '../../core/state/recover.js';
import { explainTombstone } from '../../core/state/tombstone.js';
import { findGoodVersion } from './find-good-version.js';
import { readRecord } from './read-record.js';

export interface LoadedState {
  /** The record, with the run that died (if one did) recovered in memory. */
  readonly recorded: RecordedState;
  /** What the next commit must still find stored. */
  readonly version: StateVersion;
  /** What recovery did; null if no run was open. Nothing of it is stored yet. */
  readonly recovery: RecoverySummary | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** A state that is stored and was found to be good. */
export interface VerifiedState {
  readonly text: string;
  readonly state: RecordedState;
  readonly version: StateVersion;
}

/**
 * Reads and verifies the recorded state. Null if none was ever stored. Refuses a state that can't be
 * trusted, leaves it untouched, and names the newest good older version.
 */
export async function verifyState(store: StateReader['store']): Promise<VerifiedState | null> {
  const record = await readRecord(store);
  switch (record.kind) {
    case 'none':
      return null;
    case 'good':
      return record;
    case 'moved':
      throw new Failure(explainTombstone(record.tombstone));
    case 'damaged':
      throw new Failure(await nameGoodVersion(store, record.diagnostics));
  }
}

/** How often a state may change under the eyes of a reader that holds no lock before it gives up. */
export const MOST_READS = 10;

/**
 * Reads and verifies the recorded state, and recovers the run that died, if one did, in memory. Needs no
 * lock: what an apply under way changes while this reads is read again.
 */
export async function loadState(backend: StateReader, clock: Clock): Promise<LoadedState | null> {
  for (let reads = 1; ; reads += 1) {
    const verified = await verifyState(backend.store);
    if (verified === null) return null;
    const loaded = await recoverInMemory(backend, clock, verified);
    if (loaded.recovery?.journal !== 'none' || !backend.traits.keepsJournals) return loaded;
    // A run that ends takes its journal away: is it lost, or was it still there a moment ago?
    const again = await backend.store.read();
    if (again?.version === verified.version || reads === MOST_READS) return loaded;
  }
}

async function recoverInMemory(
  backend: StateReader,
  clock: Clock,
  { state, version }: VerifiedState,
): Promise<LoadedState> {
  if (state.run === null) return { recorded: state, version, recovery: null, diagnostics: [] };
  const journal = await backend.journals.read(state.run.id);
  const recovered = recoverRun(state, journal, new Date(clock.now()).toISOString());
  return {
    recorded: recovered.state,
    version,
    recovery: recovered.summary,
    diagnostics: recovered.diagnostics,
  };
}

async function nameGoodVersion(
  store: StateReader['store'],
  diagnostics: readonly Diagnostic[],
): Promise<readonly Diagnostic[]> {
  const good = await findGoodVersion(store);
  if (good === null) return diagnostics;
  if ('moved_to' in good) return [...diagnostics, explainTombstone(good)];
  const { serial, label } = good.version;
  const text = `The newest good version is serial ${serial} (${label}).`;
  return diagnostics.map((d) => ({
    ...d,
    detail: d.detail === undefined ? text : `${d.detail} ${text}`,
  }));
}
