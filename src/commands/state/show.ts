import { errorOf } from '../../core/errors/diagnostic.js';
import { NOT_IN_STATE } from '../../core/errors/command.js';
import * as Args from '@oclif/core/args';
import { EXIT } from '../../cli/exit-codes.js';
import { processConsole } from '../../cli/process-console.js';
import { StateCommand } from '../../cli/state-command.js';
import { Failure } from '../../core/errors/failure.js';
import { renderRecordedUser, renderStateHead } from '../../core/render/text/state.js';

export default class StateShow extends StateCommand {
  static override summary = 'Show the recorded state, or what is recorded of one user.';
  static override args = {
    id: Args.string({ description: 'The external id of a user.', ignoreStdin: true }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(StateShow);
    const { settings } = await this.resolveSettings(flags);
    const { recorded } = await this.readState(settings);
    if (args.id === undefined) {
      processConsole.result(renderStateHead(recorded));
      return EXIT.done;
    }
    const user = recorded.users.find(({ id }) => id === args.id);
    if (user === undefined) {
      throw new Failure(
        errorOf(NOT_IN_STATE, {
          summary: `the recorded state has no user "${args.id}"`,
          fix: '`corform state list` shows the ids.',
        }),
      );
    }
    processConsole.result(renderRecordedUser(user, recorded, settings.sensitive));
    return EXIT.done;
  }
}
