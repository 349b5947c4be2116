/**
 * A matcher for a glob on ids: `*` is any run of characters, `?` is any one character, everything else
 * is itself. Case-sensitive, on the whole id. Not a regular expression, so no pattern can make it slow:
 * at worst it takes the product of the two lengths.
 */
export function compileGlob(glob: string): (text: string) => boolean {
  const pattern = Array.from(glob);
  return (text) => matches(pattern, Array.from(text));
}

/** Whether a path is one of a pattern: `*` and `?` stand for anything within one folder. */
export function matchesPath(pattern: string, path: string): boolean {
  const wanted = foldersOf(pattern);
  const steps = foldersOf(path);
  return (
    wanted.length === steps.length &&
    wanted.every((glob, at) => compileGlob(glob)(String(steps[at])))
  );
}

function foldersOf(path: string): readonly string[] {
  return path.split('/').filter((step) => step !== '' && step !== '.');
}

function matches(pattern: readonly string[], text: readonly string[]): boolean {
  let p = 0;
  let star = -1; // the last `*`, and the first character that it does not cover
  let resume = 0;
  for (let t = 0; t < text.length;) {
    if (pattern[p] === '*') {
      star = p;
      resume = t;
      p += 1;
    } else if (pattern[p] === '?' || pattern[p] === text[t]) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      // Only the last star is ever worth lengthening.
      p = star + 1;
      resume += 1;
      t = resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
