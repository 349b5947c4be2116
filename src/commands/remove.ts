import { editFlags, EditCommand } from '../cli/edit-command.js';

export default class Remove extends EditCommand {
  static override summary = 'Remove users from users.yaml.';
  static override description =
    'They stay in COR, because corform never deletes anybody. Protected users stay in users.yaml, too. Shows a diff, and writes with --write.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --ids-from leavers.txt',
    '<%= config.bin %> <%= command.id %> --only OKTA-USER-12345 --write',
  ];
  static override flags = editFlags;

  async run(): Promise<number> {
    const { flags } = await this.parse(Remove);
    const { settings } = await this.resolveSettings({ config: flags.config });
    return this.editUsers(settings, flags, { kind: 'remove' });
  }
}
