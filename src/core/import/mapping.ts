import type { FieldName, FieldValue, Place } from '../model.js';
import type { PresetName } from './presets.js';
import type { DateOrder } from './read-dates.js';
import type { Expression } from './template.js';

/** What somebody wrote, and where: a place in import.yaml, or the name of a flag or a preset. */
export interface Written<T> {
  readonly value: T;
  readonly origin: Origin;
}

export interface Origin {
  /** `fields.last_name`, `--id`, `preset okta`. */
  readonly name: string;
  readonly place?: Place;
}

/** Where a field comes from. */
export interface FieldRule {
  readonly from: Written<Expression>;
  /** Translations by trimmed NFC text; `*` is every other one. Null: the text itself. */
  readonly values: ReadonlyMap<string, FieldValue> | null;
  readonly divide: number | null;
  readonly multiply: number | null;
  readonly round: 'half' | null;
}

/** A column and the values that decide which rows count. */
export interface RowRule {
  readonly column: Written<string>;
  readonly values: ReadonlySet<string>;
}

/** How an export becomes users: import.yaml and the flags on top of it. What is null is found out. */
export interface Mapping {
  readonly preset: PresetName | 'auto';
  readonly source: string | null;
  readonly id: Written<Expression> | null;
  readonly email: Written<Expression> | null;
  readonly keep: readonly RowRule[];
  readonly left: readonly RowRule[];
  readonly drop: readonly RowRule[];
  readonly fields: Readonly<Partial<Record<FieldName, FieldRule>>>;
  readonly file: Written<Expression> | null;
  readonly encoding: string | null;
  readonly delimiter: string | null;
  readonly decimal: '.' | ',' | null;
  readonly dates: DateOrder | null;
  /** Texts that stand for an empty cell. */
  readonly blanks: ReadonlySet<string>;
}

export const EMPTY_MAPPING: Mapping = {
  preset: 'auto',
  source: null,
  id: null,
  email: null,
  keep: [],
  left: [],
  drop: [],
  fields: {},
  file: null,
  encoding: null,
  delimiter: null,
  decimal: null,
  dates: null,
  blanks: new Set(),
};

/** A rule that takes an expression as it is. */
export function plainRule(from: Written<Expression>): FieldRule {
  return { from, values: null, divide: null, multiply: null, round: null };
}

/** What two texts of cells and of the mapping are compared as. */
export function comparable(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
