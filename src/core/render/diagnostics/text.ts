import type { Diagnostic, Severity } from '../../errors/diagnostic.js';
import type { Place } from '../../model.js';
import { wrapText } from '../../text/wrap-text.js';
import { countOf } from '../../text/phrase.js';
import { escapeTerminal } from '../escape.js';
import { excerptOf } from './excerpt.js';
import type { ReadLine } from './excerpt.js';
import { worstOf } from './worst-of.js';

export interface DiagnosticTextOptions {
  /**
   * Shows the line of the file that a diagnostic is about. Null shows place and key path only, for logs
   * that others read: a line may hold what must not be published.
   */
  readonly excerpts: ReadLine | null;
  readonly color: boolean;
  /** How wide the terminal is. A log has no width: there, each part stays on one line. */
  readonly columns?: number;
}

/** SGR codes. The words say the same without colour. */
const COLORS: Readonly<Record<Severity, string>> = { error: '31', warning: '33', info: '36' };

/** A wider terminal shows no longer lines. */
const WIDEST = 100;

/** Nobody reads more at once, and a log must not be flooded. */
const MOST_SHOWN = 100;

/**
 * Diagnostics for people, in the given order, a blank line between two of them: of more than a hundred the
 * errors first, and the number of the others. Text of the diagnostics is escaped, and never at the start
 * of a line. Ends in a line end unless there is nothing to say.
 */
export function renderDiagnosticsText(
  diagnostics: readonly Diagnostic[],
  options: DiagnosticTextOptions,
): string {
  const { shown, leftOut } = worstOf(diagnostics, MOST_SHOWN);
  const texts = shown.map((diagnostic) => `${renderOne(diagnostic, options).join('\n')}\n`);
  if (leftOut.length > 0) texts.push(`… and ${describeRest(leftOut)}.\n`);
  return texts.join('\n');
}

/** `12 more errors and 3 more warnings`. */
function describeRest(diagnostics: readonly Diagnostic[]): string {
  return (['error', 'warning', 'info'] as const)
    .flatMap((severity) => {
      const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
      const noun = severity === 'info' ? 'note' : severity;
      return count === 0 ? [] : [countOf(count, `more ${noun}`)];
    })
    .join(' and ');
}

function renderOne(
  diagnostic: Diagnostic,
  { excerpts, color, columns = Infinity }: DiagnosticTextOptions,
): string[] {
  const { severity, code, summary, detail, place, path, fix, related = [] } = diagnostic;
  const paint = (text: string): string =>
    color ? `\u001b[1;${COLORS[severity]}m${text}\u001b[0m` : text;
  const where = path === undefined ? '' : ` (${escapeTerminal(path)})`;
  const shown = place === undefined ? [] : [`  --> ${formatPlace(place)}${where}`];
  const line = place && excerpts?.(place);
  const width = columns === Infinity ? columns : Math.min(columns, WIDEST);
  const fold = (text: string, indent: string, first: number): string =>
    wrapText(text, width - first).join(`\n${indent}`);
  const head = `${severity}[${code}]`;
  return [
    `${paint(head)}: ${fold(escapeTerminal(summary), '    ', head.length + 2)}`,
    ...shown,
    ...(place === undefined || line === undefined ? [] : renderExcerpt(line, place, paint)),
    ...(detail ?? '')
      .split('\n')
      .flatMap((text) => (text === '' ? [] : [`  = ${fold(escapeTerminal(text), '    ', 4)}`])),
    ...related.map((other) => `  = ${escapeTerminal(other.message)}: ${formatPlace(other.place)}`),
    ...(fix === undefined ? [] : [`  = fix: ${fold(escapeTerminal(fix), '    ', 9)}`]),
  ];
}

function renderExcerpt(line: string, place: Place, paint: (text: string) => string): string[] {
  const { text, indent } = excerptOf(line, place.column);
  const number = String(place.line);
  const margin = ' '.repeat(number.length);
  return [
    `  ${margin} |`,
    `  ${number} | ${text}`,
    `  ${margin} | ${' '.repeat(indent)}${paint('^')}`,
  ];
}

function formatPlace({ file, line, column }: Place): string {
  return `${escapeTerminal(file)}:${line}:${column}`;
}
