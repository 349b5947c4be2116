import { ASSUMED_ENCODING, NO_ROWS } from '../errors/export.js';
import {
  hasErrors,
  refuse,
  sortDiagnostics,
  warningOf,
  type Diagnostic,
  type Outcome,
} from '../errors/diagnostic.js';
import { FIELD_NAMES } from '../model.js';
import type { FieldName } from '../model.js';
import type { SourceFile } from '../yaml/source-file.js';
import type { Repairs } from './clean-cell.js';
import { columnKey } from './column-names.js';
import { readCsvTable } from './csv-table.js';
import { decodeExport } from './decode-export.js';
import type { HeaderQuestion } from './find-header.js';
import { Problems } from './problems.js';
import { readJsonTable } from './json-table.js';
import { mapRows } from './map-rows.js';
import type { Mapping } from './mapping.js';
import type { ImportedUser, People } from './people.js';
import { presetColumns, recognisePreset } from './presets.js';
import { resolveMapping, type ResolvedMapping } from './resolve-mapping.js';
import { referencesOf } from './template.js';

export interface ReadPeople {
  readonly people: People;
  /** What was settled on the way; `--save-mapping` writes it. */
  readonly mapping: ResolvedMapping;
}

/**
 * Reads an export, CSV or JSON, as people: bytes, text, table, mapping, users. Promises every problem of
 * the rows at once, sorted by place. Values of `sensitive` fields are in no message.
 */
export function readPeople(
  file: SourceFile,
  mapping: Mapping,
  sensitive: readonly FieldName[],
): Outcome<ReadPeople> {
  const decoded = decodeExport(file, mapping.encoding);
  if (decoded.value === undefined) return { value: undefined, diagnostics: decoded.diagnostics };
  const { text } = decoded.value;
  const { value: table, diagnostics: faults } = /^\s*[[{]/.test(text)
    ? readJsonTable(file.name, text)
    : readCsvTable({ file: file.name, text, ...expectHeader(mapping) });
  if (table === undefined) return { value: undefined, diagnostics: faults };
  const resolved = resolveMapping(
    mapping,
    table,
    mapping.preset === 'auto' ? recognisePreset(table) : mapping.preset,
  );
  if (table.rows === 0) {
    return refuse(NO_ROWS, { summary: `${file.name} has no rows`, place: table.placeOf(0) });
  }
  const problems = new Problems();
  const repairs: Repairs = { tidied: 0, guards: 0 };
  const reading = { table, blanks: resolved.blanks, repairs, problems };
  const mapped = mapRows(reading, resolved, sensitive);
  const diagnostics = sortDiagnostics([
    ...(decoded.value.isAssumed ? [sayEncoding(file.name, mapped.users, sensitive)] : []),
    ...problems.all(),
  ]);
  if (hasErrors(diagnostics)) return { value: undefined, diagnostics };
  const people: People = {
    users: mapped.users,
    left: mapped.left,
    fields: FIELD_NAMES.filter((field) => resolved.fields[field] !== undefined),
    facts: {
      file: file.name,
      encoding: decoded.value.encoding,
      delimiter: table.delimiter,
      preset: resolved.applied,
      rows: table.rows,
      skipped: mapped.skipped,
      dropped: mapped.dropped,
      from: Object.fromEntries(
        Object.entries(resolved.fields).map(([field, { from }]) => [field, from.value.text]),
      ),
      unread: table.unread(mapped.columns),
      repairs,
    },
  };
  return { value: { people, mapping: resolved }, diagnostics };
}

/** What the header of a CSV is known by. */
function expectHeader(mapping: Mapping): Omit<HeaderQuestion, 'file' | 'text'> {
  const references = referencesIn(mapping);
  return {
    names: new Set([
      ...references.map(columnKey),
      ...FIELD_NAMES,
      ...presetColumns(mapping.preset),
    ]),
    byPosition: references.some((reference) => reference.startsWith('#')),
    delimiter: mapping.delimiter,
  };
}

/** Every column that a mapping names. */
function referencesIn(mapping: Mapping): readonly string[] {
  const { id, email, fields, keep, left, drop } = mapping;
  const expressions = [id, email, ...Object.values(fields).map(({ from }) => from)];
  return [
    ...expressions.flatMap((written) => (written === null ? [] : referencesOf(written.value))),
    ...[...keep, ...left, ...drop].map(({ column }) => column.value),
  ];
}

/** Says which encoding was taken, with words by which a person sees whether it is right. */
function sayEncoding(
  file: string,
  users: readonly ImportedUser[],
  sensitive: readonly FieldName[],
): Diagnostic {
  const samples = new Set<string>();
  const shown = FIELD_NAMES.filter((field) => !sensitive.includes(field));
  for (const { fields } of users) {
    for (const field of shown) {
      for (const [word] of String(fields[field] ?? '').matchAll(/\S*[^\x00-\x7f]\S*/g)) {
        if (samples.size < 3) samples.add(word);
      }
    }
    if (samples.size === 3) break;
  }
  const words = [...samples].map((word) => JSON.stringify(word)).join(', ');
  return warningOf(ASSUMED_ENCODING, {
    summary: `${file} is not UTF-8, so corform read it as windows-1252${words === '' ? '' : `: ${words}`}`,
  });
}
