import type { Diagnostic } from '../../errors/diagnostic.js';
import type { Place } from '../../model.js';
import { writeJson } from '../escape.js';
import { worstOf } from './worst-of.js';

/**
 * Diagnostics in the shape of `terraform validate -json` (format 1.0), each with corform's code, key path
 * and fix in addition. Columns count UTF-16 code units. The counts are those of all of them.
 */
export function renderDiagnosticsJson(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: string): number =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const document = {
    format_version: '1.0',
    valid: count('error') === 0,
    error_count: count('error'),
    warning_count: count('warning'),
    ...diagnosticsMember(diagnostics),
  };
  return writeJson(document);
}

/** Renders why a command failed as one JSON document, for a command that was asked for JSON. */
export function renderErrorsJson(diagnostics: readonly Diagnostic[], exitCode: number): string {
  return writeJson({ ...diagnosticsMember(diagnostics), exit_code: exitCode });
}

/** How many diagnostics a document for programs holds. */
export const MOST_LISTED = 1_000;

/** Returns `diagnostics`, at most a thousand, the errors first if there are more, and then `left_out`. */
function diagnosticsMember(diagnostics: readonly Diagnostic[]): object {
  const { shown, leftOut } = worstOf(diagnostics, MOST_LISTED);
  return {
    diagnostics: shown.map(diagnosticMembers),
    ...(leftOut.length > 0 && { left_out: leftOut.length }),
  };
}

/** Returns one diagnostic as JSON has it, here and in the errors of every command. */
function diagnosticMembers(diagnostic: Diagnostic): object {
  const { severity, code, summary, detail, place, path, fix, related } = diagnostic;
  return {
    severity,
    code,
    summary,
    detail: detail ?? '',
    ...(place && { range: toRange(place) }),
    ...(path !== undefined && { path }),
    ...(fix !== undefined && { fix }),
    ...(related && {
      related: related.map((other) => ({
        message: other.message,
        range: toRange(other.place),
      })),
    }),
  };
}

function toRange({ file, line, column }: Place): unknown {
  return { filename: file, start: { line, column } };
}
