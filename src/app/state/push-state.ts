import { Failure, requireValue } from '../../core/errors/failure.js';
import type { RecordedState } from '../../core/model.js';
import { replaceRecord } from '../../core/state/replace-record.js';
import { serializeState } from '../../core/state/state-file.js';
import { explainTombstone } from '../../core/state/tombstone.js';
import { holdLock, type LockNotice, type LockPorts, type LockRequest } from './hold-lock.js';
import { highestSerial, readRecord, versionOf } from './read-record.js';
import { pruneJournals } from './prune-journals.js';
import { StateHead } from './state-head.js';

export interface PushRequest {
  readonly pushed: RecordedState;
  readonly force: boolean;
  readonly lock: LockRequest;
  readonly writtenBy: string;
}

/**
 * Stores a whole state from elsewhere, under the lock and through compare-and-swap; see `replaceRecord`
 * for what may follow what. Null if exactly it is stored already. Throws Failure.
 */
export function pushState(
  ports: LockPorts,
  { pushed, force, lock, writtenBy }: PushRequest,
  notice: LockNotice,
): Promise<RecordedState | null> {
  return holdLock(ports, lock, notice, async () => {
    const { store } = ports.backend;
    const current = await readRecord(store);
    if (current.kind === 'moved') throw new Failure(explainTombstone(current.tombstone));
    if (current.kind === 'good' && serializeState(current.state) === serializeState(pushed)) {
      return null;
    }
    const next = requireValue(
      replaceRecord({
        pushed,
        stored:
          current.kind === 'good' ? current.state : current.kind === 'none' ? null : 'unreadable',
        takenSerial: await highestSerial(store, current),
        force,
        now: new Date(ports.clock.now()).toISOString(),
      }),
    );
    return storeRecord(ports, writtenBy, next, versionOf(current));
  });
}

/** Stores `next` under the very serial that it has. Throws StaleState for the loser of a race. */
export async function storeRecord(
  { backend }: Pick<LockPorts, 'backend'>,
  writtenBy: string,
  next: RecordedState,
  version: string | null,
): Promise<RecordedState> {
  const before = { ...next, serial: next.serial - 1 };
  const head = new StateHead(backend, writtenBy, before, version);
  await head.commit(before);
  await pruneJournals(backend, next.run?.id ?? null);
  return head.state;
}
