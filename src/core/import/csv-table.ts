import { AMBIGUOUS_COLUMN, UNKNOWN_COLUMN } from '../errors/import.js';
import { BAD_CSV, EXPORT_TOO_LARGE, RAGGED_ROW } from '../errors/export.js';
import { errorOf, hasErrors, refuse, type Diagnostic, type Outcome } from '../errors/diagnostic.js';
import type { Place } from '../model.js';
import { createSuggest } from '../text/suggest.js';
import { columnKey } from './column-names.js';
import { scanRows, type RowSpan } from './csv-places.js';
import { findHeader, type HeaderQuestion } from './find-header.js';
import { parseCsv } from './parse-csv.js';
import { describeCell, type Column, type Table } from './table.js';
import { placesIn } from './text-places.js';

export const MAX_ROWS = 200_000;
const MAX_COLUMNS = 500;
const MAX_CELL = 16 * 1024;

type Cells = readonly string[];

/** Reads a CSV. Rows that are cut off or too long are errors; rows above the header are left out. */
export function readCsvTable(question: HeaderQuestion): Outcome<Table> {
  const { file, text } = question;
  const [, named = '', lineEnd = ''] = /^"?sep=(.)"?(\r\n|\n|\r)/.exec(text) ?? [];
  const body = named === '' ? text : text.slice(text.indexOf(lineEnd) + lineEnd.length);
  const locate = placesIn(file, text);
  const header = findHeader({
    ...question,
    text: body,
    delimiter: question.delimiter ?? (named === '' ? null : named),
  });
  if (header.value === undefined) return { value: undefined, diagnostics: header.diagnostics };
  const { delimiter, row: headerRow } = header.value;
  const placeOf = placesOf(body, delimiter, (offset) => locate(offset + text.length - body.length));
  const parsed = parseCsv(body, delimiter);
  if ('fault' in parsed) {
    const { row, cell, kind } = parsed.fault;
    return refuse(BAD_CSV, {
      summary:
        kind === 'open-quote'
          ? 'A quote opens here but is never closed'
          : 'A quote is in the middle of a cell',
      place: placeOf(row, cell),
      path: describeCell(row - headerRow - 1),
    });
  }
  const names = parsed.rows
    .slice(headerRow, headerRow + 1)
    .flatMap((cells) => cells.map((name) => name.trim()));
  const rows = parsed.rows.slice(headerRow + 1);
  // The header is the row before the first one.
  const placeBelow: PlaceOfCell = (row, cell) => placeOf(row + headerRow + 1, cell);
  const diagnostics = checkSize(file, names, rows, placeBelow);
  if (hasErrors(diagnostics)) return { value: undefined, diagnostics };
  return { value: createTable({ file, delimiter, names, rows, placeOf: placeBelow }), diagnostics };
}

type PlaceOfCell = (row: number, cell: number) => Place;

function checkSize(
  file: string,
  names: Cells,
  rows: readonly Cells[],
  placeOf: PlaceOfCell,
): readonly Diagnostic[] {
  const tooLarge = (summary: string, place?: Place): Diagnostic =>
    errorOf(EXPORT_TOO_LARGE, { summary, ...(place && { place }) });
  if (names.length > MAX_COLUMNS) {
    return [tooLarge(`${file} has ${names.length} columns; the limit is 500`, placeOf(-1, 0))];
  }
  if (rows.length > MAX_ROWS) {
    return [tooLarge(`${file} has ${rows.length} rows; the limit is 200,000`)];
  }
  const found: Diagnostic[] = [];
  for (const [row, cells] of rows.entries()) {
    const long = cells.findIndex((cell) => cell.length > MAX_CELL);
    if (long !== -1) found.push(tooLarge('A cell is longer than 16 KiB', placeOf(row, long)));
    if (cells.length !== names.length) {
      const ragged = checkLength(names, cells);
      if (ragged !== undefined) {
        found.push(
          errorOf(RAGGED_ROW, {
            summary: ragged,
            place: placeOf(row, Math.min(cells.length, names.length) - 1),
            path: describeCell(row),
          }),
        );
      }
    }
  }
  return found;
}

