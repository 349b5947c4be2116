/** The only file that knows csv-parse. */
import { CsvError, parse } from 'csv-parse/sync';

/** Where the text breaks the rules of CSV: the index of the row and of the cell. */
export interface CsvFault {
  readonly row: number;
  readonly cell: number;
  readonly kind: 'open-quote' | 'bare-quote';
}

export type ParsedCsv =
  { readonly rows: readonly (readonly string[])[] } | { readonly fault: CsvFault };

/** Cuts a text into rows and cells, strictly: a quote in the middle of a cell is a fault. */
export function parseCsv(text: string, delimiter: string): ParsedCsv {
  try {
    const rows = parse(guardedCells(text, delimiter), {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: false,
    });
    return { rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { records, column, code } = error as CsvError & { records: number; column: number };
    const kind = code === 'CSV_QUOTE_NOT_CLOSED' ? 'open-quote' : 'bare-quote';
    return { fault: { row: records, cell: column, kind } };
  }
}

/** `="00123"` as a whole cell keeps Excel from taking it for a number; as CSV it needs quotes around it. */
function guardedCells(text: string, delimiter: string): string {
  if (!text.includes('="')) return text;
  const end = delimiter === '|' ? '\\|' : delimiter;
  const guarded = new RegExp(
    `(?<=^|[\\r\\n${end}])="([^"\\r\\n${end}]*)"(?=[\\r\\n${end}]|$)`,
    'g',
  );
  return text.replace(guarded, '"=""$1"""');
}
