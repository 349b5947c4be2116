import * as Flags from '@oclif/core/flags';
import { repairState, type RepairProposal } from '../../app/state/repair-state.js';
import { EXIT } from '../../cli/exit-codes.js';
import { lockFlags, withVariables } from '../../cli/flags.js';
import { processConsole } from '../../cli/process-console.js';
import { askForYes, nobodyToAsk } from '../../cli/prompt.js';
import { saveDamagedFile } from '../../cli/recovery-file.js';
import { StateCommand } from '../../cli/state-command.js';
import { clock, localFiles } from '../../cli/wire.js';
import { renderRepair } from '../../core/render/text/state.js';

export default class StateRepair extends StateCommand {
  static override summary =
    'Replace a damaged or lost state with the newest good version that the backend keeps.';
  static override description = `The damaged text is kept as a file. If corform may have recorded something after that version, every
field becomes unknown. The next apply sends all of them again, so record and COR agree.`;
  static override flags = {
    ...withVariables({
      'auto-approve': Flags.boolean({ description: 'Do not ask.' }),
    }),
    ...lockFlags,
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(StateRepair);
    const { settings } = await this.resolveSettings(flags);
    if (!flags['auto-approve'] && !process.stdin.isTTY) {
      throw nobodyToAsk(
        'Nothing was changed.',
        'Look at `corform state history --versions`, then: corform state repair --auto-approve',
      );
    }
    const result = await this.withBackend(settings, async (backend) =>
      repairState(
        { backend, clock },
        {
          lock: await this.lockRequest(backend, flags, 'OperationTypeStateRepair'),
          writtenBy: this.writer,
          confirm: (proposal) => this.confirm(proposal, flags['auto-approve']),
          keep: (text, serial) => saveDamagedFile(localFiles, text, serial),
        },
        this.notice,
      ),
    );
    switch (result.kind) {
      case 'declined':
        processConsole.result('\nNothing was changed.\n');
        return this.endedAs(EXIT.error);
      case 'good':
        processConsole.result(
          `The state is good (serial ${result.state.serial}). There is nothing to repair.\n`,
        );
        return EXIT.done;
      case 'repaired':
        processConsole.result(`\nRepaired. The state has serial ${result.state.serial}.\n`);
        if (result.kept !== null) {
          processConsole.result(`The damaged text is kept in ${result.kept}.\n`);
        }
        return EXIT.done;
    }
  }

  private async confirm(proposal: RepairProposal, approved: boolean): Promise<boolean> {
    this.showDiagnostics(proposal.damage);
    processConsole.result(renderRepair(proposal));
    return approved || (await askForYes(processConsole, this.stopping));
  }
}
