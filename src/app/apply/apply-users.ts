import { OTHER_COMPANY_CONFIGURED } from '../../core/errors/sending.js';
import { Failure, failureOf } from '../../core/errors/failure.js';
import type { RecordedState } from '../../core/model.js';
import { checkApproval, checkDigest } from '../../core/plan/approval.js';
import { findIdleIds } from '../../core/plan/select.js';
import type { UserApi } from '../../core/ports/cor.js';
import { sends } from '../../core/state/transitions.js';
import type { ApplyPorts, ApplyRequest, ApplyResult } from './apply-contract.js';
import { checkOrder } from './check-order.js';
import { requireState } from '../state/require-state.js';
import { holdLock } from '../state/hold-lock.js';
import { Interrupted } from '../state/interrupted.js';
import type { LoadedState } from '../state/load-state.js';
import { planUsers, type CheckedPlan } from '../plan/plan-users.js';
import { runPlan } from './run/run-plan.js';
import { StateHead } from '../state/state-head.js';

/**
 * Makes COR as users.yaml says: lock, read and recover, plan, check, confirm, open the run, send,
 * close it, unlock. The order is the promise; see docs/architecture.md. Throws Failure if it ends
 * before anything was sent.
 */
export async function applyUsers(ports: ApplyPorts, request: ApplyRequest): Promise<ApplyResult> {
  try {
    return await holdLock(
      ports,
      request.lock,
      (d) => ports.view.notice(d),
      () => applyLocked(ports, request),
    );
  } catch (error) {
    if (error instanceof Interrupted) return { kind: 'interrupted' };
    throw error;
  }
}

async function applyLocked(ports: ApplyPorts, request: ApplyRequest): Promise<ApplyResult> {
  const loaded = await requireState(ports.backend, ports.clock);
  loaded.diagnostics.forEach((d) => ports.view.notice(d));

  const { recorded } = loaded;
  const { commit } = request;
  const ids = recorded.users.map(({ id }) => id);
  const accepted = new Set(request.acceptedIdentities);
  findIdleIds('--accept-identity', accepted, ids).forEach((d) => ports.view.notice(d));
  checkCompany(recorded, request.companyId);
  const checked = planUsers(request.desired, recorded, request.plan);
  await checkApproved(ports, request, { checked, recorded, commit });
  await ports.view.planned(checked);
  if (checked.overLimits.length > 0) throw new Failure(checked.overLimits);

  const head = new StateHead(ports.backend, request.writtenBy, recorded, loaded.version);
  if (checked.plan.changes.length === 0) {
    await commitQuietly(head, loaded, commit);
    return { kind: 'no-changes' };
  }
  // The credential is tried before a person is asked, and before the run is opened.
  const api = sends(checked.plan) ? await authorised(ports, request) : null;
  const { stopping } = request.execution.interrupts;
  const declined = request.approval.kind === 'ask' && !(await ports.view.confirm());
  if (stopping.aborted) throw new Interrupted();
  if (declined) return { kind: 'declined' };
  return await runPlan(ports, request, { head, checked, commit, api });
}

/** Throws Failure('conflict') if corform.yaml names another company than the recorded one. */
function checkCompany({ target, users }: RecordedState, companyId: number | null): void {
  const recorded = users.length === 0 ? null : (target?.company_id ?? null);
  if (companyId === null || recorded === null || companyId === recorded) return;
  throw failureOf(OTHER_COMPANY_CONFIGURED, {
    summary: `The state belongs to company ${recorded}, corform.yaml says company_id: ${companyId}`,
    detail: 'Nothing was sent.',
    fix: `Write "company_id: ${recorded}", or use the state of company ${companyId}.`,
  });
}

/** The order of commits and the approval. Throws Failure('conflict'). */
async function checkApproved(
  ports: ApplyPorts,
  { approval, allowRollback }: ApplyRequest,
  found: {
    readonly checked: CheckedPlan;
    readonly recorded: RecordedState;
    readonly commit: string | null;
  },
): Promise<void> {
  const { checked, recorded, commit } = found;
  const order = await checkOrder(ports.revisions, commit, recorded.config.commit);
  if (order !== null) {
    if (order.severity === 'error' && !allowRollback) throw new Failure(order);
    ports.view.notice({ ...order, severity: 'warning' });
  }
  const differences =
    approval.kind === 'digest'
      ? checkDigest(checked.digest, approval.digest)
      : approval.kind === 'plan-files'
        ? checkApproval(checked.plan, approval.saved, recorded)
        : [];
  if (differences.length > 0) throw new Failure(differences);
}

/**
 * Without changes there may still be something to record: what recovery found out, and which commit
 * is in force now, so an older one can't be applied after it.
 */
async function commitQuietly(
  head: StateHead,
  loaded: LoadedState,
  commit: string | null,
): Promise<void> {
  const { recorded, recovery } = loaded;
  const isNewCommit =
    commit !== null && recorded.target !== null && commit !== recorded.config.commit;
  if (recovery === null && !isNewCommit) return;
  const config = isNewCommit ? { ...recorded.config, commit } : recorded.config;
  await head.commit({ ...recorded, config });
}

async function authorised(ports: ApplyPorts, request: ApplyRequest): Promise<UserApi> {
  const { stopping } = request.execution.interrupts;
  const api = await ports.api();
  try {
    await api.authorise(stopping);
  } catch (error) {
    // Whoever was interrupted while asking got no answer: that says nothing about the credential.
    if (stopping.aborted) throw new Interrupted();
    throw error;
  }
  return api;
}
