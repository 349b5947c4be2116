import type { Diagnostic } from '../../core/errors/diagnostic.js';
import { Failure } from '../../core/errors/failure.js';
import type { DesiredState, FieldName, RecordedState } from '../../core/model.js';
import { buildPlan } from '../../core/plan/build-plan.js';
import type { Plan } from '../../core/plan/change.js';
import { planDigest } from '../../core/plan/digest.js';
import { checkCapacity, checkLimits } from '../../core/plan/check-limits.js';
import { hideImpact, measureImpact, type Impact } from '../../core/plan/impact.js';
import type { Allowance, Limits } from '../../core/plan/limits.js';
import { compileResend, findIdleSelectors, type ResendSelector } from '../../core/plan/resend.js';
import { findIdleSelection, selectChanges, type Selection } from '../../core/plan/select.js';

export interface PlanRequest {
  /** COR's integrations API. */
  readonly endpoint: string;
  /** What is to be sent again although it is recorded. */
  readonly resend: readonly ResendSelector[];
  readonly selection: Selection;
  readonly limits: Limits;
  readonly allowance: Allowance;
  /** Fields whose values must be in no message. */
  readonly sensitive: readonly FieldName[];
  /** The company that the settings name. Shown if the record does not name one yet. */
  readonly companyId?: number | null;
}

export interface CheckedPlan {
  readonly plan: Plan;
  readonly digest: string;
  /** Without what would show sensitive values. */
  readonly impact: Impact;
  /** Limits that the plan exceeds. They forbid an apply; a plan only shows them. */
  readonly overLimits: readonly Diagnostic[];
  /** Remarks on the way to the plan (stale `previously` entries and the like); no errors. */
  readonly remarks: readonly Diagnostic[];
}

/**
 * The one function that both `plan` and `apply` get their changes from. Pure. Throws Failure if no
 * plan can be made: another target, a protected user removed, a selection that makes no sense.
 */
export function planUsers(
  desired: DesiredState,
  recorded: RecordedState,
  request: PlanRequest,
): CheckedPlan {
  const built = buildPlan(
    desired,
    recorded,
    request.endpoint,
    compileResend(request.resend, recorded),
  );
  if (built.value === undefined) {
    throw new Failure(built.diagnostics);
  }
  const selected = selectChanges(built.value, request.selection);
  if (selected.value === undefined) {
    throw new Failure(selected.diagnostics);
  }
  const plan = {
    ...selected.value,
    company: selected.value.company ?? request.companyId ?? null,
  };
  const impact = measureImpact(plan, recorded);
  return {
    plan,
    impact: hideImpact(impact, new Set(request.sensitive)),
    digest: planDigest(plan, recorded.digest_key),
    overLimits: [
      ...checkLimits(plan, request.limits, request.allowance, request.sensitive),
      ...checkCapacity(plan, impact.capacity, request),
    ],
    remarks: [
      ...findIdleSelectors(request.resend, recorded.users),
      ...findIdleSelection(request.selection, [...desired.users, ...recorded.users]),
      ...built.diagnostics,
      ...selected.diagnostics,
    ],
  };
}
