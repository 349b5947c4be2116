import { errorOf } from '../../../core/errors/diagnostic.js';
import { STATE_NOT_SAVED } from '../../../core/errors/apply.js';
import { Failure } from '../../../core/errors/failure.js';
import type { RecordedState } from '../../../core/model.js';
import type { JournalStore, UserApi } from '../../../core/ports.js';
import { JOURNAL_START, journalLines } from '../../../core/state/journal-record.js';
import { closeRun, openRun } from '../../../core/state/transitions.js';
import type { ApplyPorts, ApplyRequest, ApplyResult } from '../apply-contract.js';
import { execute } from '../execute.js';
import type { ExecutionResult } from '../execute/contract.js';
import { verifyState } from '../../state/load-state.js';
import type { CheckedPlan } from '../../plan/plan-users.js';
import { CheckpointRecorder } from './checkpoint-recorder.js';
import { JournalRecorder } from './journal-recorder.js';
import type { RunRecorder } from './run-recorder.js';
import { StaleState, type StateHead } from './state-head.js';

/** Opens the run (the fence), sends, closes it. Throws StaleState where the fence was not won. */
export async function runPlan(
  ports: ApplyPorts,
  request: ApplyRequest,
  about: {
    readonly head: StateHead;
    readonly checked: CheckedPlan;
    readonly commit: string | null;
    /** Null where nothing is to be sent. */
    readonly api: UserApi | null;
  },
): Promise<ApplyResult> {
  const { head, checked, api } = about;
  const opened = openRun(
    head.state,
    checked.plan,
    {
      id: ports.random.uuid(),
      started_at: timestamp(ports),
      who: request.who,
      commit: about.commit,
      digest: checked.digest,
    },
    checked.plan.target,
  );
  if (opened.run === null || api === null) {
    await head.commitRun(opened, request.lock.info.ID);
    await pruneJournals(ports, null);
    return ended(head.state, checked, { execution: null, notStored: null });
  }
  const recorder = await openRecorder(ports, request, head, opened);
  const { source } = checked.plan.target;
  const execution = await execute(
    opened.run.ops.map(({ id, set }) => ({ id, source, set })),
    {
      api,
      clock: ports.clock,
      random: ports.random,
      log: recorder,
      observer: ports.view.observer,
    },
    {
      ...request.execution,
      interrupts: { ...request.execution.interrupts, fenceLost: recorder.fenceLost },
    },
  );
  // What a journal that can't be closed has taken is durable, and the commit below says it all again.
  await recorder.close().catch(() => undefined);
  const closed = closeRun(recorder.settled(execution.outcomes), timestamp(ports));
  return ended(closed, checked, await commitEnd(ports, request, { head, closed, execution }));
}

/**
 * Makes the run durable, then wins the fence: the journal is on the disk before the state names it, so
 * that a state with an open run and no journal means that the journal was lost.
 */
async function openRecorder(
  ports: ApplyPorts,
  request: ApplyRequest,
  head: StateHead,
  opened: RecordedState,
): Promise<RunRecorder> {
  const { journals, traits } = ports.backend;
  if (!traits.keepsJournals) {
    const openedAt = ports.clock.monotonic();
    const lockId = request.lock.info.ID;
    await head.commitRun(opened, lockId);
    return new CheckpointRecorder(
      head,
      { backend: ports.backend, clock: ports.clock, lockId },
      request.checkpoints,
      openedAt,
    );
  }
  return openJournal(ports, request, { head, opened, journals });
}

async function openJournal(
  ports: ApplyPorts,
  request: ApplyRequest,
  about: {
    readonly head: StateHead;
    readonly opened: RecordedState;
    readonly journals: JournalStore;
  },
): Promise<RunRecorder> {
  const { head, opened, journals } = about;
  const run = opened.run?.id ?? '';
  const owner = { lineage: opened.lineage, serial: opened.serial + 1, run };
  const { lines, end } = journalLines([{ type: 'open', ...owner }], JOURNAL_START);
  const writer = await journals.create(run, lines);
  try {
    await head.commitRun(opened, request.lock.info.ID);
  } catch (error) {
    await writer.close();
    if (!(error instanceof StaleState)) await pruneUnnamed(ports);
    throw error;
  }
  // The journal of the run before is part of the record now.
  await pruneJournals(ports, run);
  return new JournalRecorder(
    { backend: ports.backend, writer, lockId: request.lock.info.ID, clock: ports.clock },
    { state: head.state, position: end },
  );
}

/** How a run that sent something ended, and whether that is stored. */
interface RunEnd {
  readonly execution: ExecutionResult | null;
  readonly notStored: Failure | null;
}

/**
 * Stores the end of the run. Who finds another state stored has lost the fence, and with it the right to
 * say how the run ended: whoever committed has recovered this run and calls unknown what it does not know.
 * A run that gave up only because it could not commit for too long, and that nobody took over from, has
 * not lost that right: its record could not be kept up, and that is what it says.
 */
async function commitEnd(
  ports: ApplyPorts,
  request: ApplyRequest,
  about: {
    readonly head: StateHead;
    readonly closed: RecordedState;
    readonly execution: ExecutionResult;
  },
): Promise<RunEnd> {
  const { head, closed, execution } = about;
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
  await pruneJournals(ports, null);
  if (!gaveUp) return { execution, notStored: null };
  const stop = { reason: 'log-failed', error: null } as const;
  return { execution: { ...execution, stop }, notStored: null };
}

/** In doubt it is: the commit that follows compares. */
async function isHeld({ backend }: ApplyPorts, { lock }: ApplyRequest): Promise<boolean> {
  return backend.lock.holds(lock.info.ID).catch(() => true);
}

/**
 * A run that could not be opened has sent nothing, and its journal goes with it: on a full disk each attempt
 * would take up some more. What is stored says whether it was opened after all, or another one still is.
 */
async function pruneUnnamed(ports: ApplyPorts): Promise<void> {
  const stored = await verifyState(ports.backend.store).catch(() => null);
  if (stored !== null) await pruneJournals(ports, stored.state.run?.id ?? null);
}

/** A journal that can't be removed is harmless: its run is closed. */
async function pruneJournals({ backend }: ApplyPorts, keepRunId: string | null): Promise<void> {
  await backend.journals.prune(keepRunId).catch(() => undefined);
}

/** Where even the recovery file can't be written, the open run and its journal are what is left. */
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
      fix: 'Once there is room and permission: corform apply. It recovers the run and sends again what it can not be sure of.',
    });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Failure
    ? cause.diagnostics.map((d) => d.summary).join('; ')
    : 'an unexpected error (a bug in corform)';
}

function ended(
  state: RecordedState,
  plan: CheckedPlan,
  { execution, notStored }: RunEnd,
): ApplyResult {
  const counts = state.history.at(-1)?.counts;
  if (counts === undefined) throw new Error('the run left no record');
  const planned = new Set(plan.plan.changes.map((change) => change.id));
  const unknownLeft = state.users.some(
    (user) => planned.has(user.id) && Object.keys(user.unknown).length > 0,
  );
  return { kind: 'ran', plan, counts, execution, unknownLeft, notStored };
}

function timestamp({ clock }: Pick<ApplyPorts, 'clock'>): string {
  return new Date(clock.now()).toISOString();
}
