import type { Diagnostic } from '../../errors/diagnostic.js';
import type { Place } from '../../model.js';
import { stringifyForLog } from '../escape.js';

/**
 * Diagnostics in the shape of `terraform validate -json` (format 1.0), each with corform's code, key path
 * and fix in addition. Columns count UTF-16 code units.
 */
export function renderDiagnosticsJson(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: string): number =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const document = {
    format_version: '1.0',
    valid: count('error') === 0,
    error_count: count('error'),
    warning_count: count('warning'),
    diagnostics: diagnostics.map(diagnosticMembers),
  };
  return `${stringifyForLog(document)}\n`;
}

/** Returns one diagnostic as JSON has it, here and in the errors of every command. */
export function diagnosticMembers(diagnostic: Diagnostic): object {
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
