import { type Diagnostic, hasErrors } from '../core/errors/diagnostic.js';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { checkDesired } from '../app/plan/load-desired.js';
import { BaseCommand } from '../cli/base-command.js';
import { EXIT } from '../cli/exit-codes.js';
import { distinctFiles } from '../cli/paths.js';
import { processConsole } from '../cli/process-console.js';
import { localFiles } from '../cli/wire.js';
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
  static override flags = {
    format: Flags.string({
      description: 'The format of the report.',
      options: FORMATS,
      default: 'text',
      env: 'CORFORM_FORMAT',
    }),
  };

  async run(): Promise<number> {
    const { flags, argv } = await this.parse(Validate);
    const { settings } = await this.resolveSettings(flags);
    const paths = distinctFiles(argv.length > 0 ? (argv as string[]) : settings.files);
    const checked = await checkDesired(localFiles, {
      paths,
      root: process.cwd(),
      required: settings.required,
      sensitive: settings.sensitive,
      team: await this.teamRules(settings, flags),
    });
    const { diagnostics } = checked;
    if (flags.format === 'text') {
      this.showDiagnostics(diagnostics, checked.sources);
      if (checked.value !== undefined) {
        const users = countOf(checked.value.users.length, 'user');
        processConsole.result(`Success! ${users} in ${countOf(paths.length, 'file')}: valid.\n`);
      }
    } else {
      processConsole.result(render(flags.format, diagnostics, this.config.version, paths[0] ?? ''));
    }
    return hasErrors(diagnostics) ? EXIT.invalidInput : EXIT.done;
  }
}

function render(
  format: string,
  diagnostics: readonly Diagnostic[],
  version: string,
  fallbackFile: string,
): string {
  switch (format) {
    case 'github':
      return renderDiagnosticsGithub(diagnostics);
    case 'sarif':
      return renderDiagnosticsSarif(diagnostics, { version, fallbackFile });
    case 'codequality':
      return renderDiagnosticsCodequality(diagnostics, fallbackFile);
    default:
      return renderDiagnosticsJson(diagnostics);
  }
}
