import { escapeTerminal } from '../escape.js';

/** What a spreadsheet takes for a formula at the start of a cell. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * One cell of a CSV file (RFC 4180), on one line and without invisible characters, for it may be printed. A text
 * that a spreadsheet would run as a formula gets an apostrophe in front.
 */
export function showCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = escapeTerminal(FORMULA.test(value) ? `'${value}` : value);
  return /[",;\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
