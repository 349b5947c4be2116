import type { RecordedState } from '../../../core/model.js';
import { JOURNAL_START, journalLines } from '../../../core/state/journal-record.js';
import type { ApplyPorts, ApplyRequest } from '../apply-contract.js';
import { FenceLost } from '../execute/run-log.js';
import { verifyState } from '../../state/load-state.js';
import { CheckpointRecorder } from './checkpoint-recorder.js';
import { Fence } from './fence.js';
import { JournalRecorder } from './journal-recorder.js';
import { pruneJournals } from '../../state/prune-journals.js';
import type { RunRecorder } from './run-recorder.js';
import { StaleState, type StateHead } from '../../state/state-head.js';

/** A look at a local lock costs less than a request, so nothing is sent without a fresh one. */
const LOCAL = { lookEveryMs: 1_000, sureForMs: 100 } as const;
const SHARED = { lookEveryMs: 2_000, sureForMs: Infinity } as const;

/**
 * Makes the run durable and wins the fence: commits `opened`, the state with the run open. Throws StaleState
 * if somebody else was first, or has removed the lock.
 */
export async function openRecorder(
  ports: ApplyPorts,
  request: ApplyRequest,
  head: StateHead,
  opened: RecordedState,
): Promise<RunRecorder> {
  const { backend, clock } = ports;
  const { keepsJournals } = backend.traits;
  const lockId = request.lock.info.ID;
  const fence = new Fence({
    clock,
    holds: () => backend.lock.holds(lockId),
    ...(keepsJournals ? LOCAL : SHARED),
  });
  try {
    // A person may have taken long to approve. If the backend can't be asked, the commit will notice a change.
    await fence.confirm().catch((error: unknown) => {
      if (error instanceof FenceLost) throw new StaleState(backend.traits.location);
    });
    if (keepsJournals) return await openJournal(ports, { head, opened, lockId, fence });
    const openedAt = clock.monotonic();
    await head.commitRun(opened, lockId);
    return new CheckpointRecorder({ head, fence, clock, lockId }, request.checkpoints, openedAt);
  } catch (error) {
    await fence.close();
    throw error;
  }
}

/**
 * The journal is on the disk before the state names it, so a state with an open run and no journal means
 * that the journal was lost.
 */
async function openJournal(
  ports: ApplyPorts,
  run: {
    readonly head: StateHead;
    readonly opened: RecordedState;
    readonly lockId: string;
    readonly fence: Fence;
  },
): Promise<RunRecorder> {
  const { head, opened, lockId, fence } = run;
  const id = opened.run?.id ?? '';
  const owner = { lineage: opened.lineage, serial: opened.serial + 1, run: id };
  const { lines, end } = journalLines([{ type: 'open', ...owner }], JOURNAL_START);
  const writer = await ports.backend.journals.create(id, lines);
  try {
    await head.commitRun(opened, lockId);
  } catch (error) {
    await writer.close();
    if (!(error instanceof StaleState)) await pruneUnnamed(ports);
    throw error;
  }
  // The journal of the run before is part of the record now.
  await pruneJournals(ports.backend, id);
  return new JournalRecorder({ fence, writer }, { state: head.state, position: end });
}

/**
 * A run that could not be opened has sent nothing, and its journal goes with it: on a full disk each attempt
 * would take up some more. What is stored says whether it was opened after all, or another one still is.
 */
async function pruneUnnamed(ports: ApplyPorts): Promise<void> {
  const stored = await verifyState(ports.backend.store).catch(() => null);
  if (stored !== null) await pruneJournals(ports.backend, stored.state.run?.id ?? null);
}
