import { errorOf } from '../core/errors/diagnostic.js';
import { LOCAL_STATE_IN_CI } from '../core/errors/command.js';
import { LOCAL_STATE_LOST_WITH_CHECKOUT } from '../core/errors/state-operations.js';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { ApplyRequest, PlanContext } from '../app/apply/apply-contract.js';
import { applyUsers } from '../app/apply/apply-users.js';
import type { CheckedPlan } from '../app/plan/plan-users.js';
import { endOfApply } from '../cli/apply-end.js';
import { readApproval } from '../cli/approval.js';
import { jsonScreen, textScreen, type ApplyScreen } from '../cli/apply-screen.js';
import { BaseCommand } from '../cli/base-command.js';
import { isCi } from '../cli/ci.js';
import { SilentEnd } from '../cli/silent-end.js';
import { checkOutputs } from '../cli/check-outputs.js';
import { columnsOf, wantsColor } from '../cli/color.js';
import { readDuration } from '../cli/duration.js';
import { exitCodeOf } from '../cli/exit-codes.js';
import { listenForInterrupts, type InterruptListener } from '../cli/interrupts.js';
import {
  allowanceOf,
  planningFlags,
  resendOf,
  selectionFlags,
  selectionOf,
} from '../cli/plan-flags.js';
import { makePlanReport } from '../cli/plan-report.js';
import { processConsole } from '../cli/process-console.js';
import { askForYes } from '../cli/prompt.js';
import { saveRecoveryFile } from '../cli/recovery-file.js';
import { parseReports, showsLines, writeReports, type ReportRequest } from '../cli/reports.js';
import { linesOfPlan } from '../cli/source-links.js';
import {
  clock,
  endpointOf,
  localFiles,
  lockInfo,
  openRevisions,
  random,
  trackingOf,
  whoApplies,
} from '../cli/wire.js';
import { openApi, type OpenApi } from '../cli/wire-api.js';
import { openState, type OpenState } from '../cli/wire-backend.js';
import { Failure } from '../core/errors/failure.js';
import type { Revisions } from '../core/ports.js';
import type { Detail } from '../core/render/text/plan.js';
import type { Settings, StateSettings } from '../core/settings/resolve-settings.js';
import type { SourceFile } from '../core/yaml/source-file.js';

/** How long requests in flight may take to come back after the first signal. Design: section 9. */
const GRACE_MS = 5_000;
const CHECKPOINTS = { outcomes: 250, intervalMs: 10_000 };

