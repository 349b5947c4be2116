import { BaseCommand } from '../cli/base-command.js';
import { EXIT } from '../cli/exit-codes.js';
import { jsonFlag } from '../cli/flags.js';
import { processConsole } from '../cli/process-console.js';
import { shownSetting } from '../core/settings/resolve-settings.js';
import { escapeJsonDocument, escapeTerminal } from '../core/render/escape.js';

export default class ConfigCommand extends BaseCommand {
  static override summary = 'Show every setting with its value and its source.';
  static override flags = jsonFlag;

  async run(): Promise<number> {
    const { flags } = await this.parse(ConfigCommand);
    const resolved = await this.resolveSettings(flags);
    const rows = resolved.rows.map(shownSetting);
    if (flags.json) {
      processConsole.result(`${escapeJsonDocument(JSON.stringify(rows, null, 2))}\n`);
      return EXIT.done;
    }
    const shown = rows.map((row) => [row.key, JSON.stringify(row.value), row.origin, row.env]);
    const widths = [0, 1, 2].map((at) =>
      Math.max(...shown.map((cells) => (cells[at] ?? '').length)),
    );
    for (const cells of shown) {
      const line = cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ');
      processConsole.result(`${escapeTerminal(line.trimEnd())}\n`);
    }
    return EXIT.done;
  }
}
