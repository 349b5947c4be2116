import type { Place } from '../model.js';

/** Turns an offset into a text (UTF-16 code units) into a place. */
export type Locate = (offset: number) => Place;

/**
 * Promises the place of any offset of `text` in time logarithmic in its lines. Lines end at LF only.
 * Columns count UTF-16 code units from 1, as editors and SARIF's `utf16CodeUnits` do. The index is made
 * at the first question, because a file without problems may never be asked.
 */
export function indexLines(file: string, text: string): Locate {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    const line = lastAtMost(starts, offset);
    return { file, line: line + 1, column: offset - Number(starts[line]) + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lastAtMost(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (Number(sorted[middle]) <= wanted) low = middle;
    else high = middle;
  }
  return low;
}
