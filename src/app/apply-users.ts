import type { Diagnostic } from '../core/diagnostic.js';
import { Failure } from '../core/failure.js';
import type { DesiredState, RecordedState, RunCounts } from '../core/model.js';
import { checkApproval, checkDigest } from '../core/plan/approval.js';
import type { Plan } from '../core/plan/change.js';
import type { SavedPlan } from '../core/plan/plan-file.js';
import type { Clock, Random, Revisions, StateBackend, UserApi } from '../core/ports.js';
import { checkOrder } from './check-order.js';
import { requireState } from './edit-state.js';
import type { ExecutionOptions, ExecutionResult } from './execute/contract.js';
import type { ExecutionObserver } from './execute/observer.js';
import { holdLock, type LockRequest } from './hold-lock.js';
import type { LoadedState } from './load-state.js';
import { planUsers, type CheckedPlan, type PlanRequest } from './plan-users.js';
import { runPlan, type RecoveryFile } from './run/run-plan.js';
import { StaleState, StateHead, staleFailure } from './run/state-head.js';
import type { CheckpointPolicy } from './run/checkpoint-recorder.js';

/** How a plan gets its approval. */
export type Approval =
  /** `--auto-approve`: whatever the plan is. */
  | { readonly kind: 'auto' }
  /** A person is asked. */
  | { readonly kind: 'ask' }
  /** `--expect`: exactly this plan. */
  | { readonly kind: 'digest'; readonly digest: string }
  /** A saved plan: it, or a part of it. */
  | { readonly kind: 'plan-file'; readonly saved: SavedPlan };

export interface ApplyRequest {
  readonly desired: DesiredState;
  readonly plan: PlanRequest;
  readonly approval: Approval;
  readonly allowRollback: boolean;
  readonly lock: LockRequest;
  readonly execution: ExecutionOptions;
  readonly checkpoints: CheckpointPolicy;
  /** `user@host`, for the history. */
  readonly who: string;
  /** `corform VERSION`. */
  readonly writtenBy: string;
}

/** What a person sees of an apply while it goes on. */
export interface ApplyView {
  notice(diagnostic: Diagnostic): void;
  /** The plan, before it is checked against the limits. Rejects where it can't be reported. */
  planned(plan: CheckedPlan, about: PlanContext): Promise<void>;
  /** Asks for approval; only with `approval.kind` `ask`. */
  confirm(): Promise<boolean>;
  readonly observer: ExecutionObserver;
}

export interface PlanContext {
  readonly recorded: RecordedState;
  readonly commit: string | null;
}

export interface ApplyPorts {
  readonly backend: StateBackend;
  /** Made only when something is to be sent. Throws Failure('not-authorised'). */
  readonly api: () => Promise<UserApi>;
  readonly clock: Clock;
  readonly random: Random;
  readonly revisions: Revisions;
  readonly recoveryFile: RecoveryFile;
  readonly view: ApplyView;
}

export type ApplyResult =
  | { readonly kind: 'no-changes' }
  | { readonly kind: 'declined' }
  | {
      readonly kind: 'ran';
      readonly plan: CheckedPlan;
      readonly counts: RunCounts;
      /** Null where nothing had to be sent. */
      readonly execution: ExecutionResult | null;
      /** Whether fields of unknown outcome are left for the users of this plan. */
      readonly unknownLeft: boolean;
      /** Why the end of the run could not be stored, and where it was saved instead; else null. */
      readonly notStored: Failure | null;
    };

/**
 * Makes COR as users.yaml says: lock, read and recover, plan, check, confirm, open the run, send,
 * close it, unlock. The order is the promise; see docs/architecture.md. Throws Failure where it ends
 * before anything was sent.
 */
export function applyUsers(ports: ApplyPorts, request: ApplyRequest): Promise<ApplyResult> {
  return holdLock(
    ports,
    request.lock,
    (d) => ports.view.notice(d),
    () => applyLocked(ports, request),
  );
}

async function applyLocked(ports: ApplyPorts, request: ApplyRequest): Promise<ApplyResult> {
  const loaded = await requireState(ports.backend, ports.clock);
  loaded.diagnostics.forEach((d) => ports.view.notice(d));

  const { recorded } = loaded;
  const commit = await ports.revisions.head();
  const checked = planUsers(request.desired, recorded, request.plan);
  await checkApproved(ports, request, { checked, recorded, commit });
  await ports.view.planned(checked, { recorded, commit });
  if (checked.overLimits.length > 0) throw new Failure('over-limit', checked.overLimits);

  const head = new StateHead(ports.backend, request.writtenBy, recorded, loaded.version);
  try {
    if (checked.plan.changes.length === 0) {
      await commitQuietly(head, loaded, commit);
      return { kind: 'no-changes' };
    }
    // The credential is tried before a person is asked, and before the run is opened.
    const api = sends(checked.plan) ? await authorised(ports, request) : null;
    if (request.approval.kind === 'ask' && !(await ports.view.confirm())) {
      return { kind: 'declined' };
    }
    return await runPlan(ports, request, { head, checked, commit, api });
  } catch (error) {
    if (error instanceof StaleState) throw staleFailure(ports.backend.location);
    throw error;
  }
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
    if (order.severity === 'error' && !allowRollback) throw new Failure('conflict', order);
    ports.view.notice({ ...order, severity: 'warning' });
  }
  const differences =
    approval.kind === 'digest'
      ? checkDigest(checked.digest, approval.digest)
      : approval.kind === 'plan-file'
        ? checkApproval(checked.plan, approval.saved, recorded.digest_key)
        : [];
  if (differences.length > 0) throw new Failure('conflict', differences);
}

/**
 * Without changes there may still be something to record: what recovery found out, and which commit
 * is in force now, so that an older one can't be applied after it.
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

function sends(plan: Plan): boolean {
  return plan.changes.some((change) => change.action === 'add' || change.action === 'update');
}

async function authorised(ports: ApplyPorts, request: ApplyRequest): Promise<UserApi> {
  const api = await ports.api();
  await api.authorise(request.execution.interrupts.stopping);
  return api;
}
