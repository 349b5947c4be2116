import { BaseCommand } from '../cli/base-command.js';
import { EXIT } from '../cli/exit-codes.js';
import { jsonFlag } from '../cli/flags.js';
import { processConsole } from '../cli/process-console.js';
import { shownSetting } from '../core/settings/resolve-settings.js';
import { alignColumns } from '../core/render/text/columns.js';
import { escapeTerminal, writeJson } from '../core/render/escape.js';

export default class ConfigCommand extends BaseCommand {
  static override summary = 'Show every setting with its value and its source.';
  static override flags = jsonFlag;

  async run(): Promise<number> {
    const { flags } = await this.parse(ConfigCommand);
    const resolved = await this.resolveSettings(flags);
    const rows = resolved.rows.map(shownSetting);
    if (flags.json) {
      processConsole.result(writeJson(rows));
      return EXIT.done;
    }
    const cells = rows.map(({ key, value, origin, env }) =>
      [key, JSON.stringify(value), origin, env].map(escapeTerminal),
    );
    processConsole.result(alignColumns(cells));
    return EXIT.done;
  }
}
