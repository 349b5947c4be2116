import type { Place } from '../model.js';

/** Turns an offset into a text (UTF-16 code units) into a place. */
export type Locate = (offset: number) => Place;

/**
 * Promises the place of any offset of `text` in time logarithmic in its lines. Lines end at LF only.
 * Columns count UTF-16 code units from 1, as editors and SARIF's `utf16CodeUnits` do. The places of all users are
 * asked for in their order, which takes one walk through the text; the index is made at the first step back.
 */
export function indexLines(file: string, text: string): Locate {
  let starts: readonly number[] | undefined;
  let line = 0;
  let start = 0;
  let end = endOfLine(text, 0);
  return (offset) => {
    if (offset < start) starts ??= lineStarts(text);
    if (starts !== undefined) {
      line = lineAt(starts, offset);
      start = Number(starts[line]);
    } else {
      for (; end < offset; end = endOfLine(text, start)) {
        line += 1;
        start = end + 1;
      }
    }
    return { file, line: line + 1, column: offset - start + 1 };
  };
}

/** The offset of the line end at or behind `from`, or the end of the text. */
export function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** The offset of the first character of each line. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The line of an offset, both from 0, among lines that start at `starts`. */
export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (Number(starts[middle]) <= offset) low = middle;
    else high = middle;
  }
  return low;
}
