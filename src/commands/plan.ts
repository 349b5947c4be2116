import { PLAN_NOT_SAVABLE } from '../core/errors/command.js';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { revisionBase, stateBase, type PlanBase } from '../app/plan/plan-base.js';
import { noteOrder } from '../app/plan/note-order.js';
import { planUsers, type CheckedPlan } from '../app/plan/plan-users.js';
import { BaseCommand } from '../cli/base-command.js';
import { checkOutputs } from '../cli/check-outputs.js';
import { isCi } from '../cli/ci.js';
import { EXIT } from '../cli/exit-codes.js';
import { withVariables } from '../cli/flags.js';
import {
  allowanceOf,
  planningFlags,
  resendOf,
  selectionFlags,
  selectionOf,
} from '../cli/plan-flags.js';
import { makePlanReport, planResult } from '../cli/plan-report.js';
import { fitPatterns } from '../cli/paths.js';
import { processConsole } from '../cli/process-console.js';
import { PLAN_REPORTS, parseReports, showsLines, writeReports } from '../cli/reports.js';
import { folderInRepository, linesOfPlan } from '../cli/source-links.js';
import { clock, localFiles, namedEndpoint, openRevisions } from '../cli/wire.js';
import { openCodec, openState } from '../cli/wire-backend.js';
import { failureOf } from '../core/errors/failure.js';
import { savePlan, serializePlanFile } from '../core/plan/plan-file.js';
import { escapeTerminal } from '../core/render/escape.js';
import type { PlanReport } from '../core/render/view.js';
import { DEFAULT_INTEGRATIONS_URL } from '../core/settings/definitions.js';
import type { Settings } from '../core/settings/settings.js';

export default class Plan extends BaseCommand {
  static override summary =
    'Show what apply would change. Needs no COR credential and never calls COR.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --out plan.json --report json=plan-report.json',
    '<%= config.bin %> <%= command.id %> --base origin/main',
  ];
  static override strict = false;
  static override args = {
    file: Args.string({
      description: 'The users files. Default: the files in the settings.',
      ignoreStdin: true,
    }),
  };
  static override flags = {
    ...withVariables({
      out: Flags.string({ description: 'Saves the plan. `apply FILE` applies it.' }),
      'detailed-exitcode': Flags.boolean({ description: 'Exits with 2 if there are changes.' }),
      base: Flags.string({
        description:
          "Compares with the files at a git revision instead of the state. Such a plan can't be approved.",
        exclusive: ['out'],
      }),
      commit: Flags.string({
        description:
          'The commit to name in the output, for example if HEAD is a temporary merge of CI.',
      }),
    }),
    ...planningFlags,
    ...selectionFlags,
  };

  async run(): Promise<number> {
    const { flags, argv } = await this.parse(Plan);
    const { settings } = await this.resolveSettings(flags);
    const reports = parseReports(PLAN_REPORTS, flags.report);
    const files = await this.usersFiles(argv as string[], settings, flags);
    const { paths } = files;
    const outputs = reports.map((report) => report.path);
    checkOutputs(flags.out === undefined ? outputs : [flags.out, ...outputs], {
      files: paths,
      config: this.configPath(flags),
      settings,
    });
    const read = await this.readUsersFiles(files, settings, flags);
    const desired = this.requireValid(read);
    const revisions = openRevisions();
    const base =
      flags.base === undefined
        ? await this.stateBase(settings)
        : await revisionBase(revisions, {
            ...settings,
            revision: flags.base,
            paths,
            desired,
            fits: fitPatterns(files.patterns),
          });
    const resend = await resendOf(flags.resend);
    const checked = planUsers(desired, base.recorded, {
      resend: resend.selectors,
      endpoint:
        namedEndpoint(settings) ?? base.recorded.target?.endpoint ?? DEFAULT_INTEGRATIONS_URL,
      selection: await selectionOf(flags),
      limits: settings.limits,
      companyId: settings.companyId,
      allowance: allowanceOf(flags.allow),
      sensitive: settings.sensitive,
    });
    this.showDiagnostics([...read.diagnostics, ...checked.remarks], read.sources);
    // What a terminal shows names no commit, and git takes a twentieth of a small plan's time.
    const namesCommit = flags.json || flags.out !== undefined || reports.length > 0;
    const commit = namesCommit ? (flags.commit ?? (await revisions.head())) : null;
    const isLinked = flags.out !== undefined || showsLines(reports);
    const order =
      flags.base === undefined && checked.plan.changes.length > 0
        ? await noteOrder(revisions, base.recorded.config.commit, { mayLag: !isCi() })
        : null;
    const lines = isLinked ? linesOfPlan(checked.plan, read.sources) : {};
    const report = makePlanReport(checked, settings, {
      ...base,
      notes: [...base.notes, ...(order === null ? [] : [order]), ...resend.notes],
      commit,
      lines,
    });
    await writeReports(PLAN_REPORTS, localFiles, reports, report);
    if (flags.out !== undefined) await this.save(flags.out, checked, { report, settings, base });
    processConsole.results(planResult(report, flags));
    if (flags.out !== undefined && !flags.json) {
      processConsole.result(
        `\nSaved the plan. To apply exactly this plan: corform apply ${escapeTerminal(flags.out)}\n`,
      );
    }
    const hasChanges = checked.plan.changes.length > 0;
    return flags['detailed-exitcode'] && hasChanges ? EXIT.changes : EXIT.done;
  }

  private async stateBase(settings: Settings): Promise<PlanBase> {
    const { backend } = await openState(settings);
    try {
      return await stateBase(backend, clock);
    } finally {
      await backend.close();
    }
  }

  private async save(
    path: string,
    checked: CheckedPlan,
    planned: {
      readonly report: PlanReport;
      readonly settings: Settings;
      readonly base: PlanBase;
    },
  ): Promise<void> {
    if (!planned.base.approvable) {
      throw failureOf(PLAN_NOT_SAVABLE, {
        summary: "this plan can't be saved, because it can't be applied",
        detail: planned.base.notes.join('\n'),
      });
    }
    const saved = savePlan(
      checked.plan,
      {
        createdBy: this.writer,
        commit: planned.report.commit,
        digest: checked.digest,
        sensitive: planned.settings.sensitive,
        limits: checked.overLimits,
        notes: planned.base.notes,
        impact: checked.impact,
        folder: folderInRepository(),
        lines: planned.report.lines,
      },
      planned.base.recorded.digest_key,
    );
    const codec = await openCodec(planned.settings.encryption);
    const text = codec.encode(serializePlanFile(saved), planned.base.recorded.serial);
    await localFiles.write(path, text);
  }
}
