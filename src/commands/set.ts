import * as Args from '@oclif/core/args';
import { editFlags, EditCommand, sharedFlags } from '../cli/edit-command.js';
import { checkValues } from '../core/edit/check-values.js';
import { parseAssignments } from '../core/edit/parse-arguments.js';
import { Failure, requireValue } from '../core/errors/failure.js';
import { hasErrors } from '../core/errors/diagnostic.js';

export default class Set extends EditCommand {
  static override summary = 'Set fields of many users in users.yaml.';
  static override description = 'Changes only these lines. Shows a diff, and writes with --write.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> daily_hours=7.5 --where department=Design',
    '<%= config.bin %> <%= command.id %> role_id=3 --only "OKTA-USER-12*" --write',
    '<%= config.bin %> <%= command.id %> daily_hours=6 --in profile:intern --write',
  ];
  static override strict = false;
  static override args = {
    assignment: Args.string({
      description: 'FIELD=VALUE, one or more.',
      ignoreStdin: true,
    }),
  };
  static override flags = { ...editFlags, ...sharedFlags };

  async run(): Promise<number> {
    const { flags, argv } = await this.parse(Set);
    const fields = requireValue(parseAssignments(argv as string[]));
    const { settings } = await this.resolveSettings({ config: flags.config });
    const shared = flags.in !== undefined;
    const problems = checkValues(fields, { shared, sensitive: settings.sensitive });
    if (hasErrors(problems)) throw new Failure(problems);
    return this.editFields(settings, flags, { kind: 'set', fields });
  }
}