export default class Apply extends BaseCommand {
  static override summary = 'Send the changes in users.yaml to COR, and record them.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> plan.json',
    '<%= config.bin %> <%= command.id %> plan-17.json plan-18.json',
    '<%= config.bin %> <%= command.id %> --expect cf1:3f9c…',
  ];
  static override strict = false;
  static override args = {
    plan: Args.string({
      description:
        'Plans saved by `plan --out`, as the approval. Name several if several were merged.',
      ignoreStdin: true,
    }),
  };
  static override flags = {
    ...planningFlags,
    ...selectionFlags,
    'auto-approve': Flags.boolean({
      description: 'Does not ask.',
      env: 'CORFORM_AUTO_APPROVE',
      exclusive: ['expect'],
    }),
    expect: Flags.string({
      description: 'Applies only if the plan has this digest.',
      env: 'CORFORM_EXPECT',
    }),
    file: Flags.string({
      description: 'A users file. Default: the files in the settings. Repeatable.',
      multiple: true,
      multipleNonGreedy: true,
      env: 'CORFORM_FILE',
    }),
    'lock-timeout': Flags.string({
      description: 'How long to wait for the lock, for example 10m.',
      default: '0s',
      env: 'CORFORM_LOCK_TIMEOUT',
    }),
    'max-failures': Flags.integer({
      description: 'Stops when this many users have failed.',
      min: 1,
      env: 'CORFORM_MAX_FAILURES',
    }),
    'max-duration': Flags.string({
      description: 'Stops after this time, for example 50m. The next apply continues.',
      env: 'CORFORM_MAX_DURATION',
    }),
    'accept-identity': Flags.string({
      description: 'Records another COR id for this user, if COR answers with one. Repeatable.',
      multiple: true,
      multipleNonGreedy: true,
      env: 'CORFORM_ACCEPT_IDENTITY',
    }),
    'allow-rollback': Flags.boolean({
      description: 'Allows a commit that is older than the one applied last.',
      env: 'CORFORM_ALLOW_ROLLBACK',
    }),
    'allow-local-state-in-ci': Flags.boolean({
      description:
        'Allows a local state in CI. Use it only if git tracks the state, or the state is outside the checkout.',
      env: 'CORFORM_ALLOW_LOCAL_STATE_IN_CI',
    }),
  };

  async run(): Promise<number> {
    const { flags, argv } = await this.parse(Apply);
    const { settings } = await this.resolveSettings(flags);
    const reports = parseReports(flags.report);
    const files = await this.usersFiles(flags.file, settings, flags);
    const { paths } = files;
    checkOutputs(
      reports.map((report) => report.path),
      { files: [...paths, ...(argv as string[])], config: this.configPath(flags), settings },
    );
    const state = await openState(settings);
    const { backend } = state;
    const approval = await readApproval(flags, argv as string[], state.codec);
    if (isCi()) await refuseLostState(settings.state, flags['allow-local-state-in-ci']);
    // Before the files: content is never recorded under a commit that came after it.
    const revisions = openRevisions();
    const commit = await revisions.head();
    const read = await this.readUsersFiles(files, settings, flags);
    const desired = this.requireValid(read);
    this.showDiagnostics(read.diagnostics, read.sources);

    const resend = await resendOf(flags.resend);
    const interrupts = listenForInterrupts((signal) => {
      screen.interrupted(signal, GRACE_MS);
    });
    const screen: ApplyScreen = this.makeScreen(settings, flags, {
      reports,
      sources: read.sources,
      interrupts,
      notes: resend.notes,
    });
    const request: ApplyRequest = {
      desired,
      commit,
      plan: {
        endpoint: endpointOf(settings),
        resend: resend.selectors,
        selection: await selectionOf(flags),
        limits: settings.limits,
        companyId: settings.companyId,
        allowance: allowanceOf(flags.allow),
        sensitive: settings.sensitive,
      },
      approval,
      allowRollback: flags['allow-rollback'],
      lock: {
        info: await lockInfo('OperationTypeApply', this.config.version, backend.traits.location),
        timeoutMs: readDuration('--lock-timeout', flags['lock-timeout']),
        signal: interrupts.stopping,
      },
      execution: {
        concurrency: settings.concurrency,
        rate: settings.rate,
        maxFailures: flags['max-failures'] ?? null,
        maxDurationMs:
          flags['max-duration'] === undefined
            ? null
            : readDuration('--max-duration', flags['max-duration']),
        interrupts,
        graceMs: GRACE_MS,
      },
      companyId: settings.companyId,
      acceptedIdentities: flags['accept-identity'] ?? [],
      checkpoints: CHECKPOINTS,
      who: whoApplies(),
      writtenBy: this.writer,
    };
    return await this.applyAndTell(settings, { state, screen, interrupts, request, revisions });
  }

  private async applyAndTell(
    settings: Settings,
    opened: {
      readonly state: OpenState;
      readonly screen: ApplyScreen;
      readonly interrupts: InterruptListener;
      readonly request: ApplyRequest;
      readonly revisions: Revisions;
    },
  ): Promise<number> {
    const { state, screen, interrupts, request, revisions } = opened;
    const { backend, codec } = state;
    let api: OpenApi | null = null;
    try {
      const result = await applyUsers(
        {
          backend,
          api: async () => {
            api = await openApi(settings, `corform/${this.config.version}`, processConsole);
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

  private makeScreen(
    settings: Settings,
    flags: { readonly json: boolean; readonly detail: string },
    given: {
      readonly reports: readonly ReportRequest[];
      /** The files that the reports name lines of. */
      readonly sources: readonly SourceFile[];
      readonly interrupts: InterruptListener;
      /** What is to be said above the plan. */
      readonly notes: readonly string[];
    },
  ): ApplyScreen {
    const { reports, sources, interrupts, notes } = given;
    const common = {
      console: processConsole,
      now: () => clock.monotonic(),
      sensitive: new Set(settings.sensitive),
      report: async (checked: CheckedPlan, context: PlanContext) => {
        const { commit } = context;
        const report = makePlanReport(checked, settings, {
          notes,
          commit,
          approvable: true,
          lines: showsLines(reports) ? linesOfPlan(checked.plan, sources) : {},
        });
        await writeReports(localFiles, reports, report);
        return report;
      },
    };
    if (flags.json) {
      const timestamp = (): string => new Date(clock.now()).toISOString();
      return jsonScreen({ ...common, version: this.config.version, timestamp });
    }
    return textScreen({
      ...common,
      confirm: (target) => askForYes(processConsole, interrupts.stopping, target),
      detail: flags.detail as Detail,
      colorOut: wantsColor(process.stdout),
      colorErr: wantsColor(process.stderr),
      redraw: process.stderr.isTTY && !isCi(),
      columnsOut: columnsOf(process.stdout),
      columns: () => columnsOf(process.stderr),
    });
  }
}

/**
 * In CI a local state goes away with the runner, unless somebody sees to it that it does not: the flag
 * says so. Inside the checkout it says so for a file that git keeps; any other one is gone with the next
 * checkout. Throws Failure('usage').
 */
async function refuseLostState(state: StateSettings, allowed: boolean): Promise<void> {
  if (state.backend !== 'local') return;
  if (!allowed) throw localStateInCi();
  if ((await trackingOf(state.path)) === 'untracked') {
    throw untrackedState(state.path);
  }
}

function untrackedState(path: string): Failure {
  return new Failure(
    errorOf(LOCAL_STATE_LOST_WITH_CHECKOUT, {
      summary: 'CI is set, but the local state is a file in the checkout that git does not track',
      detail: `Nothing was sent. ${path} would be deleted with the next checkout, together with the record of what was applied.`,
      fix: 'Use a shared backend (docs/state.md), or add the file to git (`git add -f`) and commit it after each apply.',
    }),
  );
}

function localStateInCi(): Failure {
  return new Failure(
    errorOf(LOCAL_STATE_IN_CI, {
      summary:
        'CI is set, but the recorded state is a local file, which is deleted with the runner',
      detail: 'Nothing was sent.',
      fix: 'Use a shared backend (docs/state.md). If the file survives the job: --allow-local-state-in-ci',
    }),
  );
}
