import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
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

/** The files that paths and patterns name. A path stays, whether it exists or not; a pattern may match none. */
export function findFiles(patterns: readonly string[]): readonly string[] {
  return distinctFiles(
    patterns.flatMap((pattern) => (PATTERN.test(pattern) ? filesLike(pattern) : [pattern])),
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

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder === '' ? '.' : folder).sort();
  } catch {
    return [];
  }
}
