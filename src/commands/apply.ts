import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { ApplyRequest } from '../app/apply/apply-contract.js';
import { CHECKPOINTS } from '../app/apply/run/checkpoint-recorder.js';
import type { ApplyScreen } from '../cli/apply-screen.js';
import { readApproval } from '../cli/approval.js';
import { BaseCommand } from '../cli/base-command.js';
import { checkOutputs } from '../cli/check-outputs.js';
import { isCi } from '../cli/ci.js';
import { readDuration } from '../cli/duration.js';
import { lockFlags, repeatable, usersFileFlag, withVariables } from '../cli/flags.js';
import { listenForInterrupts } from '../cli/interrupts.js';
import { refuseLostState } from '../cli/lost-state.js';
import {
  allowanceOf,
  planningFlags,
  resendOf,
  selectionFlags,
  selectionOf,
} from '../cli/plan-flags.js';
import { PLAN_REPORTS, parseReports } from '../cli/reports.js';
import { openScreen, runApply } from '../cli/run-apply.js';
import { endpointOf, lockInfo, openRevisions, whoApplies } from '../cli/wire.js';
import { openState } from '../cli/wire-backend.js';

/** How long requests in flight may take to come back after the first signal. */
const GRACE_MS = 5_000;

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
    ...usersFileFlag,
    ...lockFlags,
    ...withVariables({
      'auto-approve': Flags.boolean({ description: 'Does not ask.', exclusive: ['expect'] }),
      expect: Flags.string({ description: 'Applies only if the plan has this digest.' }),
      'max-failures': Flags.integer({
        description: 'Stops when this many users have failed.',
        min: 1,
      }),
      'max-duration': Flags.string({
        description: 'Stops after this time, for example 50m. The next apply continues.',
      }),
      'accept-identity': repeatable(
        'Records another COR id for this user, if COR answers with one. Repeatable.',
      ),
      'allow-rollback': Flags.boolean({
        description: 'Allows a commit that is older than the one applied last.',
      }),
      'allow-local-state-in-ci': Flags.boolean({
        description:
          'Allows a local state in CI. Use it only if git tracks the state, or the state is outside the checkout.',
      }),
    }),
  };

  async run(): Promise<number> {
    const { flags, argv } = await this.parse(Apply);
    const { settings } = await this.resolveSettings(flags);
    const reports = parseReports(PLAN_REPORTS, flags.report);
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
    const screen: ApplyScreen = openScreen(settings, flags, {
      version: this.config.version,
      commit,
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
    return runApply(request, {
      settings,
      version: this.config.version,
      state,
      revisions,
      screen,
      interrupts,
    });
  }
}
