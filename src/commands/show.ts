import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { readPlanFile } from '../cli/approval.js';
import { BaseCommand } from '../cli/base-command.js';
import { EXIT } from '../cli/exit-codes.js';
import { withVariables } from '../cli/flags.js';
import { planningFlags } from '../cli/plan-flags.js';
import { planResult } from '../cli/plan-report.js';
import { processConsole } from '../cli/process-console.js';
import { PLAN_REPORTS, parseReports, writeReports } from '../cli/reports.js';
import { sourceLinks } from '../cli/source-links.js';
import { localFiles } from '../cli/wire.js';
import { openCodec } from '../cli/wire-backend.js';
import { forecastApply } from '../core/plan/forecast.js';
import { hideImpact } from '../core/plan/impact.js';
import { viewPlan } from '../core/render/view.js';

export default class Show extends BaseCommand {
  static override summary = 'Render a saved plan again, in any format.';
  static override args = {
    plan: Args.string({
      description: 'A plan saved by `plan --out`.',
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = withVariables({
    detail: planningFlags.detail,
    report: planningFlags.report,
    json: planningFlags.json,
    commit: Flags.string({
      description: 'The commit to name in the output, instead of the planned one.',
    }),
  });

  async run(): Promise<number> {
    const { flags, args } = await this.parse(Show);
    const { settings } = await this.resolveSettings(flags);
    const reports = parseReports(PLAN_REPORTS, flags.report);
    const saved = await readPlanFile(args.plan, await openCodec(settings.encryption));
    const sensitive = [...saved.sensitive, ...settings.sensitive];
    const commit = flags.commit ?? saved.commit;
    const report = {
      // What was sensitive when the plan was saved stays so, whatever the settings say now.
      plan: viewPlan(saved.sealed, { sensitive }),
      digest: saved.digest,
      forecast: forecastApply(saved.sealed, settings),
      limits: saved.limits,
      notes: saved.notes,
      commit,
      impact: hideImpact(saved.impact, new Set(sensitive)),
      links: sourceLinks(commit, saved.folder),
      lines: saved.lines,
    };
    await writeReports(PLAN_REPORTS, localFiles, reports, report);
    processConsole.results(planResult(report, flags));
    return EXIT.done;
  }
}
