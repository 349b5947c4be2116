import * as Flags from '@oclif/core/flags';
import { EXIT } from '../../cli/exit-codes.js';
import { processConsole } from '../../cli/process-console.js';
import { StateCommand } from '../../cli/state-command.js';
import { renderHistory, renderVersions } from '../../core/render/text/state.js';

export default class StateHistory extends StateCommand {
  static override summary =
    'List the recorded runs, the newest first: when, who, commit, digest, counts.';
  static override flags = {
    versions: Flags.boolean({
      description: 'List the versions of the state that the backend keeps instead.',
      env: 'CORFORM_VERSIONS',
    }),
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(StateHistory);
    const { settings } = await this.resolveSettings(flags);
    // The versions are asked for when the state can't be read: they need none.
    const text = flags.versions
      ? renderVersions(await this.withBackend(settings, (backend) => backend.store.versions()))
      : renderHistory((await this.readState(settings)).recorded.history);
    processConsole.result(text);
    return EXIT.done;
  }
}
