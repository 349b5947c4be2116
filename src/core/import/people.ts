import type { ExternalId, FieldName, UserFields } from '../model.js';
import type { Repairs } from './clean-cell.js';

/** One person of an export whose row counts. */
export interface ImportedUser {
  readonly id: ExternalId;
  /** Only to identify people in COR's list; null if the export has none. */
  readonly email: string | null;
  /** What the row fills. A mapped field that is not here is empty in the row. */
  readonly fields: UserFields;
  /** The index of the row. */
  readonly row: number;
}

/** Somebody in an export who has left. */
export type Leaver = Pick<ImportedUser, 'id' | 'email' | 'row'>;

/** Where the fields came from, and what became of the rows: the end of an import says it. */
export interface ImportFacts {
  readonly file: string;
  readonly encoding: string;
  /** Null for JSON. */
  readonly delimiter: string | null;
  /** The preset that was applied, or null. */
  readonly preset: string | null;
  readonly rows: number;
  /** Rows that are no people: titles, totals, blank lines. */
  readonly skipped: number;
  /** Rows that don't count, by `keep` and `drop`. */
  readonly dropped: number;
  /** The expression of each mapped field. */
  readonly from: Readonly<Partial<Record<FieldName, string>>>;
  /** Columns that nothing reads. */
  readonly unread: number;
  readonly repairs: Readonly<Repairs>;
}

/** The people of an export. */
export interface People {
  /** Sorted by id, ids unique. */
  readonly users: readonly ImportedUser[];
  /** Everybody whose status says that they left, sorted by id. */
  readonly left: readonly Leaver[];
  /** The fields that the export speaks of. */
  readonly fields: readonly FieldName[];
  readonly facts: ImportFacts;
}
