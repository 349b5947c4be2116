import { readDocument } from '../edit/document.js';
import type { FieldsData } from '../edit/users-data.js';
import type { ExternalId } from '../model.js';
import type { SourceFile } from '../yaml/source-file.js';

/** What stands at the users themselves, without profiles and defaults. Of files that are valid. */
export function readOwnFields(sources: readonly SourceFile[]): ReadonlyMap<ExternalId, FieldsData> {
  const documents = sources.flatMap(({ name, bytes }) => {
    const stored = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    return readDocument(name, stored) ?? [];
  });
  return new Map(documents.flatMap(({ data }) => data.users.map((user) => [user.id, user])));
}
