import type { Diagnostic } from '../core/diagnostic.js';
import { Failure } from '../core/failure.js';
import type { RecordedState } from '../core/model.js';
import type { Clock, StateBackend, StateVersion, StoredState } from '../core/ports.js';
import { recoverRun, type RecoverySummary } from '../core/state/recover.js';
import { parseState } from '../core/state/state-file.js';
import { findGoodVersion } from './find-good-version.js';

export interface LoadedState {
  /** The record, with the run that died (if one did) recovered in memory. */
  readonly recorded: RecordedState;
  /** What the next commit must still find stored. */
  readonly version: StateVersion;
  /** What recovery did; null where no run was open. Nothing of it is stored yet. */
  readonly recovery: RecoverySummary | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** How often a state may change under the eyes of a reader that holds no lock before it gives up. */
const MOST_READS = 10;

/**
 * Reads and verifies the recorded state. Null where none was ever stored. A state that can't be
 * trusted is refused, untouched, and the newest good older version is named. Needs no lock: what an
 * apply under way changes while this reads is read again.
 */
export async function loadState(backend: StateBackend, clock: Clock): Promise<LoadedState | null> {
  for (let reads = 1; ; reads += 1) {
    const stored = await backend.read();
    if (stored === null) return null;
    const loaded = await readStored(backend, clock, stored);
    if (loaded.recovery?.journal !== 'none' || backend.journals === null) return loaded;
    // A run that ends takes its journal away: is it lost, or was it still there a moment ago?
    const again = await backend.read();
    if (again?.version === stored.version || reads === MOST_READS) return loaded;
  }
}

async function readStored(
  backend: StateBackend,
  clock: Clock,
  stored: StoredState,
): Promise<LoadedState> {
  const { value, diagnostics } = parseState(stored.text);
  if (value === undefined) {
    throw new Failure('error', await nameGoodVersion(backend, diagnostics));
  }
  if (value.run === null) {
    return { recorded: value, version: stored.version, recovery: null, diagnostics };
  }
  const journal = backend.journals === null ? null : await backend.journals.read(value.run.id);
  const recovered = recoverRun(value, journal, new Date(clock.now()).toISOString());
  return {
    recorded: recovered.state,
    version: stored.version,
    recovery: recovered.summary,
    diagnostics: [...diagnostics, ...recovered.diagnostics],
  };
}

async function nameGoodVersion(
  backend: StateBackend,
  diagnostics: readonly Diagnostic[],
): Promise<readonly Diagnostic[]> {
  const good = await findGoodVersion(backend, parseState);
  if (good === null) return diagnostics;
  const { serial, label } = good.version;
  const text = `The newest good version is serial ${serial} (${label}).`;
  return diagnostics.map((d) => ({
    ...d,
    detail: d.detail === undefined ? text : `${d.detail} ${text}`,
  }));
}
