import * as Flags from '@oclif/core/flags';
import { EXIT } from '../../cli/exit-codes.js';
import { jsonFlag, withVariables } from '../../cli/flags.js';
import { processConsole } from '../../cli/process-console.js';
import { StateCommand } from '../../cli/state-command.js';
import { clock } from '../../cli/wire.js';
import { writeJson } from '../../core/render/escape.js';
import { renderHistoryJson } from '../../core/render/json/state.js';
import { renderHistory, renderVersions } from '../../core/render/text/state.js';

export default class StateHistory extends StateCommand {
  static override summary =
    'List the recorded runs, newest first: when, who, commit, digest, counts.';
  static override flags = {
    ...withVariables({
      versions: Flags.boolean({
        description: 'Lists the versions of the state that the backend keeps instead.',
      }),
    }),
    ...jsonFlag,
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(StateHistory);
    const { settings } = await this.resolveSettings(flags);
    // The versions are asked for when the state can't be read: they need none.
    if (flags.versions) {
      const versions = await this.withBackend(settings, (backend) => backend.store.versions());
      processConsole.result(flags.json ? writeJson({ versions }) : renderVersions(versions));
      return EXIT.done;
    }
    const { recorded, open } = await this.readState(settings);
    const { history } = recorded;
    processConsole.result(
      flags.json ? renderHistoryJson(history, open) : renderHistory(history, open, clock.now()),
    );
    return EXIT.done;
  }
}
