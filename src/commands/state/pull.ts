import { requireStored } from '../../app/state/require-state.js';
import { EXIT } from '../../cli/exit-codes.js';
import { printFile } from '../../cli/print-file.js';
import { StateCommand } from '../../cli/state-command.js';
import { escapeJsonDocument } from '../../core/render/escape.js';

export default class StatePull extends StateCommand {
  static override summary = 'Print the recorded state as it is stored, but decrypted.';
  static override description = `The state contains the data of all users, including sensitive fields, and the key of
the digests. Keep the output as safe as the state itself.`;
  static override examples = ['<%= config.bin %> <%= command.id %> > state-copy.json'];

  async run(): Promise<number> {
    const { flags } = await this.parse(StatePull);
    const { settings } = await this.resolveSettings(flags);
    return this.withBackend(settings, async (backend) => {
      // Damaged text must not pass for a copy of the state: it is refused.
      const { text } = await requireStored(backend);
      // The checksum covers every byte.
      printFile(
        text,
        escapeJsonDocument,
        'Write it to a file: corform state pull > state-copy.json',
      );
      return EXIT.done;
    });
  }
}
