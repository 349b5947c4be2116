import type { Problems } from './problems.js';
import { comparable, type Mapping, type RowRule } from './mapping.js';
import { bindColumn } from './read-cells.js';
import type { Column, Table } from './table.js';

interface BoundRule {
  readonly column: Column;
  readonly values: ReadonlySet<string>;
}

/** The rules that say which rows count, bound to the columns of an export. */
export type BoundRules = Readonly<Record<'keep' | 'left' | 'drop', readonly BoundRule[]>>;

/** What a row is by its status. */
export type Standing =
  | 'counts'
  | 'dropped'
  | 'left'
  /** In a column of both keep and left, a value of neither. */
  | { readonly unknown: Column; readonly value: string };

/** Binds the rules of a mapping. A column that is not there is reported. */
export function bindRules(table: Table, problems: Problems, mapping: Mapping): BoundRules {
  const bind = (rules: readonly RowRule[]): readonly BoundRule[] =>
    rules.flatMap(({ column, values }) => {
      const bound = bindColumn(table, problems, column);
      return bound === undefined ? [] : [{ column: bound, values }];
    });
  return { keep: bind(mapping.keep), left: bind(mapping.left), drop: bind(mapping.drop) };
}

/** What a row is: drop comes first, then left, then keep. */
export function standingOf({ keep, left, drop }: BoundRules, row: number): Standing {
  const holds = ({ column, values }: BoundRule): boolean => values.has(textIn(column, row));
  if (drop.some(holds)) return 'dropped';
  if (left.some(holds)) return 'left';
  const missed = keep.find((rule) => !holds(rule));
  if (missed === undefined) return 'counts';
  const { column } = missed;
  const isExclusive = left.some((rule) => rule.column.key === column.key);
  return isExclusive ? { unknown: column, value: textIn(column, row) } : 'dropped';
}

/** The text of a cell without a report: it is read again, or only looked at. */
export function textIn({ cell }: Column, row: number): string {
  const raw = cell(row);
  return typeof raw === 'string' ? comparable(raw) : '';
}
