import { initProject } from '../app/init-project.js';
import { EXIT } from '../cli/exit-codes.js';
import { processConsole } from '../cli/process-console.js';
import { lockFlags, StateCommand } from '../cli/state-command.js';
import { clock, isOwnerGone, localFiles, random } from '../cli/wire.js';
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
          lock: await this.lockRequest(backend, flags, 'OperationTypeInit'),
          writtenBy: this.writer,
          usersSchema: readSchema('users'),
          makeUsers: settings.files.includes('users.yaml'),
        },
        this.notice,
      ),
    );
    for (const { what, made } of steps) {
      processConsole.result(`${made ? 'made  ' : 'exists'}  ${escapeTerminal(what)}\n`);
    }
    processConsole.result('\ncorform is ready. Next: write users.yaml, then corform plan.\n');
    return EXIT.done;
  }
}
