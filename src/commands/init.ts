import { type Diagnostic, warningOf } from '../core/errors/diagnostic.js';
import { PLAIN_STATE_IN_GIT } from '../core/errors/state-operations.js';
import { initProject } from '../app/adopt/init-project.js';
import { EXIT } from '../cli/exit-codes.js';
import { processConsole } from '../cli/process-console.js';
import { jsonFlag, lockFlags, StateCommand } from '../cli/state-command.js';
import { clock, localFiles, random } from '../cli/wire.js';
import { escapeTerminal } from '../core/render/escape.js';
import { renderResultJson } from '../core/render/json/state.js';
import { readSchema } from '../core/schema/published-schemas.js';

export default class Init extends StateCommand {
  static override summary =
    'Make what is missing: users.yaml, corform.yaml, the recorded state. Never overwrites.';
  static override flags = { ...lockFlags, ...jsonFlag };

  async run(): Promise<number> {
    const { flags } = await this.parse(Init);
    const { settings } = await this.resolveSettings(flags);
    const { steps, encrypts } = await this.withBackend(settings, async (backend, { codec }) => {
      const steps = await initProject(
        { files: localFiles, backend, clock, random },
        {
          lock: await this.lockRequest(backend, flags, 'OperationTypeInit'),
          writtenBy: this.writer,
          usersSchema: readSchema('users'),
          makeUsers: settings.files.includes('users.yaml'),
        },
        this.notice,
      );
      return { steps, encrypts: codec.encrypts };
    });
    if (!flags.json) {
      for (const { what, made } of steps) {
        processConsole.result(`${made ? 'made  ' : 'exists'}  ${escapeTerminal(what)}\n`);
      }
    }
    if (settings.state.backend === 'git' && !encrypts) this.notice(READABLE_BY_ALL);
    if (flags.json) processConsole.result(renderResultJson({ steps }));
    else processConsole.result('\ncorform is ready. Next: write users.yaml, then corform plan.\n');
    return EXIT.done;
  }
}

/** Whether a remote is public can't be seen from here, so that it is said of every one. */
const READABLE_BY_ALL: Diagnostic = warningOf(PLAIN_STATE_IN_GIT, {
  summary:
    'the state is not encrypted: whoever can read the git remote can read the data of all users',
  detail:
    'On a public repository that is everybody, and what was pushed once stays in its history.',
  fix: 'Set CORFORM_PASSPHRASE and `encryption: required` in corform.yaml before the first apply, then: corform state rotate',
});
