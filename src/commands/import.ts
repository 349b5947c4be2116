import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { importNew } from '../app/adopt/import-people.js';
import { BaseCommand } from '../cli/base-command.js';
import { EXIT } from '../cli/exit-codes.js';
import { exportRequestOf, readingFlags, renderPeople } from '../cli/import-flags.js';
import { processConsole } from '../cli/process-console.js';
import { localFiles, readStdin } from '../cli/wire.js';
import { escapeTerminal } from '../core/render/escape.js';
import { countOf } from '../core/text/phrase.js';

export default class Import extends BaseCommand {
  static override summary = 'Make or update users.yaml from a CSV or JSON export.';
  static override description =
    'Needs no state, no credential and no network. Without --to and --update the text of a new file goes to stdout.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> okta.csv --source OKTA --id "OKTA-USER-{employeeNumber}" --to users.yaml',
    '<%= config.bin %> <%= command.id %> hr.csv --update --leavers remove',
    '<%= config.bin %> <%= command.id %> hr.csv --update --check',
  ];
  static override args = {
    export: Args.string({
      description: 'The export, CSV or JSON; - for stdin.',
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    to: Flags.string({
      description: 'Writes a new file; one that exists is refused.',
      env: 'CORFORM_TO',
    }),
    profiles: Flags.string({
      description: 'auto: what users share becomes defaults and profiles. New files only.',
      options: ['off', 'auto'],
      default: 'off',
      env: 'CORFORM_PROFILES',
    }),
    check: Flags.boolean({
      description: 'Writes nothing; exit 2 and a diff if something would change.',
      env: 'CORFORM_CHECK',
    }),
    'save-mapping': Flags.string({
      description: 'Writes what was inferred as a new import.yaml.',
      env: 'CORFORM_SAVE_MAPPING',
    }),
    ...readingFlags,
  };

  async run(): Promise<number> {
    const { flags, args } = await this.parse(Import);
    const { settings } = await this.resolveSettings({ config: flags.config });
    const { people, text, remarks } = await importNew(
      { files: localFiles, readStdin },
      {
        ...exportRequestOf(args.export, flags, settings.sensitive),
        required: settings.required,
        to: flags.to ?? null,
        saveMapping: flags['save-mapping'] ?? null,
        shared: flags.profiles === 'auto',
        check: flags.check,
      },
    );
    this.showDiagnostics(remarks);
    if (flags.to === undefined) {
      processConsole.note(renderPeople(people));
      processConsole.result(text);
    } else {
      processConsole.result(renderPeople(people));
      processConsole.result(
        `\n${escapeTerminal(flags.to)}: ${countOf(people.users.length, 'user')}, new.\n`,
      );
    }
    return EXIT.done;
  }
}
