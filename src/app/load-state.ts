import type { Diagnostic } from '../core/diagnostic.js';
import { Failure } from '../core/failure.js';
import type { RecordedState } from '../core/model.js';
import type { Clock, StateBackend, StateVersion } from '../core/ports.js';
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

/**
 * Reads and verifies the recorded state. Null where none was ever stored. A state that can't be
 * trusted is refused, untouched, and the newest good older version is named.
 */
export async function loadState(backend: StateBackend, clock: Clock): Promise<LoadedState | null> {
  const stored = await backend.read();
  if (stored === null) return null;
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
