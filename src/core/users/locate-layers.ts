import { FIELD_NAMES, type ExternalId, type FieldName, type Place } from '../model.js';
import type { KeyPath } from '../yaml/key-path.js';
import type { SourceFile } from '../yaml/source-file.js';
import { pathOfField } from './field-path.js';
import { readEntries } from './locate-fields.js';

/** Where the wanted value of a field is written. */
export interface FieldSource {
  readonly layer: 'own' | 'profile' | 'defaults';
  /** The name of the profile; null for the other layers. */
  readonly profile: string | null;
  readonly place: Place;
}

/**
 * Finds which layer gives each field of a user its value, and the key that holds it. Takes files that were read
 * without an error; empty for a user whom none of them has.
 */
export function locateLayers(
  files: readonly SourceFile[],
  id: ExternalId,
): ReadonlyMap<FieldName, FieldSource> {
  const entry = files.flatMap(readEntries).find((user) => user.id === id);
  if (entry === undefined) return new Map();
  const managed = FIELD_NAMES.filter((field) => entry.fields[field] !== undefined);
  return new Map(
    managed.map((field) => {
      const path = pathOfField(entry, field);
      return [field, { ...layerOf(path), place: entry.file.yaml.placeOf(path, 'key') }];
    }),
  );
}

function layerOf([section, name]: KeyPath): Pick<FieldSource, 'layer' | 'profile'> {
  if (section === 'profiles') return { layer: 'profile', profile: String(name) };
  return { layer: section === 'users' ? 'own' : 'defaults', profile: null };
}
