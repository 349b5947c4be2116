import type { Place } from '../../model.js';
import { widthOf } from '../../text/width.js';
import { escapeTerminal } from '../escape.js';

/** The line of a place as it is in the file, or undefined if it is not known. */
export type ReadLine = (place: Place) => string | undefined;

/** How much of a long line is shown on either side of the place, in UTF-16 code units. */
const REACH = 60;

/**
 * Reads lines out of the bytes that the diagnostics are about. A file is taken apart at the first
 * question only; bytes that are not UTF-8 show as U+FFFD.
 */
export function createReadLine(
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): ReadLine {
  const bytesOf = new Map(files.map(({ name, bytes }) => [name, bytes]));
  const linesOf = new Map<string, readonly string[]>();
  return ({ file, line }) => {
    const bytes = bytesOf.get(file);
    if (bytes === undefined) return undefined;
    const lines = linesOf.get(file) ?? new TextDecoder().decode(bytes).split(/\r?\n/);
    linesOf.set(file, lines);
    return lines[line - 1];
  };
}

export interface Excerpt {
  /** Escaped, and clipped around the place. */
  readonly text: string;
  /** How many columns of a terminal lie before the place. */
  readonly indent: number;
}

/** `column` counts UTF-16 code units from 1. The work does not grow with the length of the line. */
export function excerptOf(line: string, column: number): Excerpt {
  const at = boundary(line, column - 1);
  const from = boundary(line, Math.max(0, at - REACH));
  const to = boundary(line, at + REACH);
  const lead = from > 0 ? '…' : '';
  const before = lead + escapeTerminal(line.slice(from, at));
  const after = escapeTerminal(line.slice(at, to)) + (to < line.length ? '…' : '');
  return { text: before + after, indent: widthOf(before) };
}

/** Moves a cut out of the middle of a surrogate pair. */
function boundary(line: string, at: number): number {
  const pair = Number(line.codePointAt(at - 1)) > 0xffff;
  return pair ? at + 1 : at;
}
