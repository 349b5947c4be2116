import type { RecordedState } from '../../../core/model.js';
import type { UserApi } from '../../../core/ports/cor.js';
import { closeRun, openRun } from '../../../core/state/transitions.js';
import type { ApplyPorts, ApplyRequest, ApplyResult } from '../apply-contract.js';
import { execute } from '../execute/execute.js';
import type { ExpectedAnswers } from '../execute/contract.js';
import type { CheckedPlan } from '../../plan/plan-users.js';
import { commitEnd, type CommittedEnd } from './end-run.js';
import { openRecorder } from './open-recorder.js';
import { pruneJournals } from '../../state/prune-journals.js';
import type { StateHead } from '../../state/state-head.js';

/** Opens the run (the fence), sends, closes it. Throws StaleState if somebody else won it. */
export async function runPlan(
  ports: ApplyPorts,
  request: ApplyRequest,
  run: {
    readonly head: StateHead;
    readonly checked: CheckedPlan;
    readonly commit: string | null;
    /** Null if nothing is to be sent. */
    readonly api: UserApi | null;
  },
): Promise<ApplyResult> {
  const { head, checked, commit, api } = run;
  const opened = openRun(head.state, checked.plan, {
    id: ports.random.uuid(),
    started_at: timestamp(ports),
    who: request.who,
    commit,
    digest: checked.digest,
    approved_by: sealsOf(request.approval),
  });
  if (opened.run === null || api === null) {
    await head.commitRun(opened, request.lock.info.ID);
    await pruneJournals(ports.backend, null);
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
      expected: expectedAnswers(head.state, request),
      interrupts: { ...request.execution.interrupts, fenceLost: recorder.fenceLost },
    },
  );
  // What a journal that can't be closed has taken is durable, and the commit below says it all again.
  await recorder.close().catch(() => undefined);
  const closed = closeRun(recorder.settled(execution.outcomes), timestamp(ports));
  return ended(closed, checked, await commitEnd(ports, request, { head, closed, execution }));
}

function sealsOf(approval: ApplyRequest['approval']): readonly string[] {
  return approval.kind === 'plan-files' ? approval.saved.map(({ mac }) => mac) : [];
}

/** The recorded company and people, but for those whom somebody has accepted as somebody else. */
function expectedAnswers(
  { target, users }: RecordedState,
  { companyId, acceptedIdentities }: ApplyRequest,
): ExpectedAnswers {
  const accepted = new Set(acceptedIdentities);
  const known = users.filter(({ id, cor_id }) => cor_id !== null && !accepted.has(id));
  return {
    companyId: target?.company_id ?? companyId,
    corIds: new Map(known.map(({ id, cor_id }) => [id, Number(cor_id)])),
  };
}

function ended(
  state: RecordedState,
  plan: CheckedPlan,
  { execution, notStored }: CommittedEnd,
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
