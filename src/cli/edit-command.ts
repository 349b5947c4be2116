import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { checkEditable } from '../app/adopt/load-editable.js';
import { writeEditedFiles } from '../app/adopt/write-edited-files.js';
import type { BulkChange } from '../core/edit/bulk-edits.js';
import { editInBulk, type BulkRequest, type BulkResult } from '../core/edit/edit-in-bulk.js';
import { parseSharedTarget } from '../core/edit/parse-arguments.js';
import { noteOf, warningOf, type Diagnostic } from '../core/errors/diagnostic.js';
import { CONFLICTING_FLAGS } from '../core/errors/command.js';
import {
  EDIT_OF_UNKNOWN,
  NOBODY_SELECTED,
  ONE_LINE_WOULD_DO,
  PROTECTED_FROM_REMOVAL,
} from '../core/errors/edit.js';
import { SELECTION_FITS_NOBODY } from '../core/errors/plan.js';
import { failureOf, requireValue } from '../core/errors/failure.js';
import { renderEditsJson } from '../core/render/json/edits.js';
import { renderEditCounts, renderEditedFields, renderFileDiff } from '../core/render/text/edits.js';
import type { Settings } from '../core/settings/settings.js';
import { countOf, sampleIds } from '../core/text/phrase.js';
import { BaseCommand } from './base-command.js';
import { isCi } from './ci.js';
import { wantsColor } from './color.js';
import { EXIT } from './exit-codes.js';
import { jsonFlag, repeatable, withVariables } from './flags.js';
import { selectionFlags, selectionOf } from './plan-flags.js';
import { processConsole } from './process-console.js';
import { localFiles, usersFiles } from './wire.js';

/** Flags of the commands that edit users.yaml. */
export const editFlags = {
  ...selectionFlags,
  ...withVariables(
    {
      limit: Flags.integer({ description: 'At most this many users, ordered by id.', min: 1 }),
      all: Flags.boolean({
        description: "All users. Needed if you don't select users in another way.",
        default: false,
      }),
    },
    'SELECTION',
  ),
  ...withVariables({
    file: repeatable(
      'Only this file, or the files that match this pattern. Default: the files in the settings. Repeatable.',
    ),
    write: Flags.boolean({
      description: 'Writes the files. Without --write, the command only shows the diff.',
      default: false,
    }),
  }),
  ...jsonFlag,
};

/** The flag of the commands that can also edit what users share. */
export const sharedFlags = withVariables({
  in: Flags.string({
    description: 'Edits a shared section instead: defaults, or profile:NAME.',
    exclusive: ['only', 'exclude', 'where', 'limit', 'ids-from', 'all'],
  }),
});

export type EditFlags = InferredFlags<typeof editFlags & typeof BaseCommand.baseFlags>;

/** What `set`, `unset` and `remove` share. */
export abstract class EditCommand extends BaseCommand {
  /** Makes the change for the selected users, shows it, and writes it if that is asked for. */
  protected async editUsers(
    settings: Settings,
    flags: EditFlags,
    change: BulkChange,
  ): Promise<number> {
    requireSelection(flags);
    const selection = await selectionOf(flags);
    return this.edit(settings, flags, { change, selection, ...settings });
  }

  /** Makes the change for the selected users, or in the profile or the defaults that `--in` names. */
  protected async editFields(
    settings: Settings,
    flags: EditFlags & { readonly in?: string | undefined },
    change: Exclude<BulkChange, { readonly kind: 'remove' }>,
  ): Promise<number> {
    if (flags.in === undefined) return this.editUsers(settings, flags, change);
    const shared = requireValue(parseSharedTarget(flags.in));
    return this.edit(settings, flags, { change, shared, ...settings });
  }

  private async edit(settings: Settings, flags: EditFlags, request: BulkRequest): Promise<number> {
    const read = await checkEditable(localFiles, {
      ...(await this.usersFiles(flags.file, settings, flags)),
      // The required users may be in the other files.
      required: flags.file === undefined ? settings.required : [],
      sensitive: settings.sensitive,
    });
    const desired = this.requireValid(read);
    const result = requireValue(editInBulk(read.documents, desired, request));
    const written = flags.write && result.files.length > 0;
    if (written) {
      const edited = result.files.map(({ after: { name, stored } }) => ({ name, text: stored }));
      await writeEditedFiles(usersFiles, read.sources, edited);
    }
    const isIdle = 'selection' in request && result.selected === 0 && result.missing.length === 0;
    this.showDiagnostics([...(isIdle ? [NOBODY_FITS] : []), ...remarksOn(result, this.id ?? '')]);
    this.show(result, settings, { ...flags, written });
    return EXIT.done;
  }

  private show(
    result: BulkResult,
    { sensitive }: Settings,
    { json, written }: { readonly json: boolean; readonly written: boolean },
  ): void {
    const isLog = isCi();
    if (json) {
      processConsole.result(renderEditsJson(result, { sensitive, withValues: !isLog, written }));
      return;
    }
    if (isLog) {
      processConsole.results(renderEditedFields(result.rows));
    } else {
      const color = wantsColor(process.stdout);
      for (const file of result.files) {
        processConsole.results(renderFileDiff(file, { sensitive, color }));
      }
    }
    const gap = result.files.length > 0 ? '\n' : '';
    processConsole.result(`${gap}${renderEditCounts(result, written)}`);
  }
}

const NOBODY_FITS = warningOf(SELECTION_FITS_NOBODY, {
  summary: 'The selection fits no user in the users files.',
  fix: 'Check the values of --only, --where and --exclude.',
});

function requireSelection(flags: EditFlags): void {
  const isSelected =
    [flags.only, flags.exclude, flags.where].some((texts) => (texts ?? []).length > 0) ||
    flags['ids-from'] !== undefined;
  if (isSelected && flags.all) {
    throw failureOf(CONFLICTING_FLAGS, {
      summary: "--all can't be combined with a selection",
      fix: 'Leave one of them out.',
    });
  }
  if (isSelected || flags.all) return;
  throw failureOf(NOBODY_SELECTED, { summary: 'No users are selected.' });
}

function remarksOn(
  { spared, missing, profile }: BulkResult,
  command: string,
): readonly Diagnostic[] {
  return [
    ...(spared.length === 0
      ? []
      : [
          warningOf(PROTECTED_FROM_REMOVAL, {
            summary: `${countOf(spared.length, 'protected user')} left in place: ${sampleIds(spared)}`,
          }),
        ]),
    ...(missing.length === 0
      ? []
      : [
          warningOf(EDIT_OF_UNKNOWN, {
            summary: `${countOf(missing.length, 'id')} of --ids-from not found in the users files: ${sampleIds(missing)}`,
            fix: 'Check the ids. If these users were removed before, ignore this warning.',
          }),
        ]),
    ...(profile?.kind !== 'profile'
      ? []
      : [
          noteOf(ONE_LINE_WOULD_DO, {
            summary: `These are exactly the users of the profile ${JSON.stringify(profile.name)} in ${profile.file}.`,
            fix: `To change only one line: corform ${command} … --in profile:${profile.name}`,
          }),
        ]),
  ];
}
