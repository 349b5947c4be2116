import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

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
