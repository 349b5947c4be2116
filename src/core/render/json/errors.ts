import type { Diagnostic } from '../../errors/diagnostic.js';
import { diagnosticsMember } from '../diagnostics/json.js';
import { stringifyForLog } from '../escape.js';

/** Renders why a command failed as one JSON document, for a command that was asked for JSON. */
export function renderErrorsJson(diagnostics: readonly Diagnostic[], exitCode: number): string {
  const document = { ...diagnosticsMember(diagnostics), exit_code: exitCode };
  return `${stringifyForLog(document)}\n`;
}
