/** What a file must say once it is edited: the proof compares it with what the edited text says. */
import type { FieldChanges, FileEdits } from './edit.js';
import type { FieldsData, UsersData } from './users-data.js';
import { normalizeValue } from '../users/roles.js';

/** Applies edits to the data of a file, in no relation to its text. */
export function expectData(data: UsersData, edits: FileEdits): UsersData {
  const { defaults, profiles } = data;
  const users = data.users
    .filter(({ id }) => !edits.removed.has(id))
    .map((user) => changeFields(user, edits.users.get(user.id)));
  const added = edits.added.map(({ id, profile, fields }) => ({
    id,
    ...(profile !== undefined && { profile }),
    ...fields,
  }));
  const head: { -readonly [K in keyof UsersData]: UsersData[K] } = {
    ...data,
    users: [...users, ...added],
  };
  if (edits.profiles.size > 0) {
    const changed = Object.entries(profiles ?? {}).map(
      ([name, fields]) => [name, changeFields(fields, edits.profiles.get(name))] as const,
    );
    head.profiles = Object.fromEntries(changed);
  }
  if (edits.defaults.size > 0) {
    const changed = changeFields(defaults ?? {}, edits.defaults);
    if (defaults !== undefined || Object.keys(changed).length > 0) head.defaults = changed;
  }
  return head;
}

function changeFields<T extends FieldsData>(fields: T, changes: FieldChanges | undefined): T {
  if (changes === undefined) return fields;
  const merged = Object.entries({ ...fields, ...Object.fromEntries(changes) });
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined)) as T;
}

/** The first entry in which two files differ, as a person would call it; undefined if they are the same. */
export function findDifference(expected: UsersData, found: UsersData): string | undefined {
  const { users: expectedUsers, ...expectedHead } = expected;
  const { users: foundUsers, ...foundHead } = found;
  const byId = new Map(foundUsers.map((user) => [user.id, user]));
  const differs = expectedUsers.find((user) => !isSame(user, byId.get(user.id)));
  if (differs !== undefined) return `the user ${JSON.stringify(differs.id)}`;
  if (foundUsers.length !== expectedUsers.length) return 'the list of users';
  return isSame(expectedHead, foundHead) ? undefined : 'the defaults or the profiles';
}

/** Whether two values say the same, in whatever order and form. */
function isSame(a: unknown, b: unknown, name = ''): boolean {
  if (!isMap(a) || !isMap(b)) return normalizeValue(name, a) === normalizeValue(name, b);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key], key))
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
