import { errorOf } from '../../core/errors/diagnostic.js';
import { NO_STATE } from '../../core/errors/state.js';
import { STATE_WRITE_UNKNOWN } from '../../core/errors/backend.js';
import {
  MIGRATION_TO_SAME_PLACE,
  MIGRATION_WITH_OPEN_RUN,
  NEW_PLACE_NOT_EMPTY,
  OLD_STATE_CHANGED,
} from '../../core/errors/state-operations.js';
import { Failure } from '../../core/errors/failure.js';
import type { RecordedState } from '../../core/model.js';
import type { StateBackend, StateVersion } from '../../core/ports/state.js';
import { parseState, serializeState } from '../../core/state/state-file.js';
import { explainTombstone, serializeTombstone } from '../../core/state/tombstone.js';
import { holdLock, type LockNotice, type LockPorts, type LockRequest } from './hold-lock.js';
import { highestSerial, readRecord, type StoredRecord } from './read-record.js';
import { storeRecord } from './push-state.js';
import { staleFailure } from './state-head.js';

/** One of the two places. */
export interface StatePlace {
  readonly backend: StateBackend;
  readonly lock: LockRequest;
}

export interface MigrateRequest {
  readonly from: StatePlace;
  readonly to: StatePlace;
  readonly writtenBy: string;
}

/**
 * Moves the recorded state to another backend, under the locks of both, with lineage, serial and history.
 * There are never two live states:
 *
 * 1. The old place gets a tombstone that carries the state: whoever has the old settings is refused from now on.
 * 2. The new place gets the state.
 * 3. The old place gets a tombstone that carries nothing.
 *
 * Killed in between, it is completed by running it again, whatever was applied in the new place meanwhile.
 * Throws Failure if the new place is not empty, takes nothing, or the old one has nothing whole to move;
 * the state is in the old place then, as it was.
 */
export async function migrateState(
  ports: Omit<LockPorts, 'backend'>,
  request: MigrateRequest,
  notice: LockNotice,
): Promise<RecordedState> {
  const { from, to } = request;
  if (from.backend.traits.location === to.backend.traits.location) {
    throw samePlace(to.backend.traits.location);
  }
  await to.backend.probe();
  return holdLock({ ...ports, backend: from.backend }, from.lock, notice, () =>
    holdLock({ ...ports, backend: to.backend }, to.lock, notice, () => moveLocked(request)),
  );
}

/** What is stored in the old place. */
interface Departure {
  readonly state: RecordedState;
  /** Whether the tombstone carries it already: then it is as the new place is to have it. */
  readonly carried: boolean;
  readonly serial: number;
  readonly version: StateVersion;
}

async function moveLocked(request: MigrateRequest): Promise<RecordedState> {
  const { from, to } = request;
  const found = await readRecord(from.backend.store);
  const departure =
    found.kind === 'moved'
      ? requireCarried(found, to.backend.traits.location)
      : requireMovable(found, from.backend.traits.location);
  const target = await requireFree(to.backend, departure);
  if (target.kind === 'arrived') {
    await buryOld(request, departure);
    return target.state;
  }
  const leaving = departure.carried ? departure : await carry(request, departure, target.serial);
  const moved = await deliver(request, leaving, target.version);
  await buryOld(request, leaving);
  return moved;
}

function requireCarried(
  { tombstone, version }: Extract<StoredRecord, { readonly kind: 'moved' }>,
  destination: string,
): Departure {
  const { carried, moved_to, serial } = tombstone;
  // The first attempt may have moved it to another place, so only the same place is accepted.
  if (carried === null || moved_to !== destination) {
    throw new Failure(explainTombstone(tombstone));
  }
  const { value: state, diagnostics } = parseState(carried);
  if (state === undefined) throw new Failure(diagnostics);
  return { state, carried: true, serial, version };
}

function requireMovable(
  found: Exclude<StoredRecord, { readonly kind: 'moved' }>,
  location: string,
): Departure {
  switch (found.kind) {
    case 'none':
      throw new Failure(
        errorOf(NO_STATE, {
          summary: `there is no recorded state to move (${location})`,
          fix: 'Check the settings that --from names.',
        }),
      );
    case 'damaged':
      throw new Failure(found.diagnostics);
    case 'good':
      if (found.state.run === null) {
        const { state, version } = found;
        return { state, carried: false, serial: state.serial, version };
      }
      throw new Failure(
        errorOf(MIGRATION_WITH_OPEN_RUN, {
          summary: 'the state to move has an open run',
          detail: 'That apply was killed. If it left a journal, the journal would stay behind.',
          fix: 'Run `corform apply` with the old settings first, which recovers the run.',
        }),
      );
  }
}

type NewPlace =
  | { readonly kind: 'free'; readonly serial: number; readonly version: StateVersion | null }
  /** It is there already, and an earlier migration was killed before it could say so in the old place. */
  | { readonly kind: 'arrived'; readonly state: RecordedState };

