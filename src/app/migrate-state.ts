import { Failure } from '../core/failure.js';
import type { RecordedState } from '../core/model.js';
import type { StateBackend, StateVersion } from '../core/ports.js';
import { serializeState } from '../core/state/state-file.js';
import { explainTombstone, serializeTombstone } from '../core/state/tombstone.js';
import { holdLock, type LockNotice, type LockPorts, type LockRequest } from './hold-lock.js';
import { inspectState, type InspectPorts, type Inspection } from './inspect-state.js';
import { storeRecord } from './push-state.js';

/** One of the two places. */
export interface Place extends InspectPorts {
  readonly backend: StateBackend;
  readonly lock: LockRequest;
}

export interface MigrateRequest {
  readonly from: Place;
  readonly to: Place;
  readonly writtenBy: string;
}

/**
 * Moves the recorded state to another backend, under the locks of both, with lineage, serial and history.
 * The old place gets a tombstone, so that there are never two states which both look alive: whoever
 * still has the old settings is refused there. Killed in between, it is completed by running it again.
 * Throws Failure where the new place is not empty or the old one has nothing whole to move.
 */
export async function migrateState(
  ports: Omit<LockPorts, 'backend'>,
  request: MigrateRequest,
  notice: LockNotice,
): Promise<RecordedState> {
  const { from, to } = request;
  if (from.backend.kind === to.backend.kind && from.backend.location === to.backend.location) {
    throw samePlace(to.backend.location);
  }
  await to.backend.probe();
  return holdLock({ ...ports, backend: from.backend }, from.lock, notice, () =>
    holdLock({ ...ports, backend: to.backend }, to.lock, notice, () => moveLocked(request)),
  );
}

async function moveLocked({ from, to, writtenBy }: MigrateRequest): Promise<RecordedState> {
  const { state, version } = requireMovable(await inspectState(from), from.backend.location);
  const target = requireFree(await inspectState(to), state, to.backend.location);
  const moved =
    target.kind === 'copied'
      ? target.state
      : await storeRecord(to, writtenBy, { ...state, serial: target.serial }, target.version);
  await buryOld(from.backend, state, version, { movedTo: to.backend.location, writtenBy });
  return moved;
}

function requireMovable(
  found: Inspection,
  location: string,
): { readonly state: RecordedState; readonly version: StateVersion } {
  switch (found.kind) {
    case 'none':
      throw new Failure('error', {
        severity: 'error',
        code: 'CF720',
        summary: `there is no recorded state to move (${location})`,
        fix: 'Check the settings that --from names.',
      });
    case 'moved':
      throw new Failure('error', explainTombstone(found.tombstone));
    case 'damaged':
      throw new Failure('error', found.diagnostics);
    case 'good':
      if (found.state.run === null) return found;
      throw new Failure('conflict', {
        severity: 'error',
        code: 'CF747',
        summary: 'a run is open in the state that is to be moved',
        detail: 'It died, and its journal, if it has one, stays where it is.',
        fix: 'Run `corform apply` with the old settings first: it recovers the run.',
      });
  }
}

type Target =
  | { readonly kind: 'free'; readonly serial: number; readonly version: StateVersion | null }
  /** An earlier migration was killed before it could bury the old state. */
  | { readonly kind: 'copied'; readonly state: RecordedState };

function requireFree(found: Inspection, state: RecordedState, location: string): Target {
  if (found.kind === 'none' && found.takenSerial === 0) {
    return { kind: 'free', serial: state.serial, version: null };
  }
  // It was here before, was moved away, and comes back.
  if (found.kind === 'moved' && found.tombstone.lineage === state.lineage) {
    const serial = Math.max(state.serial, found.takenSerial + 1);
    return { kind: 'free', serial, version: found.version };
  }
  if (found.kind === 'good' && isCopy(found.state, state)) {
    return { kind: 'copied', state: found.state };
  }
  throw new Failure('conflict', {
    severity: 'error',
    code: 'CF745',
    summary: `the new place is not empty (${location})`,
    detail: 'Nothing was changed, here or there.',
    fix: 'Choose another name, path or ref for the state, or remove what is there.',
  });
}

/** The same record; serial and writer are of the copy. */
function isCopy(copy: RecordedState, state: RecordedState): boolean {
  const { serial, written_by } = state;
  return (
    copy.serial >= serial &&
    serializeState({ ...copy, serial, written_by }) === serializeState(state)
  );
}

async function buryOld(
  backend: StateBackend,
  { lineage, serial: last }: RecordedState,
  version: StateVersion,
  about: { readonly movedTo: string; readonly writtenBy: string },
): Promise<void> {
  const serial = last + 1;
  const text = serializeTombstone({
    lineage,
    serial,
    moved_to: about.movedTo,
    written_by: about.writtenBy,
  });
  const result = await backend.commit(text, serial, version);
  if (result.kind === 'committed') return;
  throw new Failure('conflict', {
    severity: 'error',
    code: 'CF749',
    summary: 'the state was copied, and somebody changed the old one meanwhile',
    detail: `Two states are alive now: ${about.movedTo} and ${backend.location}.`,
    fix: 'Find out who unlocked and wrote the old one before anything else is applied.',
  });
}

function samePlace(location: string): Failure {
  return new Failure('usage', {
    severity: 'error',
    code: 'CF746',
    summary: `both settings name the same place (${location})`,
    fix: 'Name the old settings with --from and the new ones in corform.yaml (or with --config).',
  });
}
