import * as Flags from '@oclif/core/flags';
import { migrateState } from '../../app/state/migrate-state.js';
import { EXIT } from '../../cli/exit-codes.js';
import { lockFlags, withVariables } from '../../cli/flags.js';
import { processConsole } from '../../cli/process-console.js';
import { StateCommand } from '../../cli/state-command.js';
import { clock } from '../../cli/wire.js';
import { requireValue } from '../../core/errors/failure.js';
import { escapeTerminal } from '../../core/render/escape.js';
import { resolveOldSettings } from '../../core/settings/old-settings.js';
import type { Settings } from '../../core/settings/settings.js';

export default class StateMigrate extends StateCommand {
  static override summary = 'Move the recorded state to the backend in the current settings.';
  static override description = `First change \`state:\` in corform.yaml, and keep the old file under another name. --from reads from it
where the state was. The new place must be empty. Lineage, serial and history stay. A note in the old place
says where the state went, so nobody continues with the old record.`;
  static override examples = [
    'git show HEAD:corform.yaml > old-corform.yaml && <%= config.bin %> <%= command.id %> --from old-corform.yaml',
  ];
  static override flags = {
    ...withVariables({
      from: Flags.string({
        description: 'A settings file whose `state:` names the place of the state before the move.',
        required: true,
      }),
    }),
    ...lockFlags,
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(StateMigrate);
    const { settings } = await this.resolveSettings(flags);
    const old = await this.oldSettings(flags.from);
    const state = await this.withBackend(old, (fromBackend) =>
      this.withBackend(settings, async (toBackend) =>
        migrateState(
          { clock },
          {
            from: {
              backend: fromBackend,
              lock: await this.lockRequest(fromBackend, flags, OPERATION),
            },
            to: { backend: toBackend, lock: await this.lockRequest(toBackend, flags, OPERATION) },
            writtenBy: this.writer,
          },
          this.notice,
        ).then((moved) => ({
          moved,
          from: fromBackend.traits.location,
          to: toBackend.traits.location,
        })),
      ),
    );
    processConsole.result(
      [
        `Moved the state, serial ${state.moved.serial}, lineage ${escapeTerminal(state.moved.lineage)}.`,
        `  from ${escapeTerminal(state.from)}, which now says where it went`,
        `  to   ${escapeTerminal(state.to)}`,
        '',
      ].join('\n'),
    );
    return EXIT.done;
  }

  private async oldSettings(path: string): Promise<Settings> {
    const file = await this.readConfigFile(path);
    return requireValue(resolveOldSettings(file, process.env)).settings;
  }
}

const OPERATION = 'OperationTypeStateMigrate';
