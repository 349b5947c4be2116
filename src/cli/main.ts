import { CRASHED, OUTPUT_NOT_WRITTEN } from '../core/errors/command.js';
import { errorOf, hasErrors, type Diagnostic } from '../core/errors/diagnostic.js';
import * as Errors from '@oclif/core/errors';
import { run } from '@oclif/core/run';
import { join } from 'node:path';
import { Failure } from '../core/errors/failure.js';
import { renderDiagnosticsText } from '../core/render/diagnostics/text.js';
import { escapeTerminal } from '../core/render/escape.js';
import { renderErrorsJson } from '../core/render/diagnostics/json.js';
import { diagnosticEvent, writeUiEvent } from '../core/render/json/ui-events.js';
import { readCommandLine } from './command-line.js';
import { knownCommands } from './known-commands.js';
import { renderExitCodes, renderStartPage } from './help-pages.js';
import { explainOclif } from './oclif-errors.js';
import { openProgram } from './program.js';
import { processConsole } from './process-console.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import { SilentEnd } from './silent-end.js';
import { leaveRuns } from './interrupts.js';
import { checkNodeSettings, keepReportsSafe } from './node-settings.js';
import { columnsOf, wantsColor } from './color.js';
import { wantsJson } from './wants-json.js';

/**
 * Runs the command line of this process and ends the process with its exit code: the one place where an exit
 * code is set. `root` is the folder of package.json, oclif's manifest and the commands.
 */
export async function main(root: string): Promise<void> {
  const fault: { code: number | null } = { code: null };
  const onFault = (error: unknown): void => {
    if (fault.code !== null) process.exit(fault.code);
    fault.code = explain(error);
    // A run that is left by itself records what it knows.
    if (!leaveRuns(() => endWith(EXIT.unknownOutcomes))) endWith(fault.code);
  };
  processConsole.listen();
  process.on('uncaughtException', onFault);
  process.on('unhandledRejection', onFault);
  let code: number;
  try {
    code = await runCommandLine(process.argv.slice(2), root);
  } catch (error) {
    code = explain(error);
  }
  await processConsole.flush();
  process.exit(afterOutput(code === EXIT.done ? (fault.code ?? code) : code));
}

async function runCommandLine(argv: readonly string[], root: string): Promise<number> {
  keepReportsSafe(process.report);
  const problems = checkNodeSettings(process.env);
  if (hasErrors(problems)) throw new Failure(problems);
  if (problems.length > 0) processConsole.note(renderPlainly(problems));
  const program = openProgram(root);
  const commands = knownCommands(program.commands);
  const asked = readCommandLine(argv, commands);
  switch (asked.kind) {
    case 'start-page':
      processConsole.result(renderStartPage(commands, escapeTerminal(join(root, '../docs'))));
      return EXIT.done;
    case 'exit-codes':
      processConsole.result(renderExitCodes());
      return EXIT.done;
    case 'refused':
      throw new Failure(asked.problem);
    case 'run': {
      const plugins = new Map([[program.name, program]]);
      const result: unknown = await run([...asked.argv], { root, plugins });
      return typeof result === 'number' ? result : EXIT.done;
    }
  }
}

/** How long an emergency end waits for streams that nobody may be reading. */
const LAST_WORDS_MS = 1_000;

function endWith(code: number): void {
  const exit = (): never => process.exit(code);
  setTimeout(exit, LAST_WORDS_MS);
  void processConsole.flush().then(exit);
}

/** Reports what went wrong on stderr and returns the exit code that belongs to it. */
export function explain(error: unknown): number {
  if (error instanceof Failure) return tell(error.diagnostics, exitCodeOf(error.kind));
  if (error instanceof SilentEnd) return tell(error.diagnostics, error.exitCode);
  if (error instanceof Errors.ExitError) return error.oclif.exit === 0 ? EXIT.done : EXIT.error;
  if (error instanceof Errors.CLIError) {
    return explain(new Failure(explainOclif(error.message)));
  }
  processConsole.note(describeBug(error));
  if (!wantsJson()) return EXIT.error;
  return tell([errorOf(CRASHED, { summary: 'corform crashed. This is a bug.' })], EXIT.error);
}

function renderPlainly(diagnostics: readonly Diagnostic[]): string {
  return renderDiagnosticsText(diagnostics, {
    color: wantsColor(process.stderr),
    columns: columnsOf(process.stderr),
    excerpts: null,
  });
}

/** Shows diagnostics where the command was asked to: for people on stderr, for programs on stdout. */
function tell(diagnostics: readonly Diagnostic[], exitCode: number): number {
  if (diagnostics.length === 0) return exitCode;
  if (!wantsJson()) {
    processConsole.note(renderPlainly(diagnostics));
  } else if (process.argv[2] === 'apply') {
    const now = new Date().toISOString();
    processConsole.results(diagnostics.map((found) => writeUiEvent(diagnosticEvent(found), now)));
  } else {
    processConsole.result(renderErrorsJson(diagnostics, exitCode));
  }
  return exitCode;
}

/** A result that did not get through as a whole is no success; a reader that left early is fine. */
function afterOutput(code: number): number {
  const lost = processConsole.lost();
  if (lost === null || lost.code === 'EPIPE') return code;
  processConsole.note(
    `Error: ${OUTPUT_NOT_WRITTEN.code}: the output could not be written (${String(lost.code)})\n`,
  );
  const isTheResult = !processConsole.isOnRecord && (code === EXIT.done || code === EXIT.changes);
  return isTheResult ? EXIT.error : code;
}

/** Reports only the class and our own stack of a bug, because its message might contain secrets. */
function describeBug(error: unknown): string {
  return [
    `Error: ${CRASHED.code}: corform crashed. This is a bug (${escapeTerminal(classOf(error))}).`,
    ...framesOf(error).slice(0, 8).map(escapeTerminal),
    'Please report it together with the lines above. No record is lost: run the command again.',
    '',
  ].join('\n');
}

function classOf(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}

/** A stack begins with the message, which may have lines that look like frames. */
function framesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const stack = error.stack ?? '';
  const messageAt = stack.indexOf(error.message);
  const frames = messageAt < 0 ? '' : stack.slice(messageAt + error.message.length);
  return frames.split('\n').filter((line) => /^ {4}at /.test(line));
}
