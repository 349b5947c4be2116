/** The only file that knows csv-parse. */
import { parse, type CsvError } from 'csv-parse/sync';
import { scanRows } from './csv-places.js';

/** Where the text breaks the rules of CSV: the index of the row and of the cell. */
export interface CsvFault {
  readonly row: number;
  readonly cell: number;
  readonly kind: 'open-quote' | 'bare-quote';
}

export type ParsedCsv =
  { readonly rows: readonly (readonly string[])[] } | { readonly fault: CsvFault };

/**
 * Cuts a text into rows and cells, strictly: a quote in the middle of a cell is a fault. Only `="00123"` as a
 * whole cell is taken without quotes around it: programs write it so to keep Excel from losing the zeros.
 */
export function parseCsv(text: string, delimiter: string): ParsedCsv {
  const parsed = parseStrictly(text, delimiter);
  if (!('fault' in parsed) || parsed.fault.kind !== 'bare-quote') return parsed;
  return parseStrictly(quoteGuards(text, delimiter), delimiter);
}

function parseStrictly(text: string, delimiter: string): ParsedCsv {
  try {
    const rows = parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: false,
    });
    return { rows };
  } catch (error) {
    // It throws nothing else.
    const { records, column, code } = error as CsvError & { records: number; column: number };
    const kind = code === 'CSV_QUOTE_NOT_CLOSED' ? 'open-quote' : 'bare-quote';
    return { fault: { row: records, cell: column, kind } };
  }
}

function quoteGuards(text: string, delimiter: string): string {
  let quoted = '';
  let done = 0;
  for (const { cells, end } of scanRows(text, delimiter)) {
    for (const [at, start] of cells.entries()) {
      const cell = text.slice(start, (cells[at + 1] ?? end + 1) - 1);
      const [, inside] = /^="([^"]*)"$/.exec(cell) ?? [];
      if (inside === undefined) continue;
      quoted += `${text.slice(done, start)}"=""${inside}"""`;
      done = start + cell.length;
    }
  }
  return quoted + text.slice(done);
}
