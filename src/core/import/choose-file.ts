import { BAD_FILE_FOR_NEW, NO_FILE_FOR_NEW } from '../errors/import.js';
import { errorOf, refuse, type Diagnostic, type Outcome } from '../errors/diagnostic.js';
import type { FieldName } from '../model.js';
import { matchesPath } from '../text/glob.js';
import { countOf } from '../text/phrase.js';
import type { Written } from './mapping.js';
import type { ImportedUser } from './people.js';
import { slugOf } from './slug.js';
import type { Expression } from './template.js';

export interface PatternFiles {
  /** The files that are there, as the settings name them. */
  readonly present: readonly string[];
  /** `files:` of the settings: paths, and patterns with `*` and `?`. */
  readonly patterns: readonly string[];
  /** `file:` of the mapping; null if it says nothing. */
  readonly template: Written<Expression> | null;
}

/** The file of each new user: the only one there is, or what `file:` says. Reports every user who has none. */
export function chooseFiles(
  users: readonly ImportedUser[],
  files: PatternFiles,
): Outcome<ReadonlyMap<string, readonly ImportedUser[]>> {
  const { present, template } = files;
  const [only, second] = present;
  if (users.length === 0) return { value: new Map(), diagnostics: [] };
  if (template === null) {
    if (only !== undefined && second === undefined) {
      return { value: new Map([[only, users]]), diagnostics: [] };
    }
    return refuse(NO_FILE_FOR_NEW, {
      summary: `There are ${present.length} users files, and the mapping does not say which one is for ${countOf(users.length, 'new user')}`,
    });
  }
  const chosen = new Map<string, ImportedUser[]>();
  const problems = new Map<string, Diagnostic>();
  for (const user of users) {
    const path = fillIn(user, template.value);
    const problem = findProblem(user, path, template, files.patterns);
    if (problem === undefined) addTo(chosen, path, user);
    else problems.set(problem.summary, problem);
  }
  return { value: problems.size > 0 ? undefined : chosen, diagnostics: [...problems.values()] };
}

function addTo(chosen: Map<string, ImportedUser[]>, path: string, user: ImportedUser): void {
  const others = chosen.get(path);
  if (others === undefined) chosen.set(path, [user]);
  else others.push(user);
}

function findProblem(
  user: ImportedUser,
  path: string,
  { value, origin }: Written<Expression>,
  patterns: readonly string[],
): Diagnostic | undefined {
  const where = { place: origin.place, path: origin.name };
  const missing = missingField(user, value);
  if (missing !== undefined) {
    return errorOf(BAD_FILE_FOR_NEW, {
      summary: `The new user ${JSON.stringify(user.id)} has no ${missing}, which the file name needs`,
      ...where,
      fix: 'Fill it in the export, or write another file: in import.yaml.',
    });
  }
  if (patterns.some((pattern) => matchesPath(pattern, path))) return undefined;
  return errorOf(BAD_FILE_FOR_NEW, {
    summary: `New users would go into ${path}, which files: of corform.yaml does not list`,
    ...where,
    fix: `Add ${path}, or a pattern for it, to files: in corform.yaml.`,
  });
}

function missingField(user: ImportedUser, { template }: Expression): string | undefined {
  const hole = template.find(
    (part) => typeof part !== 'string' && slugOf(valueOf(user, part.reference)) === '',
  );
  return typeof hole === 'object' ? hole.reference : undefined;
}

function fillIn(user: ImportedUser, { template }: Expression): string {
  return template
    .map((part) => (typeof part === 'string' ? part : slugOf(valueOf(user, part.reference))))
    .join('');
}

function valueOf({ fields }: ImportedUser, reference: string): string {
  return String(fields[reference as FieldName] ?? '');
}
