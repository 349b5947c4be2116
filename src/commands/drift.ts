import type { InferredFlags } from '@oclif/core/interfaces';
import { writeEditedFiles } from '../app/adopt/write-edited-files.js';
import { watchDrift, type FoundDrift } from '../app/drift/watch-drift.js';
import { checkDesired, type CheckedDesired } from '../app/plan/load-desired.js';
import { BaseCommand } from '../cli/base-command.js';
import { checkOutputs } from '../cli/check-outputs.js';
import { isCi } from '../cli/ci.js';
import { wantsColor } from '../cli/color.js';
import { DRIFT_KINDS, driftFlags, readChoices, type DriftFormat } from '../cli/drift-flags.js';
import { DRIFT_REPORTS, driftExitCode, driftResult, makeDriftReport } from '../cli/drift-report.js';
import { selectionOf } from '../cli/plan-flags.js';
import { checkMapping, emailsOf, readNamedPeople } from '../cli/import-flags.js';
import { processConsole } from '../cli/process-console.js';
import { parseReports, writeReports } from '../cli/reports.js';
import {
  clock,
  endpointOf,
  localFiles,
  openDirectory,
  openRevisions,
  usersFiles,
} from '../cli/wire.js';
import { openStateReader } from '../cli/wire-backend.js';
import { acceptDrift, type AcceptedDrift } from '../core/drift/accept-drift.js';
import type { ListedField } from '../core/drift/compare-fields.js';
import type { ExportedPeople } from '../core/drift/find-drift.js';
import { FLAG_NEEDS_ANOTHER } from '../core/errors/command.js';
import { type Failure, failureOf, requireValue } from '../core/errors/failure.js';
import type { People } from '../core/import/people.js';
import { LISTED_FIELDS, type DesiredState } from '../core/model.js';
import { describeIncomplete, describeLeft } from '../core/render/diagnostics/drift.js';
import { renderAcceptedCounts } from '../core/render/text/drift.js';
import { renderEditedFields, renderFileDiff } from '../core/render/text/edits.js';
import type { Settings } from '../core/settings/settings.js';

type Flags = InferredFlags<typeof driftFlags & typeof BaseCommand.baseFlags>;

export default class Drift extends BaseCommand {
  static override summary = 'Compare COR with what was applied. Sends nothing, changes no state.';
  static override description = `Reads COR's list of users, which shows ${LISTED_FIELDS.join(', ')}, and compares it with the recorded state and users.yaml.
Needs the credential of COR, and only reads. It takes no lock and writes no state; --accept writes users.yaml.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --detailed-exitcode --report json=drift.json',
    '<%= config.bin %> <%= command.id %> --accept --only "OKTA-USER-1*" --fields daily_hours',
    '<%= config.bin %> <%= command.id %> --people people.csv --fail-on leavers',
  ];
  static override flags = driftFlags;

  async run(): Promise<number> {
    const { flags } = await this.parse(Drift);
    const { settings } = await this.resolveSettings(flags);
    const reports = parseReports(DRIFT_REPORTS, flags.report);
    const failOn = readChoices('--fail-on', flags['fail-on'] ?? '', DRIFT_KINDS);
    if (failOn.includes('leavers') && flags.people === undefined) throw leaversNeedPeople();
    this.showDiagnostics(checkMapping(flags));
    const fields = readChoices('--fields', flags.fields ?? '', LISTED_FIELDS);
    const files = await this.usersFiles(flags.file, settings, flags);
    const { paths } = files;
    const outputs = reports.map(({ path }) => path);
    checkOutputs(outputs, { files: paths, config: this.configPath(flags), settings });
    // The required users may be in the other files.
    const required = flags.file === undefined ? settings.required : [];
    const { sensitive } = settings;
    const read = await checkDesired(localFiles, { ...files, required, sensitive });
    const found = await this.compare(this.requireValid(read), fields, flags, settings);
    const report = makeDriftReport(found, settings, {
      sources: read.sources,
      commit: flags.commit ?? (await openRevisions().head()),
      names: flags.names,
      jsonReport: reports.find(({ format }) => format === 'json')?.path ?? null,
      accepts: flags.accept,
    });
    this.showDiagnostics(found.remarks);
    await writeReports(DRIFT_REPORTS, localFiles, reports, report);
    const format = flags.json ? 'json' : (flags.format as DriftFormat);
    processConsole.result(await driftResult(report, format));
    if (!report.complete) this.showDiagnostics([describeIncomplete(report)]);
    if (flags.accept) await this.accept(found, read, { format, required, settings });
    return driftExitCode(report, { detailed: flags['detailed-exitcode'], failOn });
  }

  /** Reads COR's list and the state, and compares them. */
  private async compare(
    desired: DesiredState,
    fields: readonly ListedField[],
    flags: Flags,
    settings: Settings,
  ): Promise<FoundDrift> {
    const people = await readNamedPeople(flags, settings);
    const selection = await selectionOf(flags);
    const directory = await openDirectory(settings, this.config.userAgent, processConsole);
    const state = await openStateReader(settings);
    try {
      return await watchDrift(
        { state, directory, clock },
        {
          desired,
          endpoint: endpointOf(settings),
          people: people === null ? null : exportedPeople(people),
          selection,
          fields: fields.length === 0 ? LISTED_FIELDS : fields,
          ignore: [...settings.driftIgnore, ...(flags.ignore ?? [])],
          signal: new AbortController().signal,
        },
      );
    } finally {
      await Promise.all([directory.close(), state.close()]);
    }
  }

  /** Writes COR's values into users.yaml and shows the edits. */
  private async accept(
    { drift }: FoundDrift,
    { sources }: CheckedDesired,
    options: {
      readonly format: DriftFormat;
      readonly required: readonly string[];
      readonly settings: Settings;
    },
  ): Promise<void> {
    const { format, required, settings } = options;
    const { sensitive } = settings;
    const accepted = requireValue(acceptDrift(sources, drift.users, { required, sensitive }));
    const edited = accepted.files.map(({ after: { name, stored } }) => ({ name, text: stored }));
    await writeEditedFiles(usersFiles, sources, edited);
    // Only text can have more behind it.
    const show = (text: string): void => {
      if (format === 'text') processConsole.result(text);
      else processConsole.note(text);
    };
    show('\n');
    for (const line of this.showEdits(accepted, settings)) show(line);
    show(renderAcceptedCounts(accepted));
    this.showDiagnostics(describeLeft(accepted.left));
  }

  private *showEdits({ files, rows }: AcceptedDrift, { sensitive }: Settings): Iterable<string> {
    if (isCi()) {
      yield* renderEditedFields(rows);
      return;
    }
    const color = wantsColor(process.stdout);
    for (const file of files) yield* renderFileDiff(file, { sensitive, color });
  }
}

/** What an export says of people. */
function exportedPeople({ users, left }: People): ExportedPeople {
  return {
    present: new Set(users.map(({ id }) => id)),
    left: left.map(({ id }) => id),
    emails: new Map(emailsOf([...users, ...left])),
  };
}

function leaversNeedPeople(): Failure {
  return failureOf(FLAG_NEEDS_ANOTHER, {
    summary: '--fail-on leavers needs to know who left.',
    fix: 'Add `--people FILE`: an export of HR or of a directory says who left.',
  });
}
