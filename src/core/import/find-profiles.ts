import { ROLE_NAMES, SHARED_FIELDS } from '../model.js';
import type { FieldName, FieldValue, UserFields } from '../model.js';
import { canonicalJson } from '../text/canonical-json.js';
import { slugOf } from './slug.js';

const SMALLEST_PROFILE = 5;

/** What users have in common. */
export interface SharedFields {
  readonly defaults: UserFields;
  readonly profiles: ReadonlyMap<string, UserFields>;
  /** The profile of each user, by position; null if the user has none. */
  readonly profileOf: readonly (string | null)[];
}

/**
 * Finds what users share: a value of more than half of them becomes a default, and the fields that five or
 * more have alike become a profile. A default reaches everybody, so only a field that all users have
 * can be one. The order of the users doesn't matter.
 */
export function findShared(users: readonly UserFields[]): SharedFields {
  const defaults = findDefaults(users);
  const groups = new Map<string, { readonly fields: UserFields; readonly members: number[] }>();
  for (const [at, user] of users.entries()) {
    const fields = pick(user, (field) => user[field] !== defaults[field]);
    const key = canonicalJson(fields);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { fields, members: [at] });
    else group.members.push(at);
  }
  const large = Array.from(groups)
    .filter(([key, { members }]) => key !== '{}' && members.length >= SMALLEST_PROFILE)
    .sort(([a, one], [b, two]) => two.members.length - one.members.length || (a < b ? -1 : 1));
  const profiles = new Map<string, UserFields>();
  const profileOf: (string | null)[] = users.map(() => null);
  const names = nameAll(large.map(([, { fields }]) => fields));
  for (const [at, [, { fields, members }]] of large.entries()) {
    const name = String(names[at]);
    profiles.set(name, fields);
    for (const member of members) profileOf[member] = name;
  }
  return { defaults, profiles, profileOf };
}

/** Nothing shared: each user has all fields. */
export function shareNothing(users: readonly UserFields[]): SharedFields {
  return { defaults: {}, profiles: new Map(), profileOf: users.map(() => null) };
}

function findDefaults(users: readonly UserFields[]): UserFields {
  const defaults: Partial<Record<FieldName, FieldValue>> = {};
  for (const field of SHARED_FIELDS) {
    const counts = new Map<FieldValue | undefined, number>();
    for (const { [field]: value } of users) counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.has(undefined)) continue;
    for (const [value, count] of counts) {
      if (value !== undefined && count * 2 > users.length) defaults[field] = value;
    }
  }
  return defaults;
}

function pick(user: UserFields, wanted: (field: FieldName) => boolean): UserFields {
  return Object.fromEntries(
    SHARED_FIELDS.filter((field) => user[field] !== undefined && wanted(field)).map((field) => [
      field,
      user[field],
    ]),
  );
}

/** Short and long names of a profile: `designer`, and `designer-creative` where several have that position. */
function namesFor({ position = '', department = '', role_id }: UserFields): readonly string[] {
  const role = role_id === undefined ? '' : String(ROLE_NAMES[Number(role_id)]);
  const words = [position, department, role].map(String).filter((word) => slugOf(word) !== '');
  return [words.slice(0, 1), words.slice(0, 2), words].map(
    (part) => slugOf(part.join(' ')) || 'profile',
  );
}

/** Names that differ: each is as short as it may be, and numbered where nothing else helps. */
function nameAll(groups: readonly UserFields[]): readonly string[] {
  const names = groups.map(namesFor);
  const taken = new Set<string>();
  return names.map((own) => {
    const isAlone = (name: string, at: number): boolean =>
      names.filter((other) => other[at] === name).length === 1;
    const base = own.find(isAlone) ?? String(own.at(-1));
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}-${number}`;
    taken.add(name);
    return name;
  });
}
