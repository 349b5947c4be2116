import { Failure, requireValue } from '../../core/errors/failure.js';
import { hasErrors, type Diagnostic } from '../../core/errors/diagnostic.js';
import { MAX_EXPORT_BYTES } from '../../core/import/decode-export.js';
import { EMPTY_MAPPING, type Mapping } from '../../core/import/mapping.js';
import { overrideMapping, type MappingFlags } from '../../core/import/override-mapping.js';
import { readMapping } from '../../core/import/read-mapping.js';
import { readPeople, type ReadPeople } from '../../core/import/read-people.js';
import type { FieldName } from '../../core/model.js';
import type { Files } from '../../core/ports/system.js';

/** The mapping that is taken if none is named. */
export const MAPPING_FILE = 'import.yaml';
const MAX_MAPPING_BYTES = 1024 * 1024;

export interface ExportRequest {
  /** The path of the export, or `-` for stdin. */
  readonly path: string;
  /** Null: import.yaml, if it is there. */
  readonly mapping: string | null;
  readonly flags: MappingFlags;
  /** Fields whose values must be in no message. */
  readonly sensitive: readonly FieldName[];
}

export interface ExportPorts {
  readonly files: Files;
  readonly readStdin: (maxBytes: number) => Promise<Uint8Array>;
}

export interface ReadExport extends ReadPeople {
  /** Warnings and notes; no errors. */
  readonly remarks: readonly Diagnostic[];
}

/** Reads the mapping and the export. Throws Failure with every problem of either. */
export async function readExport(
  { files, readStdin }: ExportPorts,
  request: ExportRequest,
): Promise<ReadExport> {
  const written = await readMappingFile(files, request.mapping);
  const mapping = requireValue(overrideMapping(written, request.flags));
  const { path } = request;
  const maxBytes = MAX_EXPORT_BYTES;
  const bytes = path === '-' ? await readStdin(maxBytes) : await files.read(path, { maxBytes });
  const file = { name: path === '-' ? 'stdin' : path, bytes };
  const { value, diagnostics } = readPeople(file, mapping, request.sensitive);
  if (value === undefined || hasErrors(diagnostics)) throw new Failure(diagnostics);
  return { ...value, remarks: diagnostics };
}

async function readMappingFile(files: Files, named: string | null): Promise<Mapping> {
  const name = named ?? MAPPING_FILE;
  if (named === null && !(await files.exists(name))) return EMPTY_MAPPING;
  const bytes = await files.read(name, { maxBytes: MAX_MAPPING_BYTES });
  return requireValue(readMapping({ name, bytes }));
}
