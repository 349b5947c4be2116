import type { ExternalId, FieldName } from '../model.js';
import type { FieldLines } from '../plan/field-lines.js';
import { parseFile } from '../yaml/read-yaml.js';
import type { SourceFile } from '../yaml/source-file.js';
import { pathOfField } from './field-path.js';
import { normalizeFile, type UserEntry } from './normalize.js';

/** Whose fields are to be found, and which. */
export interface WantedFields {
  readonly id: ExternalId;
  readonly file: string;
  readonly fields: readonly FieldName[];
}

/**
 * Finds the lines in which fields of users are written: the user's own key, or that of the profile or the
 * default that gives it. Takes files that were read without an error. Of the users, only those that are
 * asked for are read closely.
 */
export function locateFields(
  files: readonly SourceFile[],
  wanted: readonly WantedFields[],
): FieldLines {
  return Object.fromEntries(
    files.flatMap((source) => {
      const inFile = new Map(
        wanted.filter(({ file }) => file === source.name).map((user) => [user.id, user.fields]),
      );
      if (inFile.size === 0) return [];
      return readEntries(source).flatMap((entry) => {
        const fields = inFile.get(entry.id);
        return fields === undefined ? [] : [[entry.id, linesOf(entry, fields)] as const];
      });
    }),
  );
}

/** The users of one file, as far as they are readable. */
export function readEntries(source: SourceFile): readonly UserEntry[] {
  const { yaml } = parseFile(source);
  return yaml === undefined ? [] : normalizeFile(source.name, yaml).users;
}

function linesOf(
  entry: UserEntry,
  fields: readonly FieldName[],
): Readonly<Partial<Record<FieldName, number>>> {
  const managed = fields.filter((field) => entry.fields[field] !== undefined);
  return Object.fromEntries(
    managed.map((field) => [field, entry.file.yaml.placeOf(pathOfField(entry, field), 'key').line]),
  );
}
