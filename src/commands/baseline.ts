import * as Flags from '@oclif/core/flags';
import { baselineState } from '../app/adopt/baseline-state.js';
import { readExport } from '../app/adopt/read-export.js';
import { EXIT } from '../cli/exit-codes.js';
import { checkMapping } from '../cli/import-flags.js';
import { processConsole } from '../cli/process-console.js';
import { askForYes } from '../cli/prompt.js';
import { jsonFlag, lockFlags, StateCommand } from '../cli/state-command.js';
import {
  clock,
  endpointOf,
  localFiles,
  openDirectory,
  openRevisions,
  random,
  readStdin,
  whoApplies,
} from '../cli/wire.js';
import { APPROVAL_NEEDED } from '../core/errors/approval.js';
import { FLAG_NEEDS_ANOTHER } from '../core/errors/command.js';
import { errorOf } from '../core/errors/diagnostic.js';
import { Failure } from '../core/errors/failure.js';
import { checkCompany } from '../core/adopt/baseline.js';
import type { ExternalId } from '../core/model.js';
import { renderBaselineJson } from '../core/render/json/baseline.js';
import { renderBaseline } from '../core/render/text/baseline.js';
import type { Settings } from '../core/settings/settings.js';

export default class Baseline extends StateCommand {
  static override summary = 'Record the fields of users.yaml as live in COR. Sends nothing.';
  static override description = `For a company whose people are already in COR. Without a baseline, the first apply would send every field of every user.
Without --verify, corform records the fields as assumed. With --verify, it reads names, roles and hours from COR's list and records
those, so the next plan shows the real differences. --verify needs the COR credential, and only reads.`;
  static override flags = {
    ...lockFlags,
    ...jsonFlag,
    verify: Flags.boolean({
      description: "Reads COR's list of users and records what it shows.",
      env: 'CORFORM_VERIFY',
    }),
    people: Flags.string({
      description:
        "An export with e-mail addresses, to find people in COR's list. It is read with import.yaml.",
      env: 'CORFORM_PEOPLE',
    }),
    mapping: Flags.string({
      description: 'The mapping for --people. Default: import.yaml, if it exists.',
      env: 'CORFORM_MAPPING',
    }),
    file: Flags.string({
      description: 'A users file. Default: the files in the settings. Repeatable.',
      multiple: true,
      multipleNonGreedy: true,
      env: 'CORFORM_FILE',
    }),
    'auto-approve': Flags.boolean({ description: 'Do not ask.', env: 'CORFORM_AUTO_APPROVE' }),
    'integrations-url': Flags.string({
      description: "COR's integrations API (COR_INTEGRATIONS_URL).",
    }),
    'api-url': Flags.string({
      description: "COR's main API, which has the list of users and issues tokens (COR_API_URL).",
    }),
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(Baseline);
    const { settings } = await this.resolveSettings(flags);
    const approved = flags['auto-approve'];
    checkFlags(flags);
    this.showDiagnostics(checkMapping(flags));
    const commit = await openRevisions().head();
    const read = await this.readUsersFiles(
      await this.usersFiles(flags.file, settings, flags),
      settings,
      flags,
    );
    const desired = this.requireValid(read);
    const emails = await readEmails(flags, settings);
    const directory = flags.verify
      ? await openDirectory(settings, this.config.userAgent, processConsole)
      : null;
    const result = await this.withBackend(settings, async (backend) =>
      baselineState(
        { backend, clock, random, directory },
        {
          desired,
          endpoint: endpointOf(settings),
          emails,
          commit,
          who: whoApplies(),
          writtenBy: this.writer,
          lock: await this.lockRequest(backend, flags, 'OperationTypeBaseline'),
          confirm: async (baseline) => {
            const shown = renderBaseline(baseline, {
              isVerified: flags.verify,
              hasPeople: flags.people !== undefined,
            });
            if (flags.json) processConsole.note(shown);
            else processConsole.result(shown);
            this.showDiagnostics(checkCompany(baseline, settings.companyId));
            return approved || (await askForYes(processConsole, this.stopping));
          },
        },
        this.notice,
      ),
    ).finally(() => directory?.close());
    if (flags.json) {
      processConsole.result(renderBaselineJson(result));
      return result.kind === 'declined' ? this.endedAs(EXIT.error) : EXIT.done;
    }
    switch (result.kind) {
      case 'nothing':
        processConsole.result('Every field in users.yaml is already recorded. Nothing to do.\n');
        return EXIT.done;
      case 'declined':
        processConsole.result('\nNothing was recorded.\n');
        return this.endedAs(EXIT.error);
      case 'recorded':
        processConsole.result(
          `\nRecorded, with serial ${result.serial}. Nothing was sent. Next: corform plan\n`,
        );
        return EXIT.done;
    }
  }
}

function checkFlags(flags: {
  readonly 'auto-approve': boolean;
  readonly verify: boolean;
  readonly people?: string | undefined;
}): void {
  if (flags.people !== undefined && !flags.verify) {
    throw new Failure(
      errorOf(FLAG_NEEDS_ANOTHER, {
        summary: "--people finds people in COR's list, which only --verify reads.",
        fix: 'Add `--verify`.',
      }),
    );
  }
  if (flags['auto-approve'] || process.stdin.isTTY) return;
  throw new Failure(
    errorOf(APPROVAL_NEEDED, {
      summary: "corform can't ask for an approval, because there is no terminal.",
      detail: 'Nothing was recorded.',
      fix: 'Read what it would record at a terminal, or add `--auto-approve`.',
    }),
  );
}

/** The e-mail addresses of the export that --people names. */
async function readEmails(
  {
    people,
    mapping,
  }: { readonly people?: string | undefined; readonly mapping?: string | undefined },
  { sensitive }: Settings,
): Promise<ReadonlyMap<ExternalId, string>> {
  if (people === undefined) return new Map();
  const { people: found } = await readExport(
    { files: localFiles, readStdin },
    { path: people, mapping: mapping ?? null, flags: {}, sensitive },
  );
  return new Map(found.users.flatMap(({ id, email }) => (email === null ? [] : [[id, email]])));
}