/** Blank cells too many do no harm, and titles and totals are no rows of people. */
function checkLength(names: Cells, cells: Cells): string | undefined {
  if (cells.length > names.length) {
    if (cells.slice(names.length).every((cell) => cell.trim() === '')) return undefined;
  } else if (countFilled(cells) <= 1) return undefined;
  return `The row has ${cells.length} cells, the header has ${names.length}`;
}

/** The filled cells, counted to two. */
function countFilled(cells: Cells): number {
  let count = 0;
  for (const cell of cells) {
    if (cell.trim() !== '') count += 1;
    if (count === 2) break;
  }
  return count;
}

interface Parts {
  readonly file: string;
  readonly delimiter: string;
  readonly names: Cells;
  readonly rows: readonly Cells[];
  readonly placeOf: PlaceOfCell;
}

function createTable({ file, delimiter, names, rows, placeOf }: Parts): Table {
  const positions = new Map<string, readonly number[]>();
  for (const [at, name] of names.entries()) {
    const key = columnKey(name);
    if (key !== '') positions.set(key, [...(positions.get(key) ?? []), at]);
  }
  const filled = rows.map(countFilled);
  const columnAt = (at: number): Column => ({
    name: names[at] === '' ? `#${at + 1}` : String(names[at]),
    key: `#${at}`,
    // A row may be shorter than the header if it is a title or a total.
    cell: (row) => rows[row]?.[at] ?? '',
  });
  const positionsOf = (reference: string): readonly number[] => {
    const [, number] = /^#(\d{1,3})$/.exec(reference) ?? [];
    if (number === undefined) return positions.get(columnKey(reference)) ?? [];
    const at = Number(number) - 1;
    return at >= 0 && at < names.length ? [at] : [];
  };
  return {
    file,
    kind: 'csv',
    delimiter,
    listKey: null,
    rows: rows.length,
    columns: names,
    has: (reference) => positionsOf(reference).length === 1,
    unread: (used) => names.length - new Set(used.map(({ key }) => key)).size,
    filled: (row) => Number(filled[row]),
    placeOf: (row, column) => placeOf(row, Number(column?.key.slice(1) ?? 0)),
    bind: (reference) => {
      const found = positionsOf(reference);
      const [at] = found;
      if (at === undefined) return unknownColumn(reference, names, placeOf(-1, 0));
      return found.length > 1
        ? severalColumns(reference, found, placeOf(-1, at))
        : { value: columnAt(at), diagnostics: [] };
    },
  };
}

function unknownColumn(reference: string, names: Cells, place: Place): Outcome<Column> {
  const meant = createSuggest(names)(reference);
  return refuse(UNKNOWN_COLUMN, {
    summary: `The export has no column "${reference}"`,
    place,
    detail: `It has ${names.length}: ${names.slice(0, 30).join(', ')}${names.length > 30 ? ', …' : ''}.`,
    fix: meant && `Did you mean {${meant}}?`,
  });
}

function severalColumns(
  reference: string,
  found: readonly number[],
  place: Place,
): Outcome<Column> {
  const positions = found.map((at) => `{#${at + 1}}`);
  return refuse(AMBIGUOUS_COLUMN, {
    summary: `The export has ${found.length} columns named "${reference}"`,
    place,
    fix: `Use the position of the one you want: ${positions.join(' or ')}.`,
  });
}

/** Where rows and cells stand; looked for when it is first asked. */
function placesOf(text: string, delimiter: string, locate: (offset: number) => Place): PlaceOfCell {
  let rows: readonly RowSpan[] | undefined;
  return (row, cell) => {
    rows ??= [...scanRows(text, delimiter)];
    // Behind the last row, of a table without rows, there is none.
    const cells = rows[Math.min(row, rows.length - 1)]?.cells;
    return locate(Number(cells?.at(Math.min(cell, cells.length - 1))));
  };
}
