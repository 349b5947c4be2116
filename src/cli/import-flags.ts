import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { readExport, type ExportRequest } from '../app/adopt/read-export.js';
import { FLAG_NEEDS_ANOTHER } from '../core/errors/command.js';
import { warningOf, type Diagnostic } from '../core/errors/diagnostic.js';
import { describePeople } from '../core/import/describe-people.js';
import type { Leaver, People } from '../core/import/people.js';
import type { ExternalId, FieldName } from '../core/model.js';
import { escapeTerminal } from '../core/render/escape.js';
import type { MappingFlags } from '../core/import/override-mapping.js';
import { PRESET_NAMES } from '../core/import/presets.js';
import type { Settings } from '../core/settings/settings.js';
import { repeatable, withVariables } from './flags.js';
import { localFiles, readStdin } from './wire.js';

/** Flags that say how an export is read: those of import, and of `init --from`. */
export const readingFlags = withVariables(
  {
    preset: Flags.string({
      description: 'The system that made the export.',
      options: ['auto', ...PRESET_NAMES],
    }),
    mapping: Flags.string({
      description:
        'The mapping, which turns rows into users. Default: import.yaml in the working folder, if it exists.',
    }),
    source: Flags.string({
      description:
        'The external system that the ids belong to, for example OKTA. Needed for a new file.',
    }),
    id: Flags.string({
      description: 'The external id of a row, for example "OKTA-USER-{employeeNumber}".',
    }),
    map: repeatable(
      'Where a field comes from: FIELD=EXPR, for example "last_name={Apellido}". Repeatable.',
    ),
    keep: repeatable('Only rows with one of these values: COLUMN=VALUE,VALUE. Repeatable.'),
    drop: repeatable('Leaves out rows with one of these values: COLUMN=VALUE,VALUE. Repeatable.'),
    encoding: Flags.string({
      description: 'The encoding of the export, for example windows-1252.',
    }),
    delimiter: Flags.string({ description: 'The delimiter of a CSV: , ; | or tab.' }),
    decimal: Flags.string({ description: 'The decimal separator of numbers: , or .' }),
    dates: Flags.string({
      description: 'Whether the day (dmy) or the month (mdy) comes first in 03/04/2025.',
    }),
  },
  'READING',
);

/** The values of the flags on reading. */
export type ReadingFlags = InferredFlags<typeof readingFlags>;

/** The values of --people and its mapping. */
interface PeopleFlags {
  readonly people?: string | undefined;
  readonly mapping?: string | undefined;
}

/** What to read, and how, as the flags say. */
export function exportRequestOf(
  path: string,
  flags: ReadingFlags,
  sensitive: readonly FieldName[],
): ExportRequest {
  const preset = flags.preset as MappingFlags['preset'];
  return { path, mapping: flags.mapping ?? null, flags: { ...flags, preset }, sensitive };
}

/** The people of the export that --people names; null without one. Throws Failure. */
export async function readNamedPeople(
  { people, mapping }: PeopleFlags,
  { sensitive }: Settings,
): Promise<People | null> {
  if (people === undefined) return null;
  const request = { path: people, mapping: mapping ?? null, flags: {}, sensitive };
  return (await readExport({ files: localFiles, readStdin }, request)).people;
}

/** The e-mail addresses of people by their ids. */
export function emailsOf(people: readonly Leaver[]): readonly (readonly [ExternalId, string])[] {
  return people.flatMap(({ id, email }) => (email === null ? [] : [[id, email] as const]));
}

/** What was read, for people. */
export function renderPeople(people: People): string {
  return describePeople(people)
    .map((line) => `${escapeTerminal(line)}\n`)
    .join('');
}

/** Warns about a mapping for an export that is not named. */
export function checkMapping(flags: PeopleFlags): readonly Diagnostic[] {
  if (flags.mapping === undefined || flags.people !== undefined) return [];
  return [
    warningOf(FLAG_NEEDS_ANOTHER, {
      summary: '--mapping has no effect without --people.',
      fix: 'Add `--people FILE`, or leave out `--mapping`.',
    }),
  ];
}
