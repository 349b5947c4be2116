/** Which files hold the users, and which look as if they did. */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { errorOf, noteOf, type Diagnostic } from '../core/errors/diagnostic.js';
import { Failure } from '../core/errors/failure.js';
import { NO_USERS_FILE } from '../core/errors/users.js';
import { UNLISTED_USERS_FILE } from '../core/errors/yaml.js';
import { sampleIds } from '../core/text/phrase.js';
import { suggestAmong } from '../core/text/suggest.js';
import { findFiles, isPattern, whereItLeads } from './paths.js';
import { localFiles } from './wire.js';

export interface UsersFiles {
  /** As they were named. */
  readonly patterns: readonly string[];
  /** As seen from the working folder. */
  readonly paths: readonly string[];
  /** The folder that they must lie in, links followed. */
  readonly root: string;
  /** Whether the settings name them. */
  readonly fromSettings: boolean;
}

/** Finds the files that a command names, or else those of the settings, patterns expanded, which may match none. */
export function findUsersFiles(
  named: readonly string[] | undefined,
  settings: { readonly files: readonly string[]; readonly folder: string },
): UsersFiles {
  const fromSettings = named === undefined || named.length === 0;
  const patterns = fromSettings ? settings.files : named;
  const root = fromSettings ? rootOf(settings.folder) : process.cwd();
  return { patterns, paths: findFiles(patterns), root, fromSettings };
}

/** Throws Failure if one of the files is missing, and for a pattern that no file fits. */
export async function requireUsersFiles({ patterns, fromSettings }: UsersFiles): Promise<void> {
  const missing = await Promise.all(patterns.map((path) => explainMissing(path, fromSettings)));
  const problems = missing.filter((problem) => problem !== null);
  if (problems.length > 0) throw new Failure(problems);
}

/** The working folder, or that of the settings if it lies elsewhere. */
export function rootOf(folder: string): string {
  const way = relative(process.cwd(), resolve(folder));
  return way === '..' || way.startsWith(`..${sep}`) ? resolve(folder) : process.cwd();
}

async function explainMissing(path: string, isDefault: boolean): Promise<Diagnostic | null> {
  if (isPattern(path)) {
    if (findFiles([path]).length > 0) return null;
    return errorOf(NO_USERS_FILE, {
      summary: `No file fits ${path}.`,
      fix: 'Check the pattern, and the folder that corform runs in.',
    });
  }
  if (await localFiles.exists(path)) return null;
  const misnamed = await explainMisnamed(path);
  if (misnamed !== null) return misnamed;
  const folder = dirname(path);
  const meant = suggestAmong(basename(path), yamlFilesIn(folder));
  return errorOf(NO_USERS_FILE, {
    summary: folder === '.' ? `No ${path} here.` : `There is no ${path}.`,
    fix:
      meant !== undefined
        ? `Did you mean ${join(folder, meant)}?`
        : isDefault
          ? undefined
          : 'Check the name, and the folder that corform runs in.',
  });
}

/** Reports a users file with the other ending (.yml), which corform does not read, or returns null. */
export async function explainMisnamed(path: string): Promise<Diagnostic | null> {
  const other = path.replace(/\.yaml$/, '.yml');
  if (other === path || (await localFiles.exists(path)) || !(await localFiles.exists(other))) {
    return null;
  }
  return errorOf(NO_USERS_FILE, {
    summary: `There is no ${path}, and ${other} is not read.`,
    fix: `Rename ${other}, or list it in "files" of corform.yaml.`,
  });
}

/** How much of a file is looked at. */
const MOST_BYTES = 65_536;
/** How many files of a folder are looked at. */
const MOST_FILES = 200;

/** Remarks on YAML files with users beside those that the settings list: nobody would miss them. */
export function findUnlisted({ paths, fromSettings }: UsersFiles): readonly Diagnostic[] {
  if (!fromSettings) return [];
  const listed = new Set(paths.map(whereItLeads));
  const folders = [...new Set(paths.map((path) => dirname(path)))];
  const unlisted = folders
    .flatMap((folder) => yamlFilesIn(folder).map((name) => join(folder, name)))
    .filter((path) => !listed.has(whereItLeads(path)) && holdsUsers(path));
  const [first] = unlisted;
  if (first === undefined) return [];
  const isOne = unlisted.length === 1;
  return [
    noteOf(UNLISTED_USERS_FILE, {
      summary: `${isOne ? 'A file holds' : 'Files hold'} users and ${isOne ? 'is' : 'are'} not read: ${sampleIds(unlisted, (path) => path)}`,
      place: { file: first, line: 1, column: 1 },
      fix: `List it in "files" of corform.yaml, for example files: [${JSON.stringify(join(dirname(first), '*.yaml'))}]`,
    }),
  ];
}

function yamlFilesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^[^.].*\.ya?ml$/i.test(name));
    return names.sort().slice(0, MOST_FILES);
  } catch {
    return [];
  }
}

function holdsUsers(path: string): boolean {
  if (basename(path) === 'corform.yaml' || !isFile(path)) return false;
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(MOST_BYTES);
    const text = bytes.toString('utf8', 0, readSync(file, bytes));
    return /^source:/m.test(text) && /^users:/m.test(text);
  } finally {
    closeSync(file);
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
