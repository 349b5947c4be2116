import { LOCK_ID_NEEDED, OTHER_LOCK_ID } from '../../core/errors/lock.js';
import * as Args from '@oclif/core/args';
import { EXIT } from '../../cli/exit-codes.js';
import { processConsole } from '../../cli/process-console.js';
import { StateCommand } from '../../cli/state-command.js';
import { failureOf } from '../../core/errors/failure.js';
import { escapeTerminal } from '../../core/render/escape.js';
import { describeOwner, lockOwnerOf } from '../../core/state/lock-owner.js';

export default class StateUnlock extends StateCommand {
  static override summary = 'Remove the lock of a dead run, by its ID.';
  static override description =
    'Without the ID, it shows who holds the lock. If the run is still alive, it notices that it lost the lock and sends nothing more.';
  static override args = {
    id: Args.string({
      description: 'The ID of the lock, as shown without an ID.',
      ignoreStdin: true,
    }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(StateUnlock);
    const { settings } = await this.resolveSettings(flags);
    return this.withBackend(settings, async (backend) => {
      const owner = await backend.lock.owner();
      if (owner === null) {
        processConsole.result('The state is not locked.\n');
        return EXIT.done;
      }
      processConsole.result(`${escapeTerminal(describeOwner(lockOwnerOf(owner)))}\n`);
      if (args.id === undefined) {
        throw failureOf(LOCK_ID_NEEDED, {
          summary: 'unlocking needs the ID of the lock',
          fix: `If you are sure that the run is dead: \`corform state unlock ${owner.ID}\``,
        });
      }
      const result = await backend.lock.release(args.id);
      if (result.kind === 'not-owner') {
        throw failureOf(OTHER_LOCK_ID, {
          summary: 'the lock has another ID',
          fix: `If you are sure that the run is dead: \`corform state unlock ${result.owner.ID}\``,
        });
      }
      processConsole.result('Unlocked. The next apply recovers the run.\n');
      return EXIT.done;
    });
  }
}
