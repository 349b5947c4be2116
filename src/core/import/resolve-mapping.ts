import { FIELD_NAMES } from '../model.js';
import type { FieldName } from '../model.js';
import {
  comparable,
  plainRule,
  type FieldRule,
  type Mapping,
  type RowRule,
  type Written,
} from './mapping.js';
import { applyPreset, type PresetName } from './presets.js';
import type { Table } from './table.js';
import type { Expression } from './template.js';

/** A mapping in which everything is settled that the header or the shape of an export decides. */
export interface ResolvedMapping extends Mapping {
  /** The preset that was applied, or null. */
  readonly applied: PresetName | null;
}

/**
 * Adds to a mapping what the export itself says: columns that are named like fields of users.yaml, then
 * those of the preset. What is mapped already stays, and rules on rows replace the status of the preset.
 */
export function resolveMapping(
  mapping: Mapping,
  table: Table,
  applied: PresetName | null,
): ResolvedMapping {
  const found = applied === null ? null : applyPreset(applied, table);
  const name = `preset ${String(applied)}`;
  const rule = (field: FieldName): readonly [FieldName, FieldRule][] => {
    const mapped = mapping.fields[field];
    if (mapped !== undefined) return [[field, mapped]];
    if (table.has(field)) return [[field, plainRule(written(`column ${field}`, field))]];
    const known = found?.fields[field];
    return known === undefined ? [] : [[field, plainRule(written(name, known))]];
  };
  const email = found?.email;
  const status = mapping.keep.length + mapping.left.length > 0 ? null : (found?.status ?? null);
  const rows = (column: string, values: readonly string[]): readonly RowRule[] => [
    { column: { value: column, origin: { name } }, values: new Set(values.map(comparable)) },
  ];
  return {
    ...mapping,
    applied,
    fields: Object.fromEntries(FIELD_NAMES.flatMap(rule)),
    email: mapping.email ?? (email === undefined ? null : written(name, email)),
    keep: status === null ? mapping.keep : rows(status.column, status.keep),
    left: status === null ? mapping.left : rows(status.column, status.left),
  };
}

/** The expression that is one column. */
function written(name: string, reference: string): Written<Expression> {
  const template = [{ reference, pipes: [] }];
  return { value: { text: `{${reference}}`, template }, origin: { name } };
}
