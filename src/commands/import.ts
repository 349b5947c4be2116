import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { importNew } from '../app/adopt/import-people.js';
import type { ExportRequest } from '../app/adopt/read-export.js';
import { updateUsers } from '../app/adopt/update-users.js';
import { BaseCommand } from '../cli/base-command.js';
import { isCi } from '../cli/ci.js';
import { wantsColor } from '../cli/color.js';
import { EXIT } from '../cli/exit-codes.js';
import { repeatable, withVariables } from '../cli/flags.js';
import { exportRequestOf, readingFlags, renderPeople } from '../cli/import-flags.js';
import { allowanceOf } from '../cli/plan-flags.js';
import { printFile } from '../cli/print-file.js';
import { processConsole } from '../cli/process-console.js';
import { localFiles, readStdin, usersFiles } from '../cli/wire.js';
import type { DocumentPair } from '../core/edit/edit-users.js';
import { type Failure, failureOf } from '../core/errors/failure.js';
import { BAD_IMPORT_FLAG } from '../core/errors/import.js';
import { NO_PEOPLE_CHANGES } from '../core/import/compare-people.js';
import { changesToJson, describeChanges } from '../core/import/describe-changes.js';
import { isNewFile, newFilePair } from '../core/import/new-file-pair.js';
import type { FieldName } from '../core/model.js';
import { escapeLines, escapeTerminal, writeJson } from '../core/render/escape.js';
import { renderFileDiff } from '../core/render/text/edits.js';
import type { Settings } from '../core/settings/settings.js';
import { countOf } from '../core/text/phrase.js';

