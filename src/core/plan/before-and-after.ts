import type { FieldName, FieldValue, UserFields } from '../model.js';
import { personFrom, type Person } from '../text/person.js';
import type { Change } from './change.js';

/** Returns the recorded fields of the user; none before an add. */
export function fieldsBefore(change: Change): UserFields {
  return change.action === 'add' ? {} : change.before;
}

/** Returns the fields that the user has once the change is applied; none after a forget. */
export function fieldsAfter(change: Change): UserFields {
  const fields: Partial<Record<FieldName, FieldValue>> = {};
  if (change.action === 'forget') return fields;
  if (change.action !== 'add') {
    Object.assign(fields, change.before);
    for (const { field } of change.released) Reflect.deleteProperty(fields, field);
  }
  if (change.action !== 'record') {
    for (const { field, after } of change.set) fields[field] = after;
  }
  return fields;
}

/** Returns whom a change concerns: by the new name, or the recorded one if there is no new one. */
export function personOf(change: Change, sensitive: ReadonlySet<FieldName>): Person {
  const fields = { ...fieldsBefore(change), ...fieldsAfter(change) };
  return personFrom(change.id, fields, sensitive);
}
