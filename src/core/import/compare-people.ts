import type { EditedDocument } from '../edit/document.js';
import type { FieldsData } from '../edit/users-data.js';
import { compareIds } from '../model.js';
import type { DesiredState, ExternalId, FieldName, FieldValue, UserFields } from '../model.js';
import type { ImportedUser, People } from './people.js';

/** What an export changes in the users files. */
export interface PeopleChanges {
  readonly added: readonly ImportedUser[];
  readonly changed: readonly ChangedUser[];
  /** Leavers to take out, sorted. */
  readonly removed: readonly ExternalId[];
  /** Leavers who stay, because nobody asked for their removal; sorted. */
  readonly kept: readonly ExternalId[];
  /** Leavers who stay because they are protected or required; sorted. */
  readonly held: readonly ExternalId[];
  readonly unchanged: number;
}

export const NO_PEOPLE_CHANGES: PeopleChanges = {
  added: [],
  changed: [],
  removed: [],
  kept: [],
  held: [],
  unchanged: 0,
};

export interface ChangedUser {
  readonly id: ExternalId;
  readonly set: UserFields;
  /** Fields that are empty in the export and no longer to be managed. */
  readonly release: readonly FieldName[];
}

export interface CompareOptions {
  /** Where the users' own values stand, if an empty cell takes one out; null if it leaves the field alone. */
  readonly release: readonly EditedDocument[] | null;
  readonly removeLeavers: boolean;
  /** Ids that corform.yaml wants present. */
  readonly required: readonly ExternalId[];
}

/** Compares the people of an export with the users that the files ask for. */
export function comparePeople(
  desired: DesiredState,
  people: People,
  options: CompareOptions,
): PeopleChanges {
  const own = new Map<ExternalId, FieldsData>(
    (options.release ?? []).flatMap(({ data }) => data.users.map((user) => [user.id, user])),
  );
  const present = new Map(desired.users.map((user) => [user.id, user]));
  const active = new Set(people.users.map(({ id }) => id));
  const added = people.users.filter(({ id }) => !present.has(id));
  const changed = people.users.flatMap((user) => {
    const before = present.get(user.id);
    return before === undefined
      ? []
      : changeOf(user, before.fields, people.fields, own.get(user.id) ?? {});
  });
  const leavers = desired.users.filter(({ id }) => !active.has(id));
  const required = new Set(options.required);
  const isHeld = (user: (typeof leavers)[number]): boolean =>
    user.protected || required.has(user.id);
  const ids = (users: typeof leavers): readonly ExternalId[] =>
    users.map(({ id }) => id).sort(compareIds);
  const { removeLeavers } = options;
  return {
    added,
    changed,
    removed: removeLeavers ? ids(leavers.filter((user) => !isHeld(user))) : [],
    kept: removeLeavers ? [] : ids(leavers),
    held: removeLeavers ? ids(leavers.filter(isHeld)) : [],
    unchanged: people.users.length - added.length - changed.length,
  };
}

function changeOf(
  { id, fields }: ImportedUser,
  before: UserFields,
  mapped: readonly FieldName[],
  own: FieldsData,
): readonly ChangedUser[] {
  const set: Partial<Record<FieldName, FieldValue>> = {};
  const release: FieldName[] = [];
  for (const field of mapped) {
    const value = fields[field];
    if (value !== undefined && value !== before[field]) set[field] = value;
    if (value === undefined && own[field] !== undefined) release.push(field);
  }
  return Object.keys(set).length + release.length === 0 ? [] : [{ id, set, release }];
}
