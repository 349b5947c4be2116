import type { EditedFile } from '../../core/edit/edit-users.js';
import type { EditableFiles } from '../../core/ports/system.js';
import type { SourceFile } from '../../core/yaml/source-file.js';

/**
 * Writes edited users files in the place of what was read, all of them or none. Throws Failure: CF173 where
 * a file is no longer what `sources` says, CF431 where the system refuses.
 */
export async function writeEditedFiles(
  files: EditableFiles,
  sources: readonly SourceFile[],
  edited: readonly EditedFile[],
): Promise<void> {
  const replacements = edited.flatMap(({ name, text }) => {
    const source = sources.find((candidate) => candidate.name === name);
    return source === undefined ? [] : [{ path: name, expected: source.bytes, text }];
  });
  await files.replaceAll(replacements);
}
