import { fstatSync } from 'node:fs';
import { STDOUT_COMMANDS_CI } from '../core/errors/command.js';
import { failureOf } from '../core/errors/failure.js';
import { hasLogCommand } from '../core/render/escape.js';
import { isCi } from './ci.js';
import { processConsole } from './process-console.js';

/**
 * Prints the text of a file: to a file or a program byte for byte, to a terminal escaped. Throws Failure in CI for text
 * that a log would take for a command, unless stdout is a file: docs/decisions/0020-stdout-as-a-file.md.
 */
export function printFile(text: string, escape: (text: string) => string, fix: string): void {
  if (isCi() && mayBeLog() && hasLogCommand(text)) {
    throw failureOf(STDOUT_COMMANDS_CI, {
      summary:
        'The text holds what a CI system takes for a command, such as ##vso[…] or ::error::.',
      detail: 'Nothing was printed, because stdout may be the log of this CI run.',
      fix,
    });
  }
  processConsole.result(process.stdout.isTTY ? escape(text) : text);
}

/** A pipe may lead to a log or to a program. A terminal is escaped, and nobody reads a file as a log. */
function mayBeLog(): boolean {
  const stdout = fstatSync(process.stdout.fd);
  return stdout.isFIFO() || stdout.isSocket();
}
