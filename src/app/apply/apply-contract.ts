import type { Diagnostic } from '../../core/errors/diagnostic.js';
import type { Failure } from '../../core/errors/failure.js';
import type { DesiredState, ExternalId, RunCounts } from '../../core/model.js';
import type { SavedPlan } from '../../core/plan/plan-file.js';
import type { Clock, Random } from '../../core/ports/system.js';
import type { Revisions } from '../../core/ports/git.js';
import type { StateBackend } from '../../core/ports/state.js';
import type { UserApi } from '../../core/ports/cor.js';
import type { ExecutionOptions, ExecutionResult } from './execute/contract.js';
import type { ExecutionObserver } from './execute/observer.js';
import type { LockRequest } from '../state/hold-lock.js';
import type { CheckedPlan, PlanRequest } from '../plan/plan-users.js';
import type { CheckpointPolicy } from './run/checkpoint-recorder.js';

/** Saves a state that the backend would not take. Returns where; throws Failure. */
export type RecoveryFile = (text: string, serial: number) => Promise<string>;

/** How a plan gets its approval. */
export type Approval =
  /** `--auto-approve`: whatever the plan is. */
  | { readonly kind: 'auto' }
  /** A person is asked. */
  | { readonly kind: 'ask' }
  /** `--expect`: exactly this plan. */
  | { readonly kind: 'digest'; readonly digest: string }
  /** Saved plans: they, or a part of them. */
  | { readonly kind: 'plan-files'; readonly saved: readonly SavedPlan[] };

export interface ApplyRequest {
  readonly desired: DesiredState;
  /** The git commit that was checked out before the files were read, or null outside git. */
  readonly commit: string | null;
  readonly plan: PlanRequest;
  readonly approval: Approval;
  readonly allowRollback: boolean;
  readonly lock: LockRequest;
  readonly execution: Omit<ExecutionOptions, 'expected'>;
  /** COR's id of the company, if corform.yaml names it. */
  readonly companyId: number | null;
  /** Users of whom COR may answer with another id than the recorded one. */
  readonly acceptedIdentities: readonly ExternalId[];
  readonly checkpoints: CheckpointPolicy;
  /** `user@host`, for the history. */
  readonly who: string;
  /** `corform VERSION`. */
  readonly writtenBy: string;
}

/** What a person sees of an apply while it goes on. */
export interface ApplyView {
  notice(diagnostic: Diagnostic): void;
  /** The plan, before it is checked against the limits. Rejects if it can't be reported. */
  planned(plan: CheckedPlan): Promise<void>;
  /** Asks for approval; only with `approval.kind` `ask`. */
  confirm(): Promise<boolean>;
  readonly observer: ExecutionObserver;
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
  /** A signal came before the run was opened: nothing was sent, and nothing was recorded. */
  | { readonly kind: 'interrupted' }
  | {
      readonly kind: 'ran';
      readonly plan: CheckedPlan;
      readonly counts: RunCounts;
      /** Null if nothing had to be sent. */
      readonly execution: ExecutionResult | null;
      /** Whether fields of unknown outcome are left for the users of this plan. */
      readonly unknownLeft: boolean;
      /** Why the end of the run could not be stored, and where it was saved instead; else null. */
      readonly notStored: Failure | null;
    };
