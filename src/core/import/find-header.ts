import { DELIMITER_TIE, NO_HEADER } from '../errors/export.js';
import { refuse, type Outcome } from '../errors/diagnostic.js';
import { columnKey } from './column-names.js';
import { cellTexts, scanRows, type RowSpan } from './csv-places.js';
import { placesIn } from './text-places.js';

/** Lines that may stand above the header are few. */
const HEAD_LINES = 10;

/** In the order in which they are named. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;

export interface HeaderQuestion {
  readonly file: string;
  readonly text: string;
  /** Names that a header of this export would have, as `columnKey` gives them. */
  readonly names: ReadonlySet<string>;
  /** Whether columns may go by position, so a header without any of the names is one all the same. */
  readonly byPosition: boolean;
  /** Null if it has to be found out. */
  readonly delimiter: string | null;
}

export interface Header {
  readonly delimiter: string;
  /** Rows above it. */
  readonly row: number;
}

interface HeaderCandidate {
  readonly row: number;
  readonly matches: number;
  readonly span: RowSpan;
}

/**
 * Finds the header: the first of ten lines with two known names, else the first with one. The delimiter
 * is what occurs most often in that line outside quotes; a tie is an error.
 */
export function findHeader(question: HeaderQuestion): Outcome<Header> {
  const { file, text } = question;
  const delimiters = question.delimiter === null ? DELIMITERS : [question.delimiter];
  const candidates = delimiters.flatMap((delimiter) => headLines(question, delimiter));
  const header = chooseHeader(candidates, question.byPosition);
  if (header === undefined) {
    return refuse(NO_HEADER, {
      summary: `None of the first ${HEAD_LINES} lines of ${file} is a header with known columns`,
      detail: `Looked for: ${[...question.names].slice(0, 15).join(', ')}, ….`,
      place: { file, line: 1, column: 1 },
      fix: 'Map the columns, for example --map "first_name={Nombre}", or name the delimiter with --delimiter.',
    });
  }
  if (question.delimiter !== null) {
    return { value: { delimiter: question.delimiter, row: header.row }, diagnostics: [] };
  }
  const line = text.slice(header.span.cells[0], header.span.end).replace(/"(?:[^"]|"")*"/g, '');
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length - 1);
  const most = Math.max(...counts);
  const [first = ',', second] = DELIMITERS.filter((_, at) => counts[at] === most);
  if (most > 0 && second !== undefined) {
    return refuse(DELIMITER_TIE, {
      summary: `The header of ${file} holds ${most} of ${nameOf(first)} and ${most} of ${nameOf(second)}, so either may be the delimiter`,
      place: placesIn(file, text)(Number(header.span.cells[0])),
      fix: `Name it: --delimiter ${nameOf(second)}`,
    });
  }
  return { value: { delimiter: first, row: header.row }, diagnostics: [] };
}

function headLines({ text, names }: HeaderQuestion, delimiter: string): readonly HeaderCandidate[] {
  const found: HeaderCandidate[] = [];
  for (const span of scanRows(text, delimiter)) {
    if (found.length === HEAD_LINES) break;
    const keys = new Set(cellTexts(text, span).map(columnKey));
    const matches = [...keys].filter((key) => names.has(key)).length;
    found.push({ row: found.length, matches, span });
  }
  return found;
}

function chooseHeader(
  candidates: readonly HeaderCandidate[],
  byPosition: boolean,
): HeaderCandidate | undefined {
  const inOrder = candidates.toSorted((a, b) => a.row - b.row || b.matches - a.matches);
  return (
    inOrder.find(({ matches }) => matches >= 2) ??
    inOrder.find(({ matches }) => matches === 1) ??
    (byPosition ? inOrder.find(({ span }) => span.end > Number(span.cells[0])) : undefined)
  );
}

/** As `--delimiter` takes it. */
function nameOf(delimiter: string): string {
  return delimiter === '\t' ? 'tab' : `"${delimiter}"`;
}
