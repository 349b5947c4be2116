/** The pages of help that are not about one command. */
import { wrapText } from '../core/text/wrap-text.js';
import { EXIT_MEANINGS } from './exit-codes.js';
import type { KnownCommands } from './known-commands.js';

/** The main commands in the order in which they are used. */
const MAIN = ['init', 'import', 'validate', 'plan', 'apply'];

/** What `corform` alone shows. `docs` is the folder of the documentation, as it was installed. */
export function renderStartPage(commands: KnownCommands, docs: string): string {
  const rest = [...commands.keys()].filter((name) => !MAIN.includes(name) && !name.includes(' '));
  const topics = [...commands.keys()].filter((name) => name.includes(' '));
  const width = Math.max(...[...commands.keys()].map((name) => name.length)) + 2;
  const list = (names: readonly string[]): string[] =>
    names.flatMap((name) => {
      const summary = commands.get(name)?.summary;
      return summary === undefined ? [] : [`  ${name.padEnd(width)}${summary}`];
    });
  return [
    'corform manages the users of COR (projectcor.com) the way Terraform manages infrastructure.',
    '',
    'Usage: corform COMMAND [FLAGS]',
    '',
    'Main commands, in the order of work:',
    ...list(MAIN),
    '',
    'Other commands:',
    ...list(rest),
    '',
    'The recorded state:',
    ...list(topics),
    '',
    'corform help COMMAND      shows the flags and examples of a command',
    'corform help exit-codes   shows what each exit code means',
    `Documentation             ${docs}`,
    '',
  ].join('\n');
}

/** What `corform help exit-codes` shows. */
export function renderExitCodes(): string {
  const width = Math.max(...EXIT_MEANINGS.map(([code]) => String(code).length)) + 2;
  const rows = EXIT_MEANINGS.flatMap(([code, meaning]) =>
    wrapText(meaning, 78 - width).map(
      (line, at) => `  ${(at === 0 ? String(code) : '').padEnd(width)}${line}`,
    ),
  );
  return ['Exit codes of every command:', '', ...rows, ''].join('\n');
}
