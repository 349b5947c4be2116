import { hasErrors, type Diagnostic } from '../../core/errors/diagnostic.js';
import { Failure, failureOf } from '../../core/errors/failure.js';
import { BAD_SOURCE, WOULD_OVERWRITE } from '../../core/errors/import.js';
import { formatMapping } from '../../core/import/format-mapping.js';
import { formatUsers } from '../../core/import/format-users.js';
import { proveUsers } from '../../core/import/prove-users.js';
import type { ImportedUser } from '../../core/import/people.js';
import type { ResolvedMapping } from '../../core/import/resolve-mapping.js';
import type { ExternalId, FieldName } from '../../core/model.js';
import type { Files } from '../../core/ports/system.js';

export interface NewFileRequest {
  /** The file that the text is for, as messages name it. */
  readonly name: string;
  readonly source: string | null;
  readonly users: readonly Pick<ImportedUser, 'id' | 'fields'>[];
  /** Whether shared values become defaults and profiles. */
  readonly shared: boolean;
  readonly required: readonly ExternalId[];
  readonly sensitive: readonly FieldName[];
}

export interface NewFile {
  readonly text: string;
  /** What every command would say of the file; no errors. */
  readonly remarks: readonly Diagnostic[];
}

/** The text of a new users file, proven to say what was imported. Throws Failure. */
export function makeUsersFile(request: NewFileRequest): NewFile {
  const { name, source, users, shared, required, sensitive } = request;
  const text = formatUsers({
    source: requireSource(source),
    users,
    schema: schemaFor(name),
    shared,
  });
  const remarks = proveUsers({ name, text, users, required, sensitive });
  if (hasErrors(remarks)) throw new Failure(remarks);
  return { text, remarks };
}

/** The source of a new file. Throws Failure if nothing says it. */
export function requireSource(source: string | null): string {
  if (source !== null) return source;
  throw failureOf(BAD_SOURCE, { summary: 'The external system of the ids is not named' });
}

/** The path of the schema from a file: `init` puts it into schemas/ of the project. */
function schemaFor(name: string): string {
  const folders = name.startsWith('/')
    ? 0
    : name.split('/').filter((part) => part !== '.').length - 1;
  return `${folders === 0 ? './' : '../'.repeat(folders)}schemas/users.v1.schema.json`;
}

/** Refuses a path where something is already. Throws Failure. */
export async function refuseExisting(files: Files, flag: string, path: string): Promise<void> {
  if (!(await files.exists(path))) return;
  throw failureOf(WOULD_OVERWRITE, {
    summary: `${path} exists already, and ${flag} only makes new files`,
  });
}

/** Writes the mapping that was used for an export, if a path is given. Throws Failure. */
export async function saveMappingFile(
  files: Files,
  path: string | null,
  mapping: ResolvedMapping,
): Promise<void> {
  if (path !== null) await files.write(path, formatMapping(mapping), { mode: 0o644 });
}
