/** One change of many users, or of what they share, as edits. */
import type { DesiredUser, ExternalId, FieldName, FieldValue, UserFields } from '../model.js';
import type { Edit, SharedPlace } from './edit.js';
import type { NamedData } from './group-edits.js';
import type { FieldsData } from './users-data.js';
import { normalizeValue } from '../users/roles.js';

/** What a command does to everyone that it is for. */
export type BulkChange =
  | { readonly kind: 'set'; readonly fields: UserFields }
  | { readonly kind: 'unset'; readonly fields: readonly FieldName[] }
  | { readonly kind: 'remove' };

/** What becomes of one field, or of a whole user. */
export interface BulkRow {
  readonly action: BulkChange['kind'];
  /** The user, or where users share the field. */
  readonly target: { readonly id: ExternalId } | { readonly in: SharedPlace };
  readonly field: FieldName | null;
  /** The value before, including profile and defaults; null if there is none. */
  readonly before: FieldValue | null;
  readonly after: FieldValue | null;
}

export interface BulkEdits {
  readonly edits: readonly Edit[];
  readonly rows: readonly BulkRow[];
  /** Protected users, who are never removed. */
  readonly spared: readonly ExternalId[];
}

/** The edits that give each of the users the change. Whoever has it already is left alone. */
export function editEach(
  files: readonly NamedData[],
  users: readonly DesiredUser[],
  change: BulkChange,
): BulkEdits {
  if (change.kind === 'remove') return removeEach(users);
  const own = new Map<ExternalId, FieldsData>(
    files.flatMap(({ data }) => data.users.map((user) => [user.id, user])),
  );
  const edits: Edit[] = [];
  const rows: BulkRow[] = [];
  for (const { id, fields } of users) {
    for (const [field, after] of changesOf(change)) {
      const before = fields[field] ?? null;
      // Each of the users is in one of the files.
      const isThere = Object.hasOwn(own.get(id) as unknown as FieldsData, field);
      if (after === null ? !isThere : before === after) continue;
      rows.push({ action: change.kind, target: { id }, field, before, after });
      edits.push(
        after === null ? { kind: 'unset', id, field } : { kind: 'set', id, field, value: after },
      );
    }
  }
  return { edits, rows, spared: [] };
}

/** The edits that change what the users of some files share. */
export function editShared(
  files: readonly NamedData[],
  places: readonly SharedPlace[],
  change: Exclude<BulkChange, { readonly kind: 'remove' }>,
): BulkEdits {
  const edits: Edit[] = [];
  const rows: BulkRow[] = [];
  for (const place of places) {
    const data = files.find(({ name }) => name === place.file)?.data;
    const shared = place.kind === 'defaults' ? data?.defaults : data?.profiles?.[place.name];
    for (const [field, after] of changesOf(change)) {
      const before = (normalizeValue(field, shared?.[field]) ?? null) as FieldValue | null;
      if (before === after) continue;
      rows.push({ action: change.kind, target: { in: place }, field, before, after });
      edits.push(
        after === null
          ? { kind: 'unset-shared', in: place, field }
          : { kind: 'set-shared', in: place, field, value: after },
      );
    }
  }
  return { edits, rows, spared: [] };
}

function changesOf(
  change: Exclude<BulkChange, { readonly kind: 'remove' }>,
): readonly (readonly [FieldName, FieldValue | null])[] {
  if (change.kind === 'unset') return change.fields.map((field) => [field, null]);
  return Object.entries(change.fields) as [FieldName, FieldValue][];
}

function removeEach(users: readonly DesiredUser[]): BulkEdits {
  const going = users.filter((user) => !user.protected);
  return {
    edits: going.map(({ id }) => ({ kind: 'remove', id })),
    rows: going.map(({ id }) => ({
      action: 'remove',
      target: { id },
      field: null,
      before: null,
      after: null,
    })),
    spared: users.filter((user) => user.protected).map(({ id }) => id),
  };
}

/** The profile whose users are exactly the given ones, two or more; undefined if there is none. */
export function findSharedProfile(
  files: readonly NamedData[],
  ids: ReadonlySet<ExternalId>,
): SharedPlace | undefined {
  if (ids.size < 2) return undefined;
  for (const { name: file, data } of files) {
    const profile = data.users.find(({ id }) => ids.has(id))?.profile;
    if (profile === undefined) continue;
    const members = data.users.filter((user) => user.profile === profile);
    const isAll = members.length === ids.size && members.every(({ id }) => ids.has(id));
    return isAll ? { kind: 'profile', file, name: profile } : undefined;
  }
  return undefined;
}
