import type { CheckedPlan } from '../app/plan/plan-users.js';
import { forecastApply } from '../core/plan/forecast.js';
import { planJsonLines } from '../core/render/json/plan.js';
import { renderPlanText, type Detail } from '../core/render/text/plan.js';
import { viewPlan, type PlanReport } from '../core/render/view.js';
import type { Settings } from '../core/settings/resolve-settings.js';
import { wantsColor } from './color.js';

/** What the renderers get: the plan with sensitive values masked, and what surrounds it. */
export function makePlanReport(
  checked: CheckedPlan,
  settings: Settings,
  about: {
    readonly notes: readonly string[];
    readonly commit: string | null;
    /** False where the plan must not be approved, as with `--base`. */
    readonly approvable: boolean;
  },
): PlanReport {
  const { concurrency, rate } = settings;
  return {
    plan: viewPlan(checked.plan, { sensitive: settings.sensitive }),
    digest: about.approvable ? checked.digest : null,
    forecast: forecastApply(checked.plan, { concurrency, rate }),
    limits: checked.overLimits,
    notes: about.notes,
    commit: about.commit,
  };
}

/** The result of a command that shows a plan, as its flags want it. */
export function planResult(
  report: PlanReport,
  flags: { readonly json: boolean; readonly detail: string },
): Iterable<string> {
  if (flags.json) return planJsonLines(report);
  const color = wantsColor(process.stdout);
  return [renderPlanText(report, { detail: flags.detail as Detail, color })];
}
