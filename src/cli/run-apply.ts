import type { ApplyRequest } from '../app/apply/apply-contract.js';
import { applyUsers } from '../app/apply/apply-users.js';
import type { CheckedPlan } from '../app/plan/plan-users.js';
import { Failure } from '../core/errors/failure.js';
import type { Revisions } from '../core/ports/git.js';
import type { Detail } from '../core/render/text/plan.js';
import type { Settings } from '../core/settings/settings.js';
import type { SourceFile } from '../core/yaml/source-file.js';
import { endOfApply } from './apply-end.js';
import { jsonScreen, textScreen, type ApplyScreen } from './apply-screen.js';
import { exitCodeOf } from './exit-codes.js';
import type { InterruptListener } from './interrupts.js';
import { makePlanReport } from './plan-report.js';
import { processConsole } from './process-console.js';
import { askForYes } from './prompt.js';
import { saveRecoveryFile } from './recovery-file.js';
import { PLAN_REPORTS, showsLines, writeReports, type ReportRequest } from './reports.js';
import { SilentEnd } from './silent-end.js';
import { linesOfPlan } from './source-links.js';
import { clock, localFiles, random } from './wire.js';
import { openApi, type OpenApi } from './wire-api.js';
import type { OpenState } from './wire-backend.js';

/** Applies the plan of a request, shows how it goes, and closes what was opened. Returns the exit code. */
export async function runApply(
  request: ApplyRequest,
  opened: {
    readonly settings: Settings;
    /** Of corform. */
    readonly version: string;
    readonly state: OpenState;
    readonly revisions: Revisions;
    readonly screen: ApplyScreen;
    readonly interrupts: InterruptListener;
  },
): Promise<number> {
  const { settings, version, state, revisions, screen, interrupts } = opened;
  const { backend, codec } = state;
  let api: OpenApi | null = null;
  try {
    const result = await applyUsers(
      {
        backend,
        api: async () => {
          api = await openApi(settings, `corform/${version}`, processConsole);
          return api;
        },
        clock,
        random,
        revisions,
        recoveryFile: (text, serial) =>
          saveRecoveryFile(localFiles, codec.encode(text, serial), serial),
        view: screen,
      },
      request,
    );
    if (result.kind === 'ran') processConsole.resultIsOnRecord();
    screen.finished(result);
    return endOfApply(result, screen, interrupts.received());
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // Reported like everything else: on stderr, or as events for a machine.
    screen.failed(error.diagnostics);
    throw new SilentEnd(exitCodeOf(error.kind));
  } finally {
    screen.close();
    // Whatever closing comes to, what was done is done and recorded.
    await (api as OpenApi | null)?.close().catch(() => undefined);
    await backend.close().catch(() => undefined);
    interrupts.release();
  }
}

/** The screen that the flags ask for: events for a machine, or text for a person. It writes the reports of the plan too. */
export function openScreen(
  settings: Settings,
  flags: { readonly json: boolean; readonly detail: string },
  given: {
    readonly version: string;
    readonly commit: string | null;
    readonly reports: readonly ReportRequest[];
    /** The files that the reports name lines of. */
    readonly sources: readonly SourceFile[];
    readonly interrupts: InterruptListener;
    /** What is to be said above the plan. */
    readonly notes: readonly string[];
  },
): ApplyScreen {
  const { version, commit, reports, sources, interrupts, notes } = given;
  const common = {
    sensitive: new Set(settings.sensitive),
    report: async (checked: CheckedPlan) => {
      const report = makePlanReport(checked, settings, {
        notes,
        commit,
        approvable: true,
        lines: showsLines(reports) ? linesOfPlan(checked.plan, sources) : {},
      });
      await writeReports(PLAN_REPORTS, localFiles, reports, report);
      return report;
    },
  };
  if (flags.json) return jsonScreen({ ...common, version });
  return textScreen({
    ...common,
    confirm: (target) => askForYes(processConsole, interrupts.stopping, target),
    detail: flags.detail as Detail,
  });
}
