import { errorOf } from '../../core/errors/diagnostic.js';
import { PUSHED_FILE_DAMAGED } from '../../core/errors/state-operations.js';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { pushState } from '../../app/state/push-state.js';
import { EXIT } from '../../cli/exit-codes.js';
import { lockFlags, withVariables } from '../../cli/flags.js';
import { processConsole } from '../../cli/process-console.js';
import { StateCommand } from '../../cli/state-command.js';
import { clock, localFiles } from '../../cli/wire.js';
import { Failure } from '../../core/errors/failure.js';
import type { RecordedState } from '../../core/model.js';
import { parseState } from '../../core/state/state-file.js';
import type { StateCodec } from '../../app/state/state-codec.js';

const MAX_STATE_BYTES = 512 * 1024 * 1024;

export default class StatePush extends StateCommand {
  static override summary =
    'Store a state from a file: a recovery file, or a copy from `state pull`.';
  static override description = `The file must be complete, have the stored lineage and a higher serial, and include the open run of
the stored state, if there is one. --force stores any complete state. It may be older than what was
sent, so the next apply sends every field again. Encrypted files are read with CORFORM_PASSPHRASE.`;
  static override args = {
    file: Args.string({ description: 'The file to store.', required: true, ignoreStdin: true }),
  };
  static override flags = {
    ...withVariables({
      force: Flags.boolean({
        description: 'Stores the file even if it does not follow the stored state.',
      }),
    }),
    ...lockFlags,
  };

  async run(): Promise<number> {
    const { flags, args } = await this.parse(StatePush);
    const { settings } = await this.resolveSettings(flags);
    const state = await this.withBackend(settings, async (backend, { codec }) =>
      pushState(
        { backend, clock },
        {
          pushed: await readStateFile(args.file, codec),
          force: flags.force,
          lock: await this.lockRequest(backend, flags, 'OperationTypeStatePush'),
          writtenBy: this.writer,
        },
        this.notice,
      ),
    );
    processConsole.result(
      state === null
        ? 'This state is already stored.\n'
        : `Stored. The state has serial ${state.serial}.\n`,
    );
    return EXIT.done;
  }
}

/** Throws Failure if the file is no whole state, or can't be decrypted. */
async function readStateFile(path: string, codec: StateCodec): Promise<RecordedState> {
  const bytes = await localFiles.read(path, { maxBytes: MAX_STATE_BYTES });
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const { value, diagnostics } = parseState(codec.decode(text));
  if (value !== undefined) return value;
  throw new Failure(
    diagnostics.map((found) => {
      const { fix } = PUSHED_FILE_DAMAGED;
      return errorOf(PUSHED_FILE_DAMAGED, { ...found, fix });
    }),
  );
}
