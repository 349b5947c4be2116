import type { Place } from '../model.js';
import { lineAt } from '../yaml/line-index.js';

/** Turns an offset into a text (UTF-16 code units) into a place; lines end at LF, CRLF or CR alone. */
export function placesIn(file: string, text: string): (offset: number) => Place {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), (end) => end.index + end[0].length)];
    const line = lineAt(starts, offset);
    return { file, line: line + 1, column: offset - Number(starts[line]) + 1 };
  };
}
