import { type Diagnostic, hasErrors, withFileNames } from '../core/errors/diagnostic.js';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.js';
import { EXIT } from '../cli/exit-codes.js';
import { withVariables } from '../cli/flags.js';
import { processConsole } from '../cli/process-console.js';
import { fileInRepository } from '../cli/source-links.js';
import { countOf } from '../core/text/phrase.js';
import { renderDiagnosticsCodequality } from '../core/render/diagnostics/codequality.js';
import { renderDiagnosticsGithub } from '../core/render/diagnostics/github.js';
import { renderDiagnosticsJson } from '../core/render/diagnostics/json.js';
import { renderDiagnosticsSarif } from '../core/render/diagnostics/sarif.js';

const FORMATS = ['text', 'json', 'github', 'sarif', 'codequality'] as const;

export default class Validate extends BaseCommand {
  static override summary =
    'Check users.yaml. Reports every problem at once, each with its line and a fix.';
  static override description = 'Needs no state, no credential and no network.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> users/*.yaml --format github',
  ];
  static override strict = false;
  static override args = {
    file: Args.string({
      description: 'The users files. Default: the files in the settings.',
      ignoreStdin: true,
    }),
  };
  static override flags = withVariables({
    format: Flags.string({
      description: 'The format of the report.',
      options: FORMATS,
      default: 'text',
    }),
  });

  async run(): Promise<number> {
    const { flags, argv } = await this.parse(Validate);
    const { settings } = await this.resolveSettings(flags);
    const files = await this.usersFiles(argv as string[], settings, flags);
    const { paths } = files;
    const checked = await this.readUsersFiles(files, settings, flags);
    const { diagnostics } = checked;
    if (flags.format === 'text') {
      this.showDiagnostics(diagnostics, checked.sources);
      if (checked.value !== undefined) {
        const users = countOf(checked.value.users.length, 'user');
        processConsole.result(`Success! ${users} in ${countOf(paths.length, 'file')}: valid.\n`);
      }
    } else {
      const fallbackFile = paths[0] ?? '';
      const { version } = this.config;
      processConsole.result(render(flags.format, diagnostics, { version, fallbackFile }));
    }
    return hasErrors(diagnostics) ? EXIT.invalidInput : EXIT.done;
  }
}

function render(
  format: string,
  diagnostics: readonly Diagnostic[],
  { version, fallbackFile }: { readonly version: string; readonly fallbackFile: string },
): string {
  if (format === 'json') return renderDiagnosticsJson(diagnostics);
  // GitHub and GitLab know a file by its path from the root of the repository.
  const named = diagnostics.map((diagnostic) => withFileNames(diagnostic, fileInRepository));
  switch (format) {
    case 'sarif':
      return renderDiagnosticsSarif(named, {
        version,
        fallbackFile: fileInRepository(fallbackFile),
      });
    case 'codequality':
      return renderDiagnosticsCodequality(named, fileInRepository(fallbackFile));
    default:
      return renderDiagnosticsGithub(named);
  }
}
