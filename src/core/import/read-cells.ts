import { NOTHING_TO_CUT } from '../errors/import.js';
import {
  DECODED_TWICE,
  FORMULA,
  LOST_CHARACTERS,
  LOST_DIGITS,
  NOT_A_CELL,
  SPREADSHEET_ERROR,
} from '../errors/export.js';
import { errorOf, warningOf, type Diagnostic } from '../errors/diagnostic.js';
import { countOf, countWith, formatCount } from '../text/phrase.js';
import { cleanCell, type CellFault, type Repairs, type Suspicion } from './clean-cell.js';
import type { Problems } from './problems.js';
import { comparable, type Written } from './mapping.js';
import { atCell, type Column, type NotACell, type Table } from './table.js';
import type { Expression, Pipe } from './template.js';

/** Reads what an expression says of a row. */
export interface ExpressionReader {
  /** The columns that it reads; none for a constant. */
  readonly columns: readonly Column[];
  /** The text, empty if it is empty; undefined if something was wrong with a cell, which is reported. */
  readonly read: (row: number) => string | undefined;
}

/** What reading cells needs, and what it leaves behind. */
export interface Reading {
  readonly table: Table;
  /** Texts that stand for an empty cell. */
  readonly blanks: ReadonlySet<string>;
  readonly repairs: Repairs;
  readonly problems: Problems;
}

export interface ExpressionUse {
  /** An id is empty if one of its columns is, a field if all of them are. */
  readonly emptyIf: 'one' | 'all';
  /** Whether its values must be in no message. */
  readonly isHidden: boolean;
}

/** Binds an expression to the columns of the export. A column that is not there is reported. */
export function bindExpression(
  { table, problems, ...reading }: Reading,
  written: Written<Expression>,
  use: ExpressionUse,
): ExpressionReader {
  const { template } = written.value;
  const parts = template.map((part) => {
    if (typeof part === 'string') return part;
    const column = bindColumn(table, problems, { ...written, value: part.reference });
    if (column === undefined) return '';
    return { column, read: cellReader({ ...reading, table, problems }, column, part.pipes, use) };
  });
  const holes = parts.filter((part) => typeof part !== 'string');
  const read = (row: number): string | undefined => {
    let text = '';
    let filled = 0;
    for (const part of parts) {
      const piece = typeof part === 'string' ? part : part.read(row);
      if (piece === undefined) return undefined;
      if (typeof part !== 'string' && piece !== '') filled += 1;
      text += piece;
    }
    if (holes.length > 0 && filled < (use.emptyIf === 'one' ? holes.length : 1)) return '';
    return parts.length === 1 ? text : text.replace(/ {2,}/g, ' ').trim();
  };
  return { columns: holes.map(({ column }) => column), read };
}

/** The column of a reference; undefined, and reported, if there is none. */
export function bindColumn(
  table: Table,
  problems: Problems,
  written: Written<string>,
): Column | undefined {
  const { value, diagnostics } = table.bind(written.value);
  for (const diagnostic of diagnostics) {
    const { name, place } = written.origin;
    const summary = place === undefined ? `${name}: ${diagnostic.summary}` : diagnostic.summary;
    problems.add({ ...diagnostic, summary, ...(place && { place, path: name }) });
  }
  return value;
}

function cellReader(
  { table, blanks, repairs, problems }: Reading,
  column: Column,
  pipes: readonly Pipe[],
  { isHidden }: ExpressionUse,
): (row: number) => string | undefined {
  const report = (row: number, fault: CellFault | NotACell, shown: string): void => {
    // Lost digits are a fault of the whole column.
    const key = [fault, column.key, fault === 'digits' ? '' : shown].join(' ');
    problems.count(key, (count) =>
      explainFault(fault, count, { table, column, row, shown: isHidden ? '' : ` (${shown})` }),
    );
  };
  return (row) => {
    const raw = column.cell(row);
    if (typeof raw !== 'string') {
      report(row, raw.not, raw.not);
      return undefined;
    }
    if (blanks.size > 0 && blanks.has(comparable(raw))) return '';
    const clean = cleanCell(raw, repairs);
    if (typeof clean === 'string') {
      report(row, clean, raw.trim().slice(0, 40));
      return undefined;
    }
    let { text } = clean;
    const { suspicion } = clean;
    if (suspicion !== null) {
      problems.count(suspicion, (count) =>
        explainSuspicion(suspicion, count, { table, column, row }),
      );
    }
    for (const pipe of pipes) {
      if (text === '') break;
      const isCut = pipe.kind === 'before' || pipe.kind === 'after';
      if (isCut && !text.includes(pipe.text)) {
        const shown = isHidden ? '' : ` (${text})`;
        problems.add(nothingToCut(pipe.text, { table, column, row, shown }));
        return undefined;
      }
      text = applyPipe(text, pipe);
    }
    return text;
  };
}

