import * as Args from '@oclif/core/args';
import { EXIT } from '../../cli/exit-codes.js';
import { lockFlags } from '../../cli/flags.js';
import { processConsole } from '../../cli/process-console.js';
import { StateCommand } from '../../cli/state-command.js';
import { moveUser } from '../../core/state/edit-record.js';

export default class StateMv extends StateCommand {
  static override summary = 'Record a user under another external id.';
  static override description =
    'For a user whose external id has changed in COR. In a pull request, write `previously:` in users.yaml instead.';
  static override args = {
    from: Args.string({
      description: 'The id under which the user is recorded.',
      required: true,
      ignoreStdin: true,
    }),
    to: Args.string({
      description: 'The id that the user has now.',
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = lockFlags;

  async run(): Promise<number> {
    const { flags, args } = await this.parse(StateMv);
    const { settings } = await this.resolveSettings(flags);
    const state = await this.editState(settings, flags, 'OperationTypeStateMv', (recorded) =>
      moveUser(recorded, args.from, args.to),
    );
    processConsole.result(`Moved 1 user. The state has serial ${state.serial}.\n`);
    return EXIT.done;
  }
}
