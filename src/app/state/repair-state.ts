import { type Diagnostic, errorOf } from '../../core/errors/diagnostic.js';
import { NO_GOOD_VERSION } from '../../core/errors/state-operations.js';
import { Failure } from '../../core/errors/failure.js';
import type { RecordedState } from '../../core/model.js';
import type { StoredVersion } from '../../core/ports/state.js';
import { recoverRun } from '../../core/state/recover.js';
import { markAllUnknown } from '../../core/state/replace-record.js';
import { explainTombstone } from '../../core/state/tombstone.js';
import { findGoodVersion, type GoodVersion } from './find-good-version.js';
import { holdLock, type LockNotice, type LockPorts, type LockRequest } from './hold-lock.js';
import { highestSerial, readRecord, versionOf, type StoredRecord } from './read-record.js';
import { storeRecord } from './push-state.js';

/** What a repair would do, for the person who decides. */
export interface RepairProposal {
  /** What is wrong with the state; empty if it is gone. */
  readonly damage: readonly Diagnostic[];
  readonly version: StoredVersion;
  /** What is going to be stored, with its serial. */
  readonly state: RecordedState;
  /** Whether something may have been recorded after that version. Then every field is unknown. */
  readonly mayBeOld: boolean;
}

export interface RepairRequest {
  readonly lock: LockRequest;
  readonly writtenBy: string;
  readonly confirm: (proposal: RepairProposal) => Promise<boolean>;
  /** Keeps the damaged text, as it was stored, and says where. */
  readonly keep: (text: string, serial: number) => Promise<string>;
}

export type RepairResult =
  | { readonly kind: 'good'; readonly state: RecordedState }
  | { readonly kind: 'declined' }
  /** `kept`: where the damaged text is; null if the state was gone. */
  | { readonly kind: 'repaired'; readonly state: RecordedState; readonly kept: string | null };

/**
 * Goes back to the newest good version that the backend keeps, with a serial above every one it has seen.
 * If that version is not the newest one, or the state is gone and nothing proves that it is, what was
 * recorded after it is lost: it may have been sent, so every field becomes unknown and is sent again. Throws
 * Failure if no good version is left.
 */
export function repairState(
  ports: LockPorts,
  request: RepairRequest,
  notice: LockNotice,
): Promise<RepairResult> {
  return holdLock(ports, request.lock, notice, async () => {
    const { store } = ports.backend;
    const current = await readRecord(store);
    if (current.kind === 'good') return { kind: 'good', state: current.state };
    if (current.kind === 'moved') throw new Failure(explainTombstone(current.tombstone));
    const good = await findGoodVersion(store);
    if (good === null) throw noGoodVersion(current, ports.backend.traits.location);
    if ('moved_to' in good) {
      throw new Failure([...damageOf(current), explainTombstone(good)]);
    }
    const taken = await highestSerial(store, current);
    const proposal = await propose(ports, { current, good, taken });
    if (!(await request.confirm(proposal))) return { kind: 'declined' };
    const kept = current.kind === 'none' ? null : await request.keep(current.text, taken);
    const { state: next } = proposal;
    const state = await storeRecord(ports, request.writtenBy, next, versionOf(current));
    return { kind: 'repaired', state, kept };
  });
}

type Bad = Extract<StoredRecord, { readonly kind: 'none' | 'damaged' }>;

function damageOf(current: Bad): readonly Diagnostic[] {
  return current.kind === 'none' ? [] : current.diagnostics;
}

async function propose(
  { backend, clock }: LockPorts,
  found: { readonly current: Bad; readonly good: GoodVersion; readonly taken: number },
): Promise<RepairProposal> {
  const { current, taken } = found;
  const { version, state } = found.good;
  const serial = taken + 1;
  // A state that is gone can't say what its serial was: newer versions may be gone with it.
  const mayBeOld = current.kind === 'none' || version.serial < taken;
  const now = new Date(clock.now()).toISOString();
  // The journal shows how the run that was open last ended. It says nothing about a later run.
  const run = mayBeOld ? undefined : state.run?.id;
  const journal = run === undefined ? null : await backend.journals.read(run);
  const closed = recoverRun(state, journal, now).state;
  const next = mayBeOld ? markAllUnknown(closed, `repair-${serial}`) : closed;
  return {
    damage: damageOf(current),
    version,
    state: { ...next, serial },
    mayBeOld,
  };
}

function noGoodVersion(current: Bad, location: string): Failure {
  return new Failure([
    ...damageOf(current),
    errorOf(NO_GOOD_VERSION, {
      summary: `there is no good older version of the state (${location})`,
      detail: 'The backend keeps no older versions, or none that these settings can read.',
    }),
  ]);
}
