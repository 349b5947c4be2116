import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { EXIT } from '../../cli/exit-codes.js';
import { lockFlags, withVariables } from '../../cli/flags.js';
import { processConsole } from '../../cli/process-console.js';
import { StateCommand } from '../../cli/state-command.js';
import { countOf } from '../../core/text/phrase.js';
import { removeRecordedUsers } from '../../core/state/edit-record.js';

export default class StateRm extends StateCommand {
  static override summary = 'Remove users from the recorded state. They stay in COR.';
  static override description =
    'A user who is still in users.yaml then shows as an add, and all fields are sent again. Protected users are refused without --include-protected.';
  static override strict = false;
  static override args = {
    id: Args.string({
      description: 'The external id of a user. Name one or more.',
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    ...withVariables({
      'include-protected': Flags.boolean({ description: 'Protected users, too.', default: false }),
    }),
    ...lockFlags,
  };

  async run(): Promise<number> {
    const { flags, argv } = await this.parse(StateRm);
    const { settings } = await this.resolveSettings(flags);
    const ids = argv as string[];
    const state = await this.editState(settings, flags, 'OperationTypeStateRm', (recorded) =>
      removeRecordedUsers(recorded, ids, { includeProtected: flags['include-protected'] }),
    );
    processConsole.result(
      `Removed ${countOf(new Set(ids).size, 'user')}. The state has serial ${state.serial}.\n`,
    );
    return EXIT.done;
  }
}
