import type { FieldName } from '../model.js';
import type { KeyPath } from '../yaml/key-path.js';
import type { UserEntry } from './normalize.js';

/** Returns where the value of a field that the user has is written: at the user, in the profile, or in the defaults. */
export function pathOfField({ file, index, profile }: UserEntry, field: FieldName): KeyPath {
  const layers: readonly KeyPath[] = [
    ['users', index],
    ['profiles', String(profile)],
  ];
  const layer = layers.find((path) => hasKey(file.yaml.data, [...path, field]));
  return [...(layer ?? ['defaults']), field];
}

function hasKey(data: unknown, path: KeyPath): boolean {
  let at = data;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false;
    at = (at as Readonly<Record<string | number, unknown>>)[key];
  }
  return true;
}
