/** The work of `set`, `unset` and `remove`: one change of many users, or of what users share. */
import { refuse, type Outcome } from '../errors/diagnostic.js';
import { EDIT_OF_UNKNOWN } from '../errors/edit.js';
import { SHARED_FIELDS } from '../model.js';
import type { DesiredState, DesiredUser, ExternalId, FieldName } from '../model.js';
import { findMissing, selectUsers, type Selection } from '../plan/select.js';
import { createSuggest } from '../text/suggest.js';
import {
  editEach,
  editShared,
  findSharedProfile,
  type BulkChange,
  type BulkEdits,
  type BulkRow,
} from './bulk-edits.js';
import type { EditedDocument } from './document.js';
import type { SharedPlace } from './edit.js';
import { editDocuments, type DocumentPair } from './edit-users.js';
import type { NamedData } from './group-edits.js';

/** Where users share fields: the defaults, or the profile of a name. */
export type SharedTarget =
  { readonly kind: 'defaults' } | { readonly kind: 'profile'; readonly name: string };

export type BulkRequest = {
  /** Ids that must be present; those that the files do not have anyway are left out of account. */
  readonly required: readonly ExternalId[];
  readonly sensitive: readonly FieldName[];
} & (
  | {
      readonly change: BulkChange;
      readonly selection: Selection;
    }
  | {
      readonly change: Exclude<BulkChange, { readonly kind: 'remove' }>;
      readonly shared: SharedTarget;
    }
);

export interface BulkResult {
  /** The files that become different. */
  readonly files: readonly DocumentPair[];
  readonly rows: readonly BulkRow[];
  /** The users who are selected, whether they change or not. */
  readonly selected: number;
  /** Protected users, who are never removed. */
  readonly spared: readonly ExternalId[];
  /** Ids that were asked for and that no file has. */
  readonly missing: readonly ExternalId[];
  /** The profile whose users are exactly those selected, if its one line could be changed instead. */
  readonly profile: SharedPlace | undefined;
}

/** Makes the change in the text of the files that were read as `desired`. Writes nothing. */
export function editInBulk(
  documents: readonly EditedDocument[],
  desired: DesiredState,
  request: BulkRequest,
): Outcome<BulkResult> {
  const found =
    'shared' in request
      ? findPlaces(documents, request.shared)
      : pickUsers(desired, request.selection);
  if (found.value === undefined) return { value: undefined, diagnostics: found.diagnostics };
  const { users, places, missing } = found.value;
  const bulk =
    'shared' in request
      ? editShared(documents, places, request.change)
      : editEach(documents, users, request.change);
  const present = new Set(desired.users.map(({ id }) => id));
  const edited = editDocuments(documents, bulk.edits, {
    required: request.required.filter((id) => present.has(id)),
    sensitive: request.sensitive,
  });
  if (edited.value === undefined) return { value: undefined, diagnostics: edited.diagnostics };
  const profile = suggestProfile(documents, users, bulk, request);
  return {
    value: {
      files: edited.value,
      rows: bulk.rows,
      selected: users.length,
      spared: bulk.spared,
      missing,
      profile,
    },
    diagnostics: [],
  };
}

interface BulkTargets {
  readonly users: readonly DesiredUser[];
  readonly places: readonly SharedPlace[];
  readonly missing: readonly ExternalId[];
}

function pickUsers({ users }: DesiredState, selection: Selection): Outcome<BulkTargets> {
  const ids = users.map(({ id }) => id);
  const missing = selection.ids === null ? [] : findMissing(selection.ids, ids);
  const { value, diagnostics } = selectUsers(users, selection);
  return { value: value && { users: value, places: [], missing }, diagnostics };
}

function findPlaces(files: readonly NamedData[], target: SharedTarget): Outcome<BulkTargets> {
  const found = (places: readonly SharedPlace[]): Outcome<BulkTargets> => ({
    value: { users: [], places, missing: [] },
    diagnostics: [],
  });
  if (target.kind === 'defaults') {
    return found(files.map(({ name: file }) => ({ kind: 'defaults', file })));
  }
  const { name } = target;
  const homes = files.filter(({ data }) => Object.hasOwn(data.profiles ?? {}, name));
  if (homes.length > 0)
    return found(homes.map(({ name: file }) => ({ kind: 'profile', file, name })));
  const names = files.flatMap(({ data }) => Object.keys(data.profiles ?? {}));
  const meant = createSuggest(names)(name);
  return refuse(EDIT_OF_UNKNOWN, {
    summary: `There is no profile ${JSON.stringify(name)}.`,
    detail: names.length === 0 ? undefined : `Profiles: ${[...new Set(names)].join(', ')}.`,
    fix: meant && `Did you mean ${meant}?`,
  });
}

function suggestProfile(
  data: readonly NamedData[],
  users: readonly DesiredUser[],
  { rows }: BulkEdits,
  { change }: BulkRequest,
): SharedPlace | undefined {
  const canShare =
    change.kind === 'set' &&
    rows.every(({ field }) => SHARED_FIELDS.some((shared) => shared === field));
  if (!canShare || rows.length === 0) return undefined;
  return findSharedProfile(data, new Set(users.map(({ id }) => id)));
}
