import type { Diagnostic } from '../../errors/diagnostic.js';
import { renderDiagnosticsText, type DiagnosticTextOptions } from '../diagnostics/text.js';
import { overrideOf } from '../override.js';

/** Renders what stops an apply, and below several limits the one flag that lets the plan pass them all. */
export function renderStops(
  diagnostics: readonly Diagnostic[],
  options: Omit<DiagnosticTextOptions, 'excerpts'>,
): string {
  const text = renderDiagnosticsText(diagnostics, { ...options, excerpts: null });
  const override = overrideOf(diagnostics);
  const isSeveral = override?.includes(',') === true;
  return isSeveral ? `${text}\nFor all of them: --allow ${override}\n` : text;
}
