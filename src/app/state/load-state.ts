import type { Diagnostic } from '../../core/errors/diagnostic.js';
import { Failure } from '../../core/errors/failure.js';
import type { RecordedState } from '../../core/model.js';
import type { Clock, StateBackend, StateVersion, StoredState } from '../../core/ports.js';
import { recoverRun, type RecoverySummary } from '../../core/state/recover.js';
import { parseState } from '../../core/state/state-file.js';
import { explainTombstone, readTombstone } from '../../core/state/tombstone.js';
import { findGoodVersion } from './find-good-version.js';
import { UnreadableText } from './state-codec.js';

export interface LoadedState {
  /** The record, with the run that died (if one did) recovered in memory. */
  readonly recorded: RecordedState;
  /** What the next commit must still find stored. */
  readonly version: StateVersion;
  /** What recovery did; null where no run was open. Nothing of it is stored yet. */
  readonly recovery: RecoverySummary | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** A state as it is stored, which was found to be good. */
export interface VerifiedState {
  readonly text: string;
  readonly state: RecordedState;
  readonly version: StateVersion;
}

/**
 * Reads and verifies the recorded state. Null where none was ever stored. A state that can't be
 * trusted is refused, untouched, and the newest good older version is named.
 */
export async function verifyState(backend: StateBackend): Promise<VerifiedState | null> {
  const stored = await readStored(backend);
  if (stored === null) return null;
  const { value, diagnostics } = parseState(stored.text);
  if (value !== undefined) return { ...stored, state: value };
  // What was moved away is not damaged: going back to an older version would be wrong.
  const moved = readTombstone(stored.text) !== null;
  throw new Failure(moved ? diagnostics : await nameGoodVersion(backend, diagnostics));
}

/** How often a state may change under the eyes of a reader that holds no lock before it gives up. */
const MOST_READS = 10;

/**
 * Reads and verifies the recorded state, and recovers the run that died, if one did, in memory. Needs no
 * lock: what an apply under way changes while this reads is read again.
 */
export async function loadState(backend: StateBackend, clock: Clock): Promise<LoadedState | null> {
  for (let reads = 1; ; reads += 1) {
    const verified = await verifyState(backend);
    if (verified === null) return null;
    const loaded = await recoverInMemory(backend, clock, verified);
    if (loaded.recovery?.journal !== 'none' || backend.journals === null) return loaded;
    // A run that ends takes its journal away: is it lost, or was it still there a moment ago?
    const again = await backend.read();
    if (again?.version === verified.version || reads === MOST_READS) return loaded;
  }
}

async function recoverInMemory(
  backend: StateBackend,
  clock: Clock,
  { state, version }: VerifiedState,
): Promise<LoadedState> {
  if (state.run === null) return { recorded: state, version, recovery: null, diagnostics: [] };
  const journal = backend.journals === null ? null : await backend.journals.read(state.run.id);
  const recovered = recoverRun(state, journal, new Date(clock.now()).toISOString());
  return {
    recorded: recovered.state,
    version,
    recovery: recovered.summary,
    diagnostics: recovered.diagnostics,
  };
}

async function readStored(backend: StateBackend): Promise<StoredState | null> {
  try {
    return await backend.read();
  } catch (error) {
    if (!(error instanceof UnreadableText) || error.reason !== 'damaged') throw error;
    throw new Failure(await nameGoodVersion(backend, error.diagnostics));
  }
}

async function nameGoodVersion(
  backend: StateBackend,
  diagnostics: readonly Diagnostic[],
): Promise<readonly Diagnostic[]> {
  const good = await findGoodVersion(backend);
  if (good === null) return diagnostics;
  if ('moved_to' in good) return [...diagnostics, explainTombstone(good)];
  const { serial, label } = good.version;
  const text = `The newest good version is serial ${serial} (${label}).`;
  return diagnostics.map((d) => ({
    ...d,
    detail: d.detail === undefined ? text : `${d.detail} ${text}`,
  }));
}
