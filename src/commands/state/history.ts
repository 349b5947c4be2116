import * as Flags from '@oclif/core/flags';
import type { ReadState } from '../../app/state/read-state.js';
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
      : renderRuns(await this.readState(settings));
    processConsole.result(text);
    return EXIT.done;
  }
}

/** What recovery made of an open run is not recorded yet. */
function renderRuns({ recorded, recovery, worker }: ReadState): string {
  if (recovery === null) return renderHistory(recorded.history);
  const { run: id, startedAt, who } = recovery;
  const state = worker === null ? 'died' : worker === 'unknown' ? 'unclear' : 'running';
  return renderHistory(recorded.history.slice(0, -1), { id, startedAt, who, state });
}
