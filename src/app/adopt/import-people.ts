import { type Diagnostic } from '../../core/errors/diagnostic.js';
import { failureOf } from '../../core/errors/failure.js';
import { NO_FIELDS } from '../../core/errors/import.js';
import type { People } from '../../core/import/people.js';
import type { ResolvedMapping } from '../../core/import/resolve-mapping.js';
import type { ExternalId, FieldName } from '../../core/model.js';
import { readExport, type ExportPorts, type ExportRequest } from './read-export.js';
import { makeUsersFile, refuseExisting, saveMappingFile } from './write-users.js';

export interface NewImportRequest extends ExportRequest {
  /** The new file; null if the text is only wanted. */
  readonly to: string | null;
  readonly saveMapping: string | null;
  readonly shared: boolean;
  /** Writes nothing. */
  readonly check: boolean;
  readonly required: readonly ExternalId[];
  readonly sensitive: readonly FieldName[];
}

export interface NewImport {
  readonly people: People;
  readonly text: string;
  /** What was settled on the way: a mapping that gives the same without flags. */
  readonly mapping: ResolvedMapping;
  readonly remarks: readonly Diagnostic[];
}

/** Makes a users file of an export, and writes it where a path is given. Throws Failure; then nothing is written. */
export async function importNew(ports: ExportPorts, request: NewImportRequest): Promise<NewImport> {
  const { to, saveMapping, check } = request;
  const { files } = ports;
  if (to !== null) await refuseExisting(files, '--to', to);
  if (saveMapping !== null) await refuseExisting(files, '--save-mapping', saveMapping);
  const { people, mapping, remarks } = await readExport(ports, request);
  if (people.fields.length === 0) {
    throw failureOf(NO_FIELDS, {
      summary: `No column of ${people.facts.file} is a field of users.yaml`,
    });
  }
  const made = makeUsersFile({
    ...request,
    name: to ?? 'users.yaml',
    source: mapping.source,
    users: people.users,
  });
  if (!check) {
    if (to !== null) await files.write(to, made.text, { mode: 0o644 });
    await saveMappingFile(files, saveMapping, mapping);
  }
  return { people, text: made.text, mapping, remarks: [...remarks, ...made.remarks] };
}
