import { type Diagnostic, errorOf, noteOf, warningOf } from '../../core/errors/diagnostic.js';
import {
  DEAD_LOCK_TAKEN_OVER,
  LOCK_LOST,
  LOCK_NOT_RELEASED,
  STATE_LOCKED,
  WAITING_FOR_LOCK,
} from '../../core/errors/lock.js';
import { Failure } from '../../core/errors/failure.js';
import type { Clock } from '../../core/ports/system.js';
import type { LockInfo, LockResult, StateBackend } from '../../core/ports/state.js';
import { describeOwner, lockOwnerOf } from '../../core/state/lock-owner.js';
import { Interrupted } from './interrupted.js';
import { LockTakeover } from './lock-takeover.js';

export interface LockPorts {
  readonly backend: StateBackend;
  readonly clock: Clock;
}

export interface LockRequest {
  readonly info: LockInfo;
  /** How long to wait for another owner, in milliseconds; 0 tries once. */
  readonly timeoutMs: number;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/** Reports that a lock is waited for, was taken over, or can't be released. */
export type LockNotice = (diagnostic: Diagnostic) => void;

/**
 * Runs `work` while holding the lock and releases it afterwards, whatever happens. Throws
 * Failure('conflict') with the owner if another one holds it for longer than the timeout, and
 * Interrupted if the signal ends the waiting. A lock that can't be released is reported, whatever the
 * reason, and does not change the result of the work.
 */
export async function holdLock<T>(
  ports: LockPorts,
  request: LockRequest,
  notice: LockNotice,
  work: () => Promise<T>,
): Promise<T> {
  await acquire(ports, request, notice);
  try {
    return await work();
  } finally {
    await release(ports.backend, request.info, notice);
  }
}

/**
 * Takes the lock, waiting for a living owner and taking over from a dead one. Taking over is safe even
 * if the owner turns out to live: it can commit nothing any more, so it finds out at its next
 * checkpoint and stops.
 */
async function acquire(
  ports: LockPorts,
  { info, timeoutMs, signal }: LockRequest,
  notice: LockNotice,
): Promise<void> {
  const { backend, clock } = ports;
  const deadline = clock.monotonic() + timeoutMs;
  const takeover = new LockTakeover(backend, clock);
  let told = false;
  for (;;) {
    const result = await tryLock(backend, info);
    if (result.kind === 'held') {
      if (result.takenFrom !== null) notice(takenOver(result.takenFrom));
      return;
    }
    const { owner, isAlive } = result;
    if (!isAlive && (await takeover.isAllowed(owner.ID))) {
      // Two takers name the same dead lock, so only one of them removes it; the other finds a new one.
      const unlocked = await backend.lock.release(owner.ID);
      if (unlocked.kind === 'unlocked') notice(takenOver(owner));
      if (unlocked.kind !== 'not-owner') continue;
    }
    const left = deadline - clock.monotonic();
    if (left <= 0) {
      throw new Failure(lockedBy(owner, backend.traits.location));
    }
    if (!told) notice(waiting(owner, left));
    told = true;
    await clock.sleep(Math.min(backend.traits.lockPollMs, left), signal);
    if (signal.aborted) throw new Interrupted();
  }
}

/**
 * An attempt that throws may have taken the lock all the same, and nobody else would give it back: the
 * ID is ours alone, so releasing a lock that we never got does no harm.
 */
async function tryLock(backend: StateBackend, info: LockInfo): Promise<LockResult> {
  try {
    return await backend.lock.take(info);
  } catch (error) {
    await backend.lock.release(info.ID).catch(() => undefined);
    throw error;
  }
}

async function release(backend: StateBackend, info: LockInfo, notice: LockNotice): Promise<void> {
  try {
    const result = await backend.lock.release(info.ID);
    if (result.kind !== 'unlocked') notice(lostLock(info.ID));
  } catch (error) {
    const reasons = error instanceof Failure ? error.diagnostics : [];
    reasons.forEach((d) => {
      notice({ ...d, severity: 'warning' });
    });
    notice(notReleased(info.ID));
  }
}

function lockedBy(owner: LockInfo, location: string): Diagnostic {
  return errorOf(STATE_LOCKED, {
    summary: `the state is locked (${location})`,
    detail: describeOwner(lockOwnerOf(owner)),
    fix: `Wait for it with \`--lock-timeout 10m\`. corform takes over a run that gave no sign of life for two minutes. If you are sure that the run is dead: \`corform state unlock ${owner.ID}\``,
  });
}

function waiting(owner: LockInfo, leftMs: number): Diagnostic {
  return noteOf(WAITING_FOR_LOCK, {
    summary: `the state is locked by ${owner.Who}; waiting up to ${Math.ceil(leftMs / 1000)} s`,
  });
}

function takenOver(owner: LockInfo): Diagnostic {
  return warningOf(DEAD_LOCK_TAKEN_OVER, {
    summary: 'Took over the lock of a run that is dead.',
    detail: describeOwner(lockOwnerOf(owner), 'held'),
    fix: null,
  });
}

function lostLock(id: string): Diagnostic {
  return warningOf(LOCK_LOST, {
    summary: `somebody removed the lock ${id} before this command could release it`,
    detail:
      "The recorded state is consistent, because a command can't overwrite what another one stored.",
  });
}

function notReleased(id: string): Diagnostic {
  return warningOf(LOCK_NOT_RELEASED, {
    summary: `the lock ${id} could not be released`,
    fix: `Run \`corform state unlock ${id}\`.`,
  });
}
