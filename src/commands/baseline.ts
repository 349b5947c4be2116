import * as Flags from '@oclif/core/flags';
import { baselineState } from '../app/adopt/baseline-state.js';
import { EXIT } from '../cli/exit-codes.js';
import {
  approveFlag,
  endpointFlags,
  jsonFlag,
  lockFlags,
  mappingFlag,
  usersFileFlag,
  withVariables,
} from '../cli/flags.js';
import { checkMapping, emailsOf, readNamedPeople } from '../cli/import-flags.js';
import { processConsole } from '../cli/process-console.js';
import { askForYes, nobodyToAsk } from '../cli/prompt.js';
import { StateCommand } from '../cli/state-command.js';
import {
  clock,
  endpointOf,
  openDirectory,
  openRevisions,
  random,
  whoApplies,
} from '../cli/wire.js';
import { FLAG_NEEDS_ANOTHER } from '../core/errors/command.js';
import { failureOf } from '../core/errors/failure.js';
import { checkCompany } from '../core/adopt/baseline.js';
import { renderBaselineJson } from '../core/render/json/baseline.js';
import { renderBaseline } from '../core/render/text/baseline.js';

export default class Baseline extends StateCommand {
  static override summary = 'Record the fields of users.yaml as live in COR. Sends nothing.';
  static override description = `For a company whose people are already in COR. Without a baseline, the first apply would send every field of every user.
Without --verify, corform records the fields as assumed. With --verify, it reads names, roles and hours from COR's list and records
those, so the next plan shows the real differences. --verify needs the COR credential, and only reads.`;
  static override flags = {
    ...lockFlags,
    ...jsonFlag,
    ...approveFlag,
    ...usersFileFlag,
    ...mappingFlag,
    ...endpointFlags,
    ...withVariables({
      verify: Flags.boolean({
        description: "Reads COR's list of users and records what it shows.",
      }),
      people: Flags.string({
        description:
          "An export with e-mail addresses, to find people in COR's list. It is read with import.yaml.",
      }),
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
    const people = await readNamedPeople(flags, settings);
    const directory = flags.verify
      ? await openDirectory(settings, this.config.userAgent, processConsole)
      : null;
    const result = await this.withBackend(settings, async (backend) =>
      baselineState(
        { backend, clock, random, directory },
        {
          desired,
          endpoint: endpointOf(settings),
          emails: new Map(people === null ? [] : emailsOf(people.users)),
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
    throw failureOf(FLAG_NEEDS_ANOTHER, {
      summary: "--people finds people in COR's list, which only --verify reads.",
      fix: 'Add `--verify`.',
    });
  }
  if (flags['auto-approve'] || process.stdin.isTTY) return;
  throw nobodyToAsk(
    'Nothing was recorded.',
    'Read what it would record at a terminal, or add `--auto-approve`.',
  );
}