export default class Import extends BaseCommand {
  static override summary = 'Make or update users.yaml from a CSV or JSON export.';
  static override description = `Needs no state, no credential and no network. --to makes a new file. --update edits the users files in place
and changes nothing else in them. Without either flag, the text of a new file goes to stdout.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> okta.csv --source OKTA --id "OKTA-USER-{employeeNumber}" --to users.yaml',
    '<%= config.bin %> <%= command.id %> hr.csv --update --leavers remove',
    '<%= config.bin %> <%= command.id %> hr.csv --update --check',
  ];
  static override args = {
    export: Args.string({
      description: 'The export, CSV or JSON. Use - for stdin.',
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    ...withVariables({
      to: Flags.string({
        description: 'Writes a new file. Never overwrites one.',
        exclusive: ['update'],
      }),
      update: Flags.boolean({ description: 'Edits the users files in place.' }),
      file: repeatable(
        'With --update: a users file or a pattern. Default: the files in the settings. Repeatable.',
      ),
      leavers: Flags.string({
        description:
          'With --update: what happens to users who are not in the export, or have left.',
        options: ['keep', 'remove'],
        default: 'keep',
      }),
      empty: Flags.string({
        description: 'With --update: whether an empty cell keeps the field or removes it.',
        options: ['keep', 'release'],
        default: 'keep',
      }),
      allow: repeatable(
        'With --update: allows more users to be removed than limits.forget, for example forget=40.',
      ),
      profiles: Flags.string({
        description:
          'auto: values that users share become defaults and profiles. Only for new files.',
        options: ['off', 'auto'],
        default: 'off',
      }),
      check: Flags.boolean({
        description: 'Writes nothing. Shows a diff and exits with 2 if something would change.',
      }),
      'save-mapping': Flags.string({
        description: 'Writes the mapping that was used to a new import.yaml.',
      }),
      json: Flags.boolean({ description: 'Prints JSON.' }),
    }),
    ...readingFlags,
  };

  async run(): Promise<number> {
    const { flags, args } = await this.parse(Import);
    const { settings } = await this.resolveSettings({ config: flags.config });
    const request = exportRequestOf(args.export, flags, settings.sensitive);
    if (flags.update) return this.#update(request, flags, settings);
    const meaningless = findMeaningless(flags);
    if (meaningless !== undefined) throw meaningless;
    return this.#makeNew(request, flags, settings);
  }

  async #makeNew(request: ExportRequest, flags: ImportFlags, settings: Settings): Promise<number> {
    const to = flags.to ?? null;
    const { people, text, remarks } = await importNew(
      { files: localFiles, readStdin },
      {
        ...request,
        required: settings.required,
        to,
        saveMapping: flags['save-mapping'] ?? null,
        shared: flags.profiles === 'auto',
        check: flags.check,
      },
    );
    this.showDiagnostics(remarks);
    if (to === null) {
      processConsole.note(renderPeople(people));
      printFile(text, escapeLines, 'Write it to a file: --to users.yaml');
      return EXIT.done;
    }
    if (flags.json) {
      const changes = { ...NO_PEOPLE_CHANGES, added: people.users };
      processConsole.result(
        writeJson(changesToJson(people, changes, [{ path: to, is_new: true }], !flags.check)),
      );
    } else {
      const users = countOf(people.users.length, 'user');
      const state = flags.check ? 'would be made' : 'new';
      processConsole.result(renderPeople(people));
      processConsole.result(`\n${escapeTerminal(to)}: ${users}, ${state}.\n`);
      if (flags.check) showDiff(newFilePair(to, text), settings.sensitive);
    }
    return flags.check ? EXIT.changes : EXIT.done;
  }

  async #update(request: ExportRequest, flags: ImportFlags, settings: Settings): Promise<number> {
    if (flags.profiles === 'auto') {
      throw refuseFlag('--profiles is only for new files', 'Leave it out, or leave --update out.');
    }
    const { people, changes, edited, remarks } = await updateUsers(
      { files: localFiles, readStdin, usersFiles },
      {
        ...request,
        ...this.usersFilesSoFar(flags.file, settings, flags),
        isWhole: flags.file === undefined,
        saveMapping: flags['save-mapping'] ?? null,
        releaseEmpty: flags.empty === 'release',
        removeLeavers: flags.leavers === 'remove',
        limits: settings.limits,
        allowance: allowanceOf(flags.allow),
        required: settings.required,
        check: flags.check,
      },
    );
    this.showDiagnostics(remarks);
    if (flags.json) {
      const files = edited.map((pair) => ({ path: pair.after.name, is_new: isNewFile(pair) }));
      processConsole.result(
        writeJson(changesToJson(people, changes, files, !flags.check && files.length > 0)),
      );
    } else {
      const lines = describeChanges(changes, people.facts).map(escapeTerminal);
      processConsole.result(`${renderPeople(people)}\n${lines.join('\n')}\n`);
      if (flags.check) showDiff(edited, settings.sensitive);
    }
    return flags.check && edited.length > 0 ? EXIT.changes : EXIT.done;
  }
}

type ImportFlags = InferredFlags<typeof Import.flags & typeof Import.baseFlags>;

/** The lines that would change. In CI many can read the log: the ids and fields above are all that it gets. */
function showDiff(edited: readonly DocumentPair[], sensitive: readonly FieldName[]): void {
  if (isCi()) return;
  const color = wantsColor(process.stdout);
  for (const pair of edited) {
    processConsole.result('\n');
    processConsole.results(renderFileDiff(pair, { sensitive, color }));
  }
}

/** A flag that changes nothing about a new file, and would seem to. */
function findMeaningless(flags: ImportFlags): Failure | undefined {
  const { leavers, empty, file, allow, check, json, to } = flags;
  const ofUpdates = {
    '--leavers': leavers === 'remove',
    '--empty': empty === 'release',
    '--file': file !== undefined,
    '--allow': allow !== undefined,
  };
  const [flag] = Object.entries(ofUpdates).find(([, isGiven]) => isGiven) ?? [];
  if (flag !== undefined)
    return refuseFlag(`${flag} only works with --update`, `Add --update, or leave ${flag} out.`);
  if (to !== undefined || !(check || json)) return undefined;
  return refuseFlag(
    `${check ? '--check' : '--json'} needs --update or --to: without them the text of the new file goes to stdout`,
    'Add --update, or --to FILE.',
  );
}

function refuseFlag(summary: string, fix: string): Failure {
  return failureOf(BAD_IMPORT_FLAG, { summary, fix });
}
