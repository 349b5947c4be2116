import { warningOf } from '../../core/errors/diagnostic.js';
import { OLDER_VERSIONS_PLAIN } from '../../core/errors/state-operations.js';
import { EXIT } from '../../cli/exit-codes.js';
import { lockFlags } from '../../cli/flags.js';
import { processConsole } from '../../cli/process-console.js';
import { StateCommand } from '../../cli/state-command.js';
import { random } from '../../cli/wire.js';
import { countPlainVersions } from '../../app/state/count-plain-versions.js';
import { countOf } from '../../core/text/phrase.js';

export default class StateRotate extends StateCommand {
  static override summary =
    'Encrypt the recorded state with a new passphrase, and give it a new key for digests.';
  static override description = `Set CORFORM_PASSPHRASE to the new passphrase and CORFORM_PASSPHRASE_PREVIOUS to the old one. The first
rotation of an unencrypted state needs no old one. Whoever had the old passphrase also had the key of the
digests, so corform renews it as well. Make and approve again all plans that were approved before.`;
  static override flags = lockFlags;

  async run(): Promise<number> {
    const { flags } = await this.parse(StateRotate);
    const { settings } = await this.resolveSettings(flags);
    const digestKey = random.hex(32);
    const state = await this.editState(settings, flags, 'OperationTypeStateRotate', (recorded) => ({
      value: { ...recorded, digest_key: digestKey },
      diagnostics: [],
    }));
    const { encrypts, plain } = await this.withBackend(settings, async (_, open) => ({
      encrypts: open.codec.encrypts,
      plain: await countPlainVersions(open.stored.store),
    }));
    processConsole.result(
      encrypts
        ? `Rotated: the state is encrypted with CORFORM_PASSPHRASE and has serial ${state.serial}.\n`
        : `Renewed the key of the digests; the state is not encrypted and has serial ${state.serial}.\n`,
    );
    if (encrypts && plain > 0) {
      this.notice(
        warningOf(OLDER_VERSIONS_PLAIN, {
          summary: `the backend still keeps ${countOf(plain, 'older version')} that ${plain === 1 ? 'is' : 'are'} not encrypted`,
        }),
      );
    }
    processConsole.result(
      'The backend still keeps older versions. Whoever has the old passphrase can still read them.\n',
    );
    return EXIT.done;
  }
}
