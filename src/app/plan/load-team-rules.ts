import { INVALID_CONFIG } from '../../core/errors/settings.js';
import { failureOf, requireValue } from '../../core/errors/failure.js';
import type { FieldName, FieldValue } from '../../core/model.js';
import type { Files } from '../../core/ports/system.js';
import type { AllowedSetting, TeamSettings, ValuesSetting } from '../../core/settings/settings.js';
import { parseFieldValue } from '../../core/users/parse-value.js';
import { normalizeValue } from '../../core/users/roles.js';
import type { AllowedValues, TeamRules } from '../../core/users/team-rules.js';
import { decodeText } from '../../core/yaml/decode-text.js';

const MAX_LIST_BYTES = 4 * 1024 * 1024;

/** What the paths of corform.yaml are relative to. */
export interface RulesFolder {
  /** Returns the path of a file that corform.yaml names. */
  readonly resolve: (file: string) => string;
  /** Returns the name of a users file as corform.yaml would write it, with `/`. */
  readonly pathOf: (file: string) => string;
  /** The folder that listed files must lie in. */
  readonly root: string;
}

/** Reads the rules of a team, and the files that list values. Throws Failure. */
export async function loadTeamRules(
  files: Files,
  { allowed, scopes }: TeamSettings,
  folder: RulesFolder,
): Promise<TeamRules> {
  return {
    allowed: await readAllowed(files, allowed, folder),
    scopes: await Promise.all(
      Object.entries(scopes).map(async ([pattern, setting]) => ({
        pattern,
        allowed: await readAllowed(files, setting, folder),
      })),
    ),
    pathOf: folder.pathOf,
  };
}

async function readAllowed(
  files: Files,
  setting: AllowedSetting,
  folder: RulesFolder,
): Promise<AllowedValues> {
  const entries = Object.entries(setting) as [FieldName, ValuesSetting][];
  const read = entries.map(async ([field, values]) => {
    const list = 'file' in values ? await readList(files, field, values.file, folder) : values;
    return [field, list.map((value) => normalizeValue(field, value))] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

async function readList(
  files: Files,
  field: FieldName,
  file: string,
  { resolve, root }: RulesFolder,
): Promise<readonly FieldValue[]> {
  const bytes = await files.read(resolve(file), { maxBytes: MAX_LIST_BYTES, inside: root });
  const text = requireValue(decodeText({ name: file, bytes }));
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const values = lines.filter((line) => line !== '');
  if (values.length === 0) {
    throw failureOf(INVALID_CONFIG, {
      summary: `${file} lists no values of ${field}`,
      fix: 'Write a value on each line, or take the rule out of corform.yaml.',
    });
  }
  return values.map((value) => parseFieldValue(field, value));
}
