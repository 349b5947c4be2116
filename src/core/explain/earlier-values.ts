import type { ExternalId, FieldName, FieldValue, RecordedState, UserFields } from '../model.js';

/** The value that was recorded before the present one. */
export interface EarlierValue {
  /** Null: the field was not recorded then. */
  readonly value: FieldValue | null;
  /** The version of the state that still had it, and when that was stored, if the backend knows. */
  readonly serial: number;
  readonly at: string | null;
}

/** Takes from an older version the values that are others than the present ones, of fields without an earlier one yet. */
export function addEarlierValues(
  found: ReadonlyMap<FieldName, EarlierValue>,
  present: { readonly id: ExternalId; readonly fields: UserFields },
  version: { readonly state: RecordedState; readonly serial: number; readonly at: string | null },
): ReadonlyMap<FieldName, EarlierValue> {
  const { state, serial, at } = version;
  const then = state.users.find(({ id }) => id === present.id)?.fields ?? {};
  const fields = Object.keys(present.fields) as FieldName[];
  const changed = fields.filter(
    (field) => !found.has(field) && then[field] !== present.fields[field],
  );
  return new Map([
    ...found,
    ...changed.map((field) => [field, { value: then[field] ?? null, serial, at }] as const),
  ]);
}
