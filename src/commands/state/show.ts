import { NOT_IN_STATE } from '../../core/errors/command.js';
import * as Args from '@oclif/core/args';
import { EXIT } from '../../cli/exit-codes.js';
import { jsonFlag } from '../../cli/flags.js';
import { processConsole } from '../../cli/process-console.js';
import { StateCommand } from '../../cli/state-command.js';
import { clock } from '../../cli/wire.js';
import { failureOf } from '../../core/errors/failure.js';
import { renderRecordedUserJson, renderStateHeadJson } from '../../core/render/json/state.js';
import { renderRecordedUser, renderStateHead } from '../../core/render/text/state.js';

export default class StateShow extends StateCommand {
  static override summary = 'Show the recorded state, or the record of one user.';
  static override args = {
    id: Args.string({ description: 'The external id of a user.', ignoreStdin: true }),
  };

  static override flags = jsonFlag;

  async run(): Promise<number> {
    const { args, flags } = await this.parse(StateShow);
    const { settings } = await this.resolveSettings(flags);
    const { recorded, open } = await this.readState(settings);
    const now = clock.now();
    if (args.id === undefined) {
      processConsole.result(
        flags.json ? renderStateHeadJson(recorded, open) : renderStateHead(recorded, open, now),
      );
      return EXIT.done;
    }
    const user = recorded.users.find(({ id }) => id === args.id);
    if (user === undefined) {
      throw failureOf(NOT_IN_STATE, { summary: `the recorded state has no user "${args.id}"` });
    }
    const { sensitive } = settings;
    processConsole.result(
      flags.json
        ? renderRecordedUserJson(user, recorded, sensitive)
        : renderRecordedUser(user, recorded, sensitive),
    );
    return EXIT.done;
  }
}
