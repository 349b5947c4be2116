import { FIELD_NAMES } from '../model.js';
import type { FieldName, Place } from '../model.js';
import { normalizeValue } from './roles.js';
import type { ParsedYaml } from '../yaml/parse-yaml.js';

/**
 * Fields as they were written, but for roles, which are numbers. Only once the schema has found no fault are they known to be `UserFields`:
 * the rules run on faulty files too, so corform reports all problems at once.
 */
export type WrittenFields = Readonly<Partial<Record<FieldName, unknown>>>;

/** One user whose id could be read. */
export interface UserEntry {
  readonly id: string;
  /** Null if none is written, or nothing readable. */
  readonly profile: string | null;
  readonly previously: string | null;
  readonly protected: boolean;
  /** The user's own fields over the profile's over the defaults. */
  readonly fields: WrittenFields;
  /** Position in the list of users of its file. */
  readonly index: number;
  readonly file: UsersFile;
}

/** One users file with profiles and defaults merged into its users. */
export interface UsersFile {
  readonly name: string;
  readonly yaml: ParsedYaml;
  /** Empty where none could be read. */
  readonly source: string;
  readonly profiles: ReadonlyMap<string, WrittenFields>;
  readonly users: readonly UserEntry[];
}

/** Returns the place of a key of a user, or of the entry without a key. */
export function placeOfUser({ file, index }: UserEntry, key?: string): Place {
  return file.yaml.placeOf(key === undefined ? ['users', index] : ['users', index, key], 'value');
}

type Data = Readonly<Record<string, unknown>>;

/** Merges profiles and defaults into the users of one file. Takes what is readable and reports nothing. */
export function normalizeFile(name: string, yaml: ParsedYaml): UsersFile {
  const data = asData(yaml.data);
  const defaults = asData(own(data, 'defaults'));
  const profiles = new Map(
    Object.entries(asData(own(data, 'profiles'))).map(([key, fields]) => [key, asData(fields)]),
  );
  const users: UserEntry[] = [];
  const file: UsersFile = {
    name,
    yaml,
    source: asText(own(data, 'source')) ?? '',
    profiles,
    users,
  };
  const list = own(data, 'users');
  const items: readonly unknown[] = Array.isArray(list) ? list : [];
  for (let index = 0; index < items.length; index += 1) {
    const user = asData(items[index]);
    const id = asText(own(user, 'id'));
    if (id === null) continue;
    const profile = asText(own(user, 'profile'));
    users.push({
      id,
      profile,
      previously: asText(own(user, 'previously')),
      protected: own(user, 'protected') === true,
      fields: mergeFields(
        user,
        (profile === null ? undefined : profiles.get(profile)) ?? {},
        defaults,
      ),
      index,
      file,
    });
  }
  return file;
}

/** The user's own field wins, then the profile's. Keys come in the order of FIELD_NAMES, always; a role is its number. */
function mergeFields(user: Data, profile: Data, defaults: Data): WrittenFields {
  const merged: Partial<Record<FieldName, unknown>> = {};
  FIELD_NAMES.forEach((field) => {
    const layer = Object.hasOwn(user, field)
      ? user
      : Object.hasOwn(profile, field)
        ? profile
        : defaults;
    if (Object.hasOwn(layer, field)) merged[field] = normalizeValue(field, layer[field]);
  });
  return merged;
}

function asData(value: unknown): Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Data)
    : {};
}

function own(data: Data, key: string): unknown {
  return Object.hasOwn(data, key) ? data[key] : undefined;
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
