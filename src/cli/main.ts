import { Errors, run } from '@oclif/core';
import { Failure } from '../core/failure.js';
import { renderDiagnosticsText } from '../core/render/diagnostics-text.js';
import { escapeTerminal } from '../core/render/escape.js';
import { processConsole } from './process-console.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import { SilentEnd } from './base-command.js';
import { wantsColor } from './color.js';

/**
 * Runs the command line of this process and ends the process with the exit code of design: the one
 * place where an exit code is set. `location` is the URL of the start script, from which oclif finds
 * package.json.
 */
export async function main(location: string): Promise<void> {
  process.on('uncaughtException', endAtOnce);
  process.on('unhandledRejection', endAtOnce);
  let code: number;
  try {
    const result: unknown = await run(process.argv.slice(2), location);
    code = typeof result === 'number' ? result : EXIT.done;
  } catch (error) {
    code = explain(error);
  }
  await processConsole.flush();
  process.exit(afterOutput(code));
}

/** Tells what went wrong on stderr and returns the exit code that belongs to it. */
export function explain(error: unknown): number {
  if (error instanceof Failure) {
    const text = renderDiagnosticsText(error.diagnostics, {
      color: wantsColor(process.stderr),
      excerpts: null,
    });
    processConsole.note(text);
    return exitCodeOf(error.kind);
  }
  if (error instanceof SilentEnd) return error.exitCode;
  if (error instanceof Errors.ExitError) return error.oclif.exit === 0 ? EXIT.done : EXIT.error;
  if (error instanceof Errors.CLIError) {
    processConsole.note(`Error: ${escapeLines(error.message)}\n`);
    return EXIT.usage;
  }
  processConsole.note(describeBug(error));
  return EXIT.error;
}

/** A result that did not get through as a whole is no success; a reader that left early is fine. */
function afterOutput(code: number): number {
  const lost = processConsole.lost();
  if (lost === null || lost.code === 'EPIPE') return code;
  processConsole.note(`Error: CF602: the output could not be written (${String(lost.code)})\n`);
  return code === EXIT.done || code === EXIT.changes ? EXIT.error : code;
}

function endAtOnce(error: unknown): void {
  process.exitCode = explain(error);
  void processConsole.flush().then(() => process.exit());
}

/** Of a bug only the class and our own stack are told: the message might carry what must not be seen. */
function describeBug(error: unknown): string {
  const name = error instanceof Error ? error.name : typeof error;
  const frames =
    error instanceof Error
      ? (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '))
      : [];
  return [
    `Error: CF600: corform ended by a fault of its own (${escapeTerminal(name)}).`,
    ...frames.slice(0, 8).map(escapeTerminal),
    'Please report it together with the lines above. Nothing recorded is lost: run the command again.',
    '',
  ].join('\n');
}

function escapeLines(text: string): string {
  return text.split('\n').map(escapeTerminal).join('\n');
}
