import type { Diagnostic, Outcome } from '../errors/diagnostic.js';
import type { Place } from '../model.js';

/** Why a path of the JSON leads to no single value. */
export type NotACell = 'list' | 'object' | 'number';

/** The text of a cell as the export has it, or why it is none. */
export type RawCell = string | { readonly not: NotACell };

/** One column of an export, or one path of a JSON. */
export interface Column {
  /** As people know it. */
  readonly name: string;
  /** Which one it is: equal references to one column have the same. */
  readonly key: string;
  readonly cell: (row: number) => RawCell;
}

/** An export as rows. What it was written in matters only for places and for how columns are named. */
export interface Table {
  readonly file: string;
  readonly kind: 'csv' | 'json';
  /** What separates the cells; null for JSON. */
  readonly delimiter: string | null;
  /** The key that the list of a JSON stands under; null for a list alone, and for a CSV. */
  readonly listKey: string | null;
  /** How many there are, without the header. */
  readonly rows: number;
  /** The names of all columns, for messages and counts. */
  readonly columns: readonly string[];
  /** The column of a reference, as it stands in braces. The diagnostics have no place. */
  readonly bind: (reference: string) => Outcome<Column>;
  /** Whether there is such a column, without a message. */
  readonly has: (reference: string) => boolean;
  /** How many cells of a row are filled, counted to two. */
  readonly filled: (row: number) => number;
  /** How many columns are not among these. */
  readonly unread: (used: readonly Column[]) => number;
  readonly placeOf: (row: number, column?: Column) => Place;
}

/** Where a cell stands, for a message. */
export function atCell(
  table: Table,
  row: number,
  column?: Column,
): Pick<Diagnostic, 'place' | 'path'> {
  return { place: table.placeOf(row, column), path: describeCell(row, column) };
}

/** Where a cell stands as people count: `row 13, column "Celular"`. */
export function describeCell(row: number, column?: Column): string {
  return column === undefined ? `row ${row + 1}` : `row ${row + 1}, column "${column.name}"`;
}
