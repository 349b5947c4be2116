import { errorOf } from '../../../core/errors/diagnostic.js';
import { STATE_NOT_SAVED } from '../../../core/errors/state.js';
import { Failure } from '../../../core/errors/failure.js';
import type { RecordedState } from '../../../core/model.js';
import type { ApplyPorts, ApplyRequest } from '../apply-contract.js';
import type { ExecutionResult } from '../execute/contract.js';
import { pruneJournals } from '../../state/prune-journals.js';
import { StaleState, type StateHead } from '../../state/state-head.js';

/** How a run that sent something ended, and whether that is stored. */
export interface CommittedEnd {
  readonly execution: ExecutionResult | null;
  readonly notStored: Failure | null;
}

/**
 * Stores the end of the run. If another version is stored, somebody took over and has already closed this
 * run, so its end is not recorded here. A run that gave up only because it could not commit for too long,
 * and that nobody took over from, does record its end, and reports that it could not keep up its record.
 */
export async function commitEnd(
  ports: ApplyPorts,
  request: ApplyRequest,
  ran: {
    readonly head: StateHead;
    readonly closed: RecordedState;
    readonly execution: ExecutionResult;
  },
): Promise<CommittedEnd> {
  const { head, closed, execution } = ran;
  const gaveUp = execution.stop.reason === 'fence-lost';
  if (gaveUp && !(await isHeld(ports, request))) return { execution, notStored: null };
  try {
    await head.commitRun(closed, request.lock.info.ID);
  } catch (error) {
    if (error instanceof StaleState) {
      return { execution: { ...execution, stop: { reason: 'fence-lost' } }, notStored: null };
    }
    return { execution, notStored: await saveElsewhere(ports, head, closed, error) };
  }
  await pruneJournals(ports.backend, null);
  if (!gaveUp) return { execution, notStored: null };
  const stop = { reason: 'log-failed', error: null } as const;
  return { execution: { ...execution, stop }, notStored: null };
}

/** In doubt it is: the commit that follows compares. */
async function isHeld({ backend }: ApplyPorts, { lock }: ApplyRequest): Promise<boolean> {
  return backend.lock.holds(lock.info.ID).catch(() => true);
}

/** If even the recovery file can't be written, the open run and its journal are all that is left. */
async function saveElsewhere(
  ports: ApplyPorts,
  head: StateHead,
  closed: RecordedState,
  cause: unknown,
): Promise<Failure> {
  const lost = errorOf(STATE_NOT_SAVED, {
    summary: 'COR was changed, but the recorded state could not be saved',
  });
  try {
    const file = await ports.recoveryFile(head.textOf(closed), head.state.serial + 1);
    return new Failure({
      ...lost,
      detail: `${reasonOf(cause)}. The state was written to the recovery file instead: ${file}`,
      fix: `Once the backend works again: corform state push ${file}`,
    });
  } catch (error) {
    return new Failure({
      ...lost,
      detail: `${reasonOf(cause)}. There is no recovery file either: ${reasonOf(error)}`,
      fix: 'Fix the disk space or the permissions, then: corform apply. It recovers the run and sends everything again whose outcome is unknown.',
    });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Failure
    ? cause.diagnostics.map((d) => d.summary).join('; ')
    : 'an unexpected error (a bug in corform)';
}
