import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { compileGlob } from '../core/text/glob.js';

/** The real path of a file that may not exist yet. */
export function whereItLeads(path: string): string {
  const full = resolve(path);
  try {
    return realpathSync(full);
  } catch {
    try {
      return join(realpathSync(dirname(full)), basename(full));
    } catch {
      return full;
    }
  }
}

/** Each file once, under its first name: `users.yaml ./users.yaml` and patterns that overlap name one twice. */
export function distinctFiles(paths: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return paths.filter((path) => {
    const file = whereItLeads(path);
    const isNew = !seen.has(file);
    seen.add(file);
    return isNew;
  });
}

const PATTERN = /[*?]/;

/** Whether a path stands for any number of files. */
export function isPattern(path: string): boolean {
  return PATTERN.test(path);
}

/** A path of a file in `folder`, seen from the working folder; '' is the working folder itself. */
export function inFolder(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

/** The nearest folder above, or this one, that is a git checkout; null outside of any. */
export function findCheckout(folder: string): string | null {
  if (existsSync(join(folder, '.git'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? null : findCheckout(parent);
}

/** The files that paths and patterns name. A path stays, whether it exists or not; a pattern may match none. */
export function findFiles(patterns: readonly string[]): readonly string[] {
  return distinctFiles(
    patterns.flatMap((pattern) => (isPattern(pattern) ? filesLike(pattern) : [pattern])),
  );
}

/** `*` and `?` stand for anything within one folder, but for a leading dot. */
function filesLike(pattern: string): readonly string[] {
  let found = [pattern.startsWith('/') ? '/' : ''];
  for (const step of pattern.split('/').filter((name) => name !== '')) {
    const fits = compileGlob(step);
    found = found.flatMap((folder) =>
      PATTERN.test(step)
        ? namesIn(folder)
            .filter((name) => !name.startsWith('.') && fits(name))
            .map((name) => `${folder}${name}/`)
        : [`${folder}${step}/`],
    );
  }
  return found.map((path) => path.slice(0, -1)).filter((path) => existsSync(path));
}

/** The names in a folder, sorted; none if it can't be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder === '' ? '.' : folder).sort();
  } catch {
    return [];
  }
}