async function requireFree(
  { store, traits }: StateBackend,
  { state, carried }: Departure,
): Promise<NewPlace> {
  const found = await readRecord(store);
  const taken = await highestSerial(store, found);
  if (found.kind === 'none' && taken === 0) {
    return { kind: 'free', serial: state.serial, version: null };
  }
  // It may be what arrived.
  if (found.kind === 'damaged' && carried) throw new Failure(found.diagnostics);
  const isOurs = lineageOf(found) === state.lineage;
  // While the tombstone carries the state nobody else can have stored one of this lineage and serial.
  if (isOurs && carried && taken >= state.serial) {
    return { kind: 'arrived', state: found.kind === 'good' ? found.state : state };
  }
  // It was here before, was moved away, and comes back.
  if (isOurs && found.kind === 'moved') {
    const serial = Math.max(state.serial, taken + 1);
    return { kind: 'free', serial, version: found.version };
  }
  if (found.kind === 'good' && isCopy(found.state, state)) {
    return { kind: 'arrived', state: found.state };
  }
  throw new Failure(
    errorOf(NEW_PLACE_NOT_EMPTY, {
      summary: `the new place is not empty (${traits.location})`,
      detail: 'Nothing was changed, in the old place or the new one.',
      fix: 'Choose another name, path or ref for the state, or remove what is there.',
    }),
  );
}

function lineageOf(found: StoredRecord): string | null {
  if (found.kind === 'good') return found.state.lineage;
  return found.kind === 'moved' ? found.tombstone.lineage : null;
}

/** The same record; serial and writer are of the copy. */
function isCopy(copy: RecordedState, state: RecordedState): boolean {
  const { serial, written_by } = state;
  return (
    copy.serial >= serial &&
    serializeState({ ...copy, serial, written_by }) === serializeState(state)
  );
}

/** Replaces the state with the tombstone that carries it, with the serial of the new place. */
async function carry(
  request: MigrateRequest,
  departure: Departure,
  serial: number,
): Promise<Departure> {
  const state = { ...departure.state, serial };
  const left = await storeTombstone(request, departure, serializeState(state));
  if (left === null) throw staleFailure(request.from.backend.traits.location);
  return { ...left, state, carried: true };
}

/** Stores the state in the new place. If that surely did not take it, the old one has it back. */
async function deliver(
  { from, to, writtenBy }: MigrateRequest,
  { state, serial, version }: Departure,
  expected: StateVersion | null,
): Promise<RecordedState> {
  try {
    return await storeRecord(to, writtenBy, state, expected);
  } catch (error) {
    if (await tookNothing(to, expected, error)) {
      const back = { ...state, serial: serial + 1 };
      // If this fails too, the next migration finds the state in the tombstone.
      await storeRecord(from, writtenBy, back, version).catch(() => undefined);
    }
    throw error;
  }
}

async function tookNothing(
  { backend }: StatePlace,
  expected: StateVersion | null,
  error: unknown,
): Promise<boolean> {
  const inDoubt =
    !(error instanceof Failure) ||
    error.diagnostics.some((d) => d.code === STATE_WRITE_UNKNOWN.code);
  if (inDoubt) return false;
  return backend.store.read().then(
    (found) => (found?.version ?? null) === expected,
    () => false,
  );
}

async function buryOld(request: MigrateRequest, departure: Departure): Promise<void> {
  if ((await storeTombstone(request, departure, null)) !== null) return;
  const { from, to } = request;
  throw new Failure(
    errorOf(OLD_STATE_CHANGED, {
      summary: 'the state was moved, but somebody changed the old one during the move',
      detail: `Both may be in use now: ${to.backend.traits.location} and ${from.backend.traits.location}.`,
      fix: 'Before you apply anything else, find out who unlocked and wrote the old state.',
    }),
  );
}

/** What the old place has then; null if somebody else has stored there. */
async function storeTombstone(
  { from: { backend }, to, writtenBy }: MigrateRequest,
  departure: Departure,
  carried: string | null,
): Promise<Departure | null> {
  const serial = departure.serial + 1;
  const text = serializeTombstone({
    lineage: departure.state.lineage,
    serial,
    moved_to: to.backend.traits.location,
    written_by: writtenBy,
    carried,
  });
  const result = await backend.store.commit(text, serial, departure.version);
  return result.kind === 'committed' ? { ...departure, serial, version: result.version } : null;
}

function samePlace(location: string): Failure {
  return new Failure(
    errorOf(MIGRATION_TO_SAME_PLACE, {
      summary: `the old and the new settings name the same place (${location})`,
      fix: 'Put the new settings into corform.yaml (or a file named with --config), and name the old ones with --from.',
    }),
  );
}
