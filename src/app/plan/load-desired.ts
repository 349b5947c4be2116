import type { Diagnostic } from '../../core/errors/diagnostic.js';
import { MAX_FILE_BYTES } from '../../core/yaml/decode-text.js';
import { readDesired, type SourceFile } from '../../core/users/read-desired.js';
import { Failure } from '../../core/errors/failure.js';
import type { DesiredState, FieldName } from '../../core/model.js';
import type { Files } from '../../core/ports/system.js';
import type { TeamRules } from '../../core/users/team-rules.js';

export interface DesiredRequest {
  /** Paths as the user wrote them; they are also the names in messages. */
  readonly paths: readonly string[];
  /** The folder that must contain the files, so a link can't make corform read others. */
  readonly root: string;
  /** External ids that must be present. */
  readonly required: readonly string[];
  /** Fields whose values must be in no message. */
  readonly sensitive: readonly FieldName[];
  /** Which values the files may hold; any if left out. */
  readonly team?: TeamRules;
}

export interface CheckedDesired {
  /** Undefined exactly when one of the diagnostics is an error. */
  readonly value: DesiredState | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** What was read, for excerpts in messages. */
  readonly sources: readonly SourceFile[];
}

/**
 * Reads all files of the desired state and checks them. Every problem of every file is collected;
 * a file that can't be read is one of them.
 */
export async function checkDesired(files: Files, request: DesiredRequest): Promise<CheckedDesired> {
  const { sources, diagnostics } = await readSources(files, request);
  if (diagnostics.length > 0) return { value: undefined, diagnostics, sources };
  return { ...readDesired(sources, request), sources };
}

/** Reads the bytes of all files. The diagnostics name those that can't be read. */
export async function readSources(
  files: Files,
  { paths, root }: Pick<DesiredRequest, 'paths' | 'root'>,
): Promise<Pick<CheckedDesired, 'sources' | 'diagnostics'>> {
  const sources: SourceFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of paths) {
    try {
      const bytes = await files.read(path, { maxBytes: MAX_FILE_BYTES, inside: root });
      sources.push({ name: path, bytes });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      diagnostics.push(...error.diagnostics);
    }
  }
  return { sources, diagnostics };
}
