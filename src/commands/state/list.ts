import * as Flags from '@oclif/core/flags';
import { EXIT } from '../../cli/exit-codes.js';
import { withVariables } from '../../cli/flags.js';
import { processConsole } from '../../cli/process-console.js';
import { StateCommand } from '../../cli/state-command.js';
import { renderStateList } from '../../core/render/text/state.js';
import { escapeJsonDocument } from '../../core/render/escape.js';

export default class StateList extends StateCommand {
  static override summary = 'List the users in the recorded state.';
  static override flags = withVariables({
    json: Flags.boolean({ description: 'Prints the ids as a JSON array.' }),
  });

  async run(): Promise<number> {
    const { flags } = await this.parse(StateList);
    const { settings } = await this.resolveSettings(flags);
    const { recorded } = await this.readState(settings);
    const ids = recorded.users.map((user) => user.id);
    processConsole.result(
      flags.json
        ? `${escapeJsonDocument(JSON.stringify(ids))}\n`
        : renderStateList(recorded, settings.sensitive),
    );
    return EXIT.done;
  }
}
