import {
  type Diagnostic,
  errorOf,
  hasErrors,
  type Outcome,
  sortDiagnostics,
} from '../errors/diagnostic.js';
import { NO_USERS_FILE } from '../errors/users.js';
import { compareIds } from '../model.js';
import type { DesiredState, DesiredUser, ExternalId, FieldName, UserFields } from '../model.js';
import { checkTexts } from './check-texts.js';
import { normalizeFile, placeOfUser } from './normalize.js';
import type { UserEntry, UsersFile } from './normalize.js';
import { parseFile, type ParsedFile } from '../yaml/read-yaml.js';
import { checkRules } from './rules.js';
import { checkTeamRules, type TeamRules } from './team-rules.js';
import type { SourceFile } from '../yaml/source-file.js';
import { validateDocument } from './validate.js';

export type { SourceFile } from '../yaml/source-file.js';

export interface ReadOptions {
  /** Ids that must be present (`required:` of corform.yaml). */
  readonly required: readonly ExternalId[];
  /** Fields whose values must be in no message (`sensitive:` of corform.yaml); by default `phone`. */
  readonly sensitive?: readonly FieldName[];
  /** Which values the files may hold (`allowed:` and `scopes:` of corform.yaml); any if left out. */
  readonly team?: TeamRules | undefined;
}

/**
 * Reads all users files as one desired state: bytes, text, YAML, schema, profiles and defaults, rules.
 * Promises every problem of every file at once, sorted by place, warnings too; a file that can't be read
 * at one stage does not keep the others from being checked. Never throws, whatever the bytes.
 */
export function readDesired(
  files: readonly SourceFile[],
  options: ReadOptions,
): Outcome<DesiredState> {
  return checkUsersFiles(files.map(parseFile), options);
}

/** Does the second half of `readDesired`, for whoever needs the text and the YAML as well: schema, profiles and defaults, rules. */
export function checkUsersFiles(
  files: readonly ParsedFile[],
  options: ReadOptions,
): Outcome<DesiredState> {
  const sensitive = options.sensitive ?? ['phone'];
  const read = files.map((file) => checkFile(file, sensitive));
  const readable = read.flatMap(({ file }) => file ?? []);
  const [first] = readable;
  // A required id may be in the file that could not be read: to call it missing would mislead.
  const required = readable.length === files.length ? options.required : [];
  const diagnostics = sortDiagnostics([
    ...(files.length === 0 ? [NO_FILE] : []),
    ...read.flatMap((outcome) => outcome.diagnostics),
    ...checkRules({ files: readable, required }),
    ...(options.team === undefined ? [] : checkTeamRules(readable, options.team, sensitive)),
  ]);
  return {
    value:
      first === undefined || hasErrors(diagnostics)
        ? undefined
        : toDesiredState(first.source, readable),
    diagnostics,
  };
}

const NO_FILE: Diagnostic = errorOf(NO_USERS_FILE, { summary: 'there is no users file to read' });

interface ReadResult {
  /** Also present if the file has errors but is readable, so the rules can check the rest. */
  readonly file: UsersFile | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

function checkFile(
  { name, yaml, diagnostics }: ParsedFile,
  sensitive: readonly FieldName[],
): ReadResult {
  if (yaml === undefined) return { file: undefined, diagnostics };
  return {
    file: normalizeFile(name, yaml),
    diagnostics: [
      ...diagnostics,
      ...validateDocument(yaml, sensitive),
      ...checkTexts(yaml, sensitive),
    ],
  };
}

/** Only for files without an error. */
function toDesiredState(source: string, files: readonly UsersFile[]): DesiredState {
  return {
    source,
    users: files
      .flatMap(({ users }) => users.map(toDesiredUser))
      .sort((a, b) => compareIds(a.id, b.id)),
  };
}

function toDesiredUser(entry: UserEntry): DesiredUser {
  return {
    id: entry.id,
    // The schema has found every field to be text or a number.
    fields: entry.fields as UserFields,
    protected: entry.protected,
    previously: entry.previously,
    place: placeOfUser(entry),
  };
}
