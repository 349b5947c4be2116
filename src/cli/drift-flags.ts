import * as Flags from '@oclif/core/flags';
import { COMMAND_LINE_REFUSED } from '../core/errors/command.js';
import { failureOf } from '../core/errors/failure.js';
import { LISTED_FIELDS } from '../core/model.js';
import { editFlags } from './edit-command.js';
import { endpointFlags, mappingFlag, repeatable, withVariables } from './flags.js';
import { reportFlag, selectionFlags } from './plan-flags.js';

/** What a difference can be, for `--fail-on`. */
export const DRIFT_KINDS = ['changed', 'conflict', 'missing', 'unmanaged', 'leavers'] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** How drift is written. */
export const DRIFT_FORMATS = ['text', 'json', 'markdown', 'html', 'github'] as const;
export type DriftFormat = (typeof DRIFT_FORMATS)[number];

export const driftFlags = {
  ...selectionFlags,
  limit: editFlags.limit,
  file: editFlags.file,
  ...withVariables(
    {
      fields: Flags.string({
        description: `Only these fields, separated by commas: ${LISTED_FIELDS.join(', ')}.`,
      }),
      ignore: repeatable(
        'Does not report what matches GLOB or GLOB:FIELD, and counts it. Repeatable; besides drift.ignore.',
      ),
    },
    'SELECTION',
  ),
  ...mappingFlag,
  ...withVariables({
    people: Flags.string({
      description:
        'An export with e-mail addresses: identifies people in COR, and shows who left and is still visible.',
    }),
    names: Flags.boolean({ description: 'Names the people in COR who are not managed.' }),
    accept: Flags.boolean({
      description: 'Writes into users.yaml what was changed in COR. Conflicts are left to you.',
    }),
    format: Flags.string({
      description: 'How the result is written.',
      options: DRIFT_FORMATS,
      default: 'text',
    }),
    json: Flags.boolean({ description: 'The same as --format json.' }),
    report: reportFlag(DRIFT_FORMATS),
    'detailed-exitcode': Flags.boolean({
      description: 'Exit code 2 if something was changed, is in conflict or is missing.',
    }),
    'fail-on': Flags.string({
      description: `Exit code 2 for these, separated by commas: ${DRIFT_KINDS.join(', ')}.`,
    }),
    commit: Flags.string({
      description: 'The commit to name instead of the one that is checked out.',
    }),
  }),
  ...endpointFlags,
};

/** Reads a value that names some of several choices, separated by commas. Throws Failure('usage'). */
export function readChoices<T extends string>(
  flag: string,
  text: string,
  choices: readonly T[],
): readonly T[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const found = choices.find((choice) => choice === part);
      if (found !== undefined) return found;
      throw failureOf(COMMAND_LINE_REFUSED, {
        summary: `${flag} can't be "${part}".`,
        fix: `Some of ${choices.join(', ')}.`,
      });
    });
}