function applyPipe(text: string, pipe: Pipe): string {
  switch (pipe.kind) {
    case 'trim':
      return text.trim();
    case 'upper':
      return text.toUpperCase();
    case 'lower':
      return text.toLowerCase();
    case 'digits':
      return text.replace(/\D/g, '');
    case 'pad':
      return text.padStart(pipe.width, '0');
    case 'before':
      return text.slice(0, text.indexOf(pipe.text)).trim();
    case 'after':
      return text.slice(text.indexOf(pipe.text) + pipe.text.length).trim();
  }
}

interface CellPlace {
  readonly table: Table;
  readonly column: Column;
  readonly row: number;
}

interface CellCase extends CellPlace {
  /** The text of the cell in brackets, or nothing. */
  readonly shown: string;
}

function nothingToCut(text: string, found: CellCase): Diagnostic {
  return errorOf(NOTHING_TO_CUT, {
    summary: `The cell has no ${JSON.stringify(text)} to cut at${found.shown}`,
    ...atCell(found.table, found.row, found.column),
  });
}

function explainSuspicion(suspicion: Suspicion, count: number, found: CellPlace): Diagnostic {
  return suspicion === 'decoded twice'
    ? warningOf(DECODED_TWICE, {
        summary: `${countWith(count, 'cell', 'look')} decoded twice, as "MuÃ±oz" for "Muñoz"`,
        ...atCell(found.table, found.row, found.column),
      })
    : warningOf(LOST_CHARACTERS, {
        summary: `${countWith(count, 'cell', 'hold')} a question mark between letters, as "Mu?oz" for "Muñoz"`,
        ...atCell(found.table, found.row, found.column),
      });
}

function explainFault(fault: CellFault | NotACell, count: number, found: CellCase): Diagnostic {
  const { column, shown } = found;
  const name = JSON.stringify(column.name);
  const cells = `${countOf(count, 'cell')} of ${name}`;
  const verb = (many: string): string => (count === 1 ? `${many}s` : many);
  switch (fault) {
    case 'digits':
      return errorOf(LOST_DIGITS, {
        summary: `The digits of ${cells} are gone${shown}: the spreadsheet treated the column as numbers`,
        ...atCell(found.table, found.row, found.column),
      });
    case 'formula':
      return errorOf(FORMULA, {
        summary: `${cells} ${verb('begin')} like a formula${shown}`,
        ...atCell(found.table, found.row, found.column),
      });
    case 'error':
      return errorOf(SPREADSHEET_ERROR, {
        summary: `${cells} ${verb('hold')} the error of a spreadsheet${shown}`,
        ...atCell(found.table, found.row, found.column),
      });
    case 'replacement':
      return errorOf(LOST_CHARACTERS, {
        summary: `${cells} ${verb('hold')} a replacement character${shown}: the original character is lost`,
        ...atCell(found.table, found.row, found.column),
      });
    case 'list':
    case 'object':
    case 'number':
      return errorOf(NOT_A_CELL, {
        summary: `${name} is ${NOT_ONE_VALUE[fault]} in ${count === 1 ? '1 entry' : `${formatCount(count)} entries`}`,
        ...atCell(found.table, found.row, found.column),
        fix: fault === 'number' ? 'Write it as a text, in quotes.' : undefined,
      });
  }
}

const NOT_ONE_VALUE: Readonly<Record<NotACell, string>> = {
  list: 'a list of several values',
  object: 'an object',
  number: 'a number with more digits than JSON keeps',
};
