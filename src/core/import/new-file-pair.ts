import { readDocuments, type EditedDocument } from '../edit/document.js';
import type { DocumentPair } from '../edit/edit-users.js';

/** A file of nothing beside the one that is to be made: one pair, as the text has been proven to be valid. */
export function newFilePair(name: string, text: string): readonly DocumentPair[] {
  const before: EditedDocument = {
    name,
    stored: '',
    text: '',
    parsed: { name, text: '', yaml: undefined, diagnostics: [] },
    data: { users: [] },
    lines: [0],
    starts: [],
  };
  const bytes = new TextEncoder().encode(text);
  return readDocuments([{ name, bytes }]).map((after) => ({ before, after }));
}

/** Whether the file of a pair is not there yet: one that is there is never empty. */
export function isNewFile({ before }: DocumentPair): boolean {
  return before.stored === '';
}
