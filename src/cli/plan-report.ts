import type { CheckedPlan } from '../app/plan/plan-users.js';
import { forecastApply } from '../core/plan/forecast.js';
import { planJsonLines } from '../core/render/json/plan.js';
import { renderPlanText, type Detail } from '../core/render/text/plan.js';
import { viewPlan, type PlanReport } from '../core/render/view.js';
import type { Settings } from '../core/settings/settings.js';
import type { FieldLines } from '../core/plan/field-lines.js';
import { columnsOf, wantsColor } from './color.js';
import { folderInRepository, sourceLinks } from './source-links.js';

/** What the renderers get: the plan with sensitive values masked, and what surrounds it. */
export function makePlanReport(
  checked: CheckedPlan,
  settings: Settings,
  context: {
    readonly notes: readonly string[];
    readonly commit: string | null;
    /** False if the plan must not be approved, as with `--base`. */
    readonly approvable: boolean;
    readonly lines: FieldLines;
  },
): PlanReport {
  const { concurrency, rate } = settings;
  return {
    plan: viewPlan(checked.plan, { sensitive: settings.sensitive }),
    digest: context.approvable ? checked.digest : null,
    forecast: forecastApply(checked.plan, { concurrency, rate }),
    limits: checked.overLimits,
    notes: context.notes,
    commit: context.commit,
    impact: checked.impact,
    links: sourceLinks(context.commit, folderInRepository()),
    lines: context.lines,
  };
}

/** The result of a command that shows a plan, as its flags want it. */
export function planResult(
  report: PlanReport,
  flags: { readonly json: boolean; readonly detail: string },
): Iterable<string> {
  if (flags.json) return planJsonLines(report);
  return [
    renderPlanText(report, {
      detail: flags.detail as Detail,
      color: wantsColor(process.stdout),
      columns: columnsOf(process.stdout),
    }),
  ];
}
