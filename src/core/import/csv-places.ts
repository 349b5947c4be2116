/** Where one row of a CSV text stands. */
export interface RowSpan {
  /** The offset of each cell. */
  readonly cells: readonly number[];
  /** The offset of the line end, or of the end of the text. */
  readonly end: number;
}

/**
 * The rows of a CSV text as the parser cuts them: by LF, CRLF or CR outside quotes. It checks nothing; it
 * finds the header before the delimiter is known, and places after the parser has spoken.
 */
export function* scanRows(text: string, delimiter: string): Generator<RowSpan> {
  let cells = [0];
  let isQuoted = false;
  let inQuotes = false;
  let cellStart = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') {
      if (at === cellStart) isQuoted = true;
      if (isQuoted) inQuotes = !inQuotes;
    } else if (inQuotes) {
      continue;
    } else if (char === delimiter) {
      cellStart = at + 1;
      cells.push(cellStart);
      isQuoted = false;
    } else if (char === '\n' || char === '\r') {
      yield { cells, end: at };
      if (char === '\r' && text[at + 1] === '\n') at += 1;
      cellStart = at + 1;
      cells = [cellStart];
      isQuoted = false;
    }
  }
  if (cellStart < text.length || cells.length > 1) yield { cells, end: text.length };
}

/** The texts of the cells of a row, without quotes. */
export function cellTexts(text: string, { cells, end }: RowSpan): readonly string[] {
  return cells.map((start, at) => {
    const cell = text.slice(start, (cells[at + 1] ?? end + 1) - 1);
    return cell.startsWith('"') ? cell.replace(/^"|"$/g, '').replaceAll('""', '"') : cell;
  });
}
