import { editDocuments } from '../../src/core/edit/edit-users.js';
import { readEditable } from '../../src/core/edit/document.js';
import type { Edit } from '../../src/core/edit/edit.js';
import type { Outcome } from '../../src/core/errors/diagnostic.js';
import type { ReadOptions, SourceFile } from '../../src/core/users/read-desired.js';

/** Edits files as a command does: read and found valid first. The files that become different, with their text. */
export function editUsers(
  sources: readonly SourceFile[],
  edits: readonly Edit[],
  options: ReadOptions,
): Outcome<readonly { readonly name: string; readonly text: string }[]> {
  const before = readEditable(sources, options);
  if (before.value === undefined) return { value: undefined, diagnostics: before.diagnostics };
  const { value, diagnostics } = editDocuments(before.documents, edits, options);
  return {
    value: value?.map(({ after: { name, stored } }) => ({ name, text: stored })),
    diagnostics,
  };
}
