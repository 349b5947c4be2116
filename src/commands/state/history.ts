import { EXIT } from '../../cli/exit-codes.js';
import { processConsole } from '../../cli/process-console.js';
import { StateCommand } from '../../cli/state-command.js';
import { renderHistory } from '../../core/render/state-text.js';

export default class StateHistory extends StateCommand {
  static override summary =
    'List the recorded runs, the newest first: when, who, commit, digest, counts.';

  async run(): Promise<number> {
    const { flags } = await this.parse(StateHistory);
    const { settings } = await this.resolveSettings(flags);
    const { recorded } = await this.readState(settings);
    processConsole.result(renderHistory(recorded.history));
    return EXIT.done;
  }
}
