import { existsSync, readdirSync, realpathSync } from 'node:fs';
import nodePath, {
  basename,
  dirname,
  isAbsolute,
  join,
  relative,
  resolve,
  type PlatformPath,
} from 'node:path';
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
function distinctFiles(paths: readonly string[]): readonly string[] {
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

/**
 * The way from a folder to a file in it, with `/` on every system: as git, GitHub, GitLab and corform.yaml write
 * it. Null if the file lies elsewhere, for example on another drive.
 */
export function wayTo(folder: string, file: string, path: PlatformPath = nodePath): string | null {
  const way = path.relative(folder, file);
  const isOutside = way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way);
  return isOutside ? null : way.split(path.sep).join('/');
}

/** The folders and the name of a pattern, and where it begins: `C:\\` or `/`, or '' for the working folder. */
export function stepsOf(
  pattern: string,
  path: PlatformPath = nodePath,
): { readonly root: string; readonly steps: readonly string[] } {
  const { root } = path.parse(pattern);
  const separator = path.sep === '\\' ? /[\\/]/ : '/';
  const steps = pattern.slice(root.length).split(separator);
  return { root, steps: steps.filter((name) => name !== '') };
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
  const { root, steps } = stepsOf(pattern);
  let found = [root];
  for (const step of steps) {
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

/** Returns a test of whether a path, seen from the working folder, is one that the patterns mean; null without any. */
export function fitPatterns(paths: readonly string[]): ((path: string) => boolean) | null {
  const patterns = paths.filter(isPattern).map((pattern) => {
    const { steps } = stepsOf(relative('', pattern));
    return steps.map(compileGlob);
  });
  if (patterns.length === 0) return null;
  return (path) => {
    const names = path.split('/');
    return patterns.some(
      (steps) =>
        steps.length === names.length &&
        steps.every((fits, at) => fits(names[at] ?? '')) &&
        !names.some((name) => name.startsWith('.')),
    );
  };
}

/** The names in a folder, sorted; none if it can't be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder === '' ? '.' : folder).sort();
  } catch {
    return [];
  }
}
