/** Exports as tests write them, and what the import makes of them. */
import type { Diagnostic } from '../../src/core/errors/diagnostic.js';
import { EMPTY_MAPPING, type Mapping } from '../../src/core/import/mapping.js';
import { overrideMapping, type MappingFlags } from '../../src/core/import/override-mapping.js';
import { readMapping } from '../../src/core/import/read-mapping.js';
import { readPeople, type ReadPeople } from '../../src/core/import/read-people.js';
import type { FieldName } from '../../src/core/model.js';

export interface Imported {
  /** Undefined if one of the diagnostics is an error. */
  readonly read: ReadPeople | undefined;
  /** The users by id, with their fields. */
  readonly users: Readonly<Record<string, unknown>>;
  readonly left: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** `CF823 people.csv:3:1 (row 2)`, one for each. */
  readonly told: readonly string[];
  /** All that is said, in one text. */
  readonly text: string;
}

/** A mapping from the text of an import.yaml. */
export function mappingOf(yaml: string): Mapping {
  const file = { name: 'import.yaml', bytes: new TextEncoder().encode(yaml) };
  const { value, diagnostics } = readMapping(file);
  if (value === undefined) throw new Error(JSON.stringify(diagnostics, null, 1));
  return value;
}

export interface ImportOptions {
  readonly name?: string;
  readonly mapping?: Mapping;
  readonly flags?: MappingFlags;
  readonly sensitive?: readonly FieldName[];
}

/** Imports an export that is given as text or bytes; the id is `{id}` unless something else says so. */
export function importExport(content: string | Uint8Array, options: ImportOptions = {}): Imported {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const base = options.mapping ?? EMPTY_MAPPING;
  const id = base.id === null ? { id: '{id}' } : {};
  const mapping = overrideMapping(base, { ...id, ...options.flags });
  if (mapping.value === undefined) throw new Error(JSON.stringify(mapping.diagnostics, null, 1));
  const name = options.name ?? 'people.csv';
  const { value, diagnostics } = readPeople(
    { name, bytes },
    mapping.value,
    options.sensitive ?? ['phone'],
  );
  return {
    read: value,
    users: Object.fromEntries((value?.people.users ?? []).map(({ id, fields }) => [id, fields])),
    left: (value?.people.left ?? []).map(({ id }) => id),
    diagnostics,
    told: diagnostics.map(tell),
    text: JSON.stringify(diagnostics),
  };
}

function tell({ code, place, path }: Diagnostic): string {
  const where = place === undefined ? '' : ` ${place.file}:${place.line}:${place.column}`;
  return `${code}${where}${path === undefined ? '' : ` (${path})`}`;
}

/** Text in UTF-16, with a BOM or without. */
export function utf16(text: string, order: 'le' | 'be', bom = true): Uint8Array {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return new Uint8Array(
    [...(bom ? [0xfeff] : []), ...units].flatMap((unit) =>
      order === 'le' ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255],
    ),
  );
}

/** Text in windows-1252, for characters that Latin-1 has too. */
export function latin1(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
