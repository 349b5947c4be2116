import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.js';
import { EXIT } from '../cli/exit-codes.js';
import { processConsole } from '../cli/process-console.js';
import { readSchema, SCHEMA_NAMES, type SchemaName } from '../core/schema/published-schemas.js';

export default class Schema extends BaseCommand {
  static override summary = 'Print a published JSON Schema.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> users > schemas/users.v1.schema.json',
  ];
  static override args = {
    name: Args.string({
      description: 'The format to describe.',
      options: SCHEMA_NAMES,
      default: 'users',
      ignoreStdin: true,
    }),
  };

  async run(): Promise<number> {
    const { args } = await this.parse(Schema);
    processConsole.result(readSchema(args.name as SchemaName));
    return EXIT.done;
  }
}
