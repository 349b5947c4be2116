import { type Diagnostic, noteOf } from '../../core/errors/diagnostic.js';
import { APPLY_RUNNING } from '../../core/errors/apply.js';
import type { Clock } from '../../core/ports/system.js';
import type { StateReader } from '../../core/ports/state.js';
import { describeOwner, lockOwnerOf, type LockOwner } from '../../core/state/lock-owner.js';
import type { RecoverySummary } from '../../core/state/recover.js';
import { describeTime } from '../../core/text/describe-time.js';
import { countOf } from '../../core/text/phrase.js';
import { loadState, MOST_READS, type LoadedState } from './load-state.js';

/** Who is working on an open run, as far as a command without the lock can know. */
export interface Worker {
  /** Null if the backend can't be asked without taking the lock. */
  readonly owner: LockOwner | null;
  /** Whether its process was seen. If not, it may have been killed. */
  readonly isSeen: boolean;
}

/** What somebody who does not hold the lock finds. */
export interface StateSnapshot extends LoadedState {
  /** Null if nobody works on the open run, so it died, or if no run is open. */
  readonly worker: Worker | null;
}

/**
 * Reads the state for a command that changes nothing: an open run may be that of an apply which is running
 * right now. Null if there is no state. Throws Failure.
 */
export async function readSnapshot(
  backend: StateReader,
  clock: Clock,
): Promise<StateSnapshot | null> {
  for (let reads = 1; ; reads += 1) {
    const loaded = await loadState(backend, clock);
    if (loaded === null) return null;
    if (loaded.recovery === null) return { ...loaded, worker: null };
    const worker = await findWorker(backend);
    if (worker !== null) {
      return { ...loaded, worker, diagnostics: [describeWork(loaded.recovery, worker)] };
    }
    // Nobody holds the lock: did the run die, or end between our two looks?
    const again = await backend.store.read();
    if (again?.version === loaded.version || reads === MOST_READS) {
      return { ...loaded, worker: null };
    }
  }
}

async function findWorker({ traits, lock }: StateReader): Promise<Worker | null> {
  if (!traits.showsOwner) return { owner: null, isSeen: false };
  const owner = await lock.owner();
  return owner === null ? null : { owner: lockOwnerOf(owner), isSeen: traits.seesProcesses };
}

function describeWork(run: RecoverySummary, { owner, isSeen }: Worker): Diagnostic {
  const { added, changed, refused, unknown, not_attempted: unsent } = run.counts;
  const all = added + changed + refused + unknown + unsent;
  const ended = all - unsent - run.underWay;
  const work = `An apply is running, since ${describeTime(run.startedAt)}, by ${run.who}`;
  const sentences = [
    'This is a snapshot: an update without a recorded outcome shows as sent again.',
    isSeen ? '' : 'If the apply was killed, the next apply recovers the run.',
    owner === null ? '' : describeOwner(owner),
  ];
  return noteOf(APPLY_RUNNING, {
    summary: isSeen
      ? `${work}: ${ended} of ${countOf(all, 'update')} ended, ${run.underWay} under way`
      : `${work}, or it did not finish: ${ended} of ${countOf(all, 'update')} recorded`,
    detail: sentences.filter((sentence) => sentence !== '').join(' '),
  });
}
