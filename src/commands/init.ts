import { initProject } from '../app/init-project.js';
import { EXIT } from '../cli/exit-codes.js';
import { processConsole } from '../cli/process-console.js';
import { lockFlags, StateCommand } from '../cli/state-command.js';
import { readDuration } from '../cli/duration.js';
import { clock, isOwnerGone, localFiles, lockInfo, random } from '../cli/wire.js';
import { escapeTerminal } from '../core/render/escape.js';
import { readSchema } from '../core/schema/published-schemas.js';

export default class Init extends StateCommand {
  static override summary =
    'Make what is missing: users.yaml, corform.yaml, the recorded state. Never overwrites.';
  static override flags = lockFlags;

  async run(): Promise<number> {
    const { flags } = await this.parse(Init);
    const { settings } = await this.resolveSettings(flags);
    const steps = await this.withBackend(settings, async (backend) =>
      initProject(
        { files: localFiles, backend, clock, isOwnerGone, random },
        {
          lock: {
            info: await lockInfo('OperationTypeInit', this.config.version, backend.location),
            timeoutMs: readDuration('--lock-timeout', flags['lock-timeout']),
            signal: new AbortController().signal,
          },
          writtenBy: this.writer,
          usersSchema: readSchema('users'),
          makeUsers: settings.files.includes('users.yaml'),
        },
        (diagnostic) => {
          this.showDiagnostics([diagnostic]);
        },
      ),
    );
    for (const { what, made } of steps) {
      processConsole.result(`${made ? 'made  ' : 'exists'}  ${escapeTerminal(what)}\n`);
    }
    processConsole.result('\ncorform is ready. Next: write users.yaml, then corform plan.\n');
    return EXIT.done;
  }
}
