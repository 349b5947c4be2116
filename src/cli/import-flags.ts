import * as Flags from '@oclif/core/flags';
import type { ExportRequest } from '../app/adopt/read-export.js';
import { FLAG_NEEDS_ANOTHER } from '../core/errors/command.js';
import { warningOf, type Diagnostic } from '../core/errors/diagnostic.js';
import { describePeople } from '../core/import/describe-people.js';
import type { People } from '../core/import/people.js';
import type { FieldName } from '../core/model.js';
import { escapeTerminal } from '../core/render/escape.js';
import type { MappingFlags } from '../core/import/override-mapping.js';
import { PRESET_NAMES } from '../core/import/presets.js';

/** Flags that say how an export is read: those of import, and of `init --from`. */
export const readingFlags = {
  preset: Flags.string({
    description: 'The system that made the export.',
    options: ['auto', ...PRESET_NAMES],
    env: 'CORFORM_PRESET',
    helpGroup: 'READING',
  }),
  mapping: Flags.string({
    description:
      'The mapping, which turns rows into users. Default: import.yaml in the working folder, if it exists.',
    env: 'CORFORM_MAPPING',
    helpGroup: 'READING',
  }),
  source: Flags.string({
    description:
      'The external system that the ids belong to, for example OKTA. Needed for a new file.',
    env: 'CORFORM_SOURCE',
    helpGroup: 'READING',
  }),
  id: Flags.string({
    description: 'The external id of a row, for example "OKTA-USER-{employeeNumber}".',
    env: 'CORFORM_ID',
    helpGroup: 'READING',
  }),
  map: Flags.string({
    description:
      'Where a field comes from: FIELD=EXPR, for example "last_name={Apellido}". Repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    env: 'CORFORM_MAP',
    helpGroup: 'READING',
  }),
  keep: Flags.string({
    description: 'Only rows with one of these values: COLUMN=VALUE,VALUE. Repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    env: 'CORFORM_KEEP',
    helpGroup: 'READING',
  }),
  drop: Flags.string({
    description: 'Leaves out rows with one of these values: COLUMN=VALUE,VALUE. Repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    env: 'CORFORM_DROP',
    helpGroup: 'READING',
  }),
  encoding: Flags.string({
    description: 'The encoding of the export, for example windows-1252.',
    env: 'CORFORM_ENCODING',
    helpGroup: 'READING',
  }),
  delimiter: Flags.string({
    description: 'The delimiter of a CSV: , ; | or tab.',
    env: 'CORFORM_DELIMITER',
    helpGroup: 'READING',
  }),
  decimal: Flags.string({
    description: 'The decimal separator of numbers: , or .',
    env: 'CORFORM_DECIMAL',
    helpGroup: 'READING',
  }),
  dates: Flags.string({
    description: 'Whether the day (dmy) or the month (mdy) comes first in 03/04/2025.',
    env: 'CORFORM_DATES',
    helpGroup: 'READING',
  }),
};

/** The values of the flags on reading. */
export type ReadingFlags = Omit<MappingFlags, 'preset'> & {
  readonly preset?: string | undefined;
  readonly mapping?: string | undefined;
};

/** What to read, and how, as the flags say. */
export function exportRequestOf(
  path: string,
  flags: ReadingFlags,
  sensitive: readonly FieldName[],
): ExportRequest {
  const preset = flags.preset as MappingFlags['preset'];
  return { path, mapping: flags.mapping ?? null, flags: { ...flags, preset }, sensitive };
}

/** What was read, for people. */
export function renderPeople(people: People): string {
  return describePeople(people)
    .map((line) => `${escapeTerminal(line)}\n`)
    .join('');
}

/** Warns about a mapping for an export that is not named. */
export function checkMapping(flags: {
  readonly people?: string | undefined;
  readonly mapping?: string | undefined;
}): readonly Diagnostic[] {
  if (flags.mapping === undefined || flags.people !== undefined) return [];
  return [
    warningOf(FLAG_NEEDS_ANOTHER, {
      summary: '--mapping has no effect without --people.',
      fix: 'Add `--people FILE`, or leave out `--mapping`.',
    }),
  ];
}
