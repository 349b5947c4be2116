import * as Args from '@oclif/core/args';
import { editFlags, EditCommand, sharedFlags } from '../cli/edit-command.js';
import { parseFields } from '../core/edit/parse-arguments.js';
import { requireValue } from '../core/errors/failure.js';

export default class Unset extends EditCommand {
  static override summary = 'Remove fields from users in users.yaml.';
  static override description =
    'Then the profile or the default gives the value. Without either, the field is no longer managed, and COR keeps its value. Shows a diff, and writes with --write.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> phone --all',
    '<%= config.bin %> <%= command.id %> daily_hours --where department=Design --write',
  ];
  static override strict = false;
  static override args = {
    field: Args.string({ description: 'The fields, one or more.', ignoreStdin: true }),
  };
  static override flags = { ...editFlags, ...sharedFlags };

  async run(): Promise<number> {
    const { flags, argv } = await this.parse(Unset);
    const fields = requireValue(parseFields(argv as string[]));
    const { settings } = await this.resolveSettings({ config: flags.config });
    return this.editFields(settings, flags, { kind: 'unset', fields });
  }
}
