import type { Place } from '../model.js';

/** Turns an offset into a text (UTF-16 code units) into a place; lines end at LF, CRLF or CR alone. */
export function placesIn(file: string, text: string): (offset: number) => Place {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), (end) => end.index + end[0].length)];
    let line = 0;
    for (let above = starts.length; above - line > 1;) {
      const middle = (line + above) >>> 1;
      if (Number(starts[middle]) <= offset) line = middle;
      else above = middle;
    }
    return { file, line: line + 1, column: offset - Number(starts[line]) + 1 };
  };
}
