/** Longer names are not somebody's slip of the fingers. */
const MAX_LENGTH = 64;
/** Bounds the work for a file of nothing but unknown names. */
const MAX_CANDIDATES = 200;
const MAX_REMEMBERED = 1_000;

/** Finds the known name that was probably meant, or undefined. */
export type Suggest = (unknown: string) => string | undefined;

/**
 * Suggests among `candidates` the one that differs only in case and separators (`firstName`), else the
 * nearest by edit distance (at most two edits, at most a third of the name), else one of which the unknown
 * name is the beginning, or that begins it (`role`, `phone_number`).
 */
export function createSuggest(candidates: Iterable<string>): Suggest {
  const known = [...candidates]
    .slice(0, MAX_CANDIDATES)
    .map((name) => ({ name, plain: simplify(name) }));
  const remembered = new Map<string, string | undefined>();
  return (unknown) => {
    if (remembered.has(unknown)) return remembered.get(unknown);
    if (unknown.length > MAX_LENGTH || remembered.size >= MAX_REMEMBERED) return undefined;
    const found = findNearest(simplify(unknown), known);
    remembered.set(unknown, found);
    return found;
  };
}

/** Finds the candidate that was probably meant, among any number of them, once. */
export function suggestAmong(unknown: string, candidates: Iterable<string>): string | undefined {
  if (unknown.length > MAX_LENGTH) return undefined;
  const known = Array.from(candidates, (name) => ({ name, plain: simplify(name) }));
  return findNearest(simplify(unknown), known);
}

interface Candidate {
  readonly name: string;
  readonly plain: string;
}

function findNearest(wanted: string, known: readonly Candidate[]): string | undefined {
  let best: Candidate | undefined;
  let least = Math.min(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.plain);
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  best ??= known.find(({ plain }) => wanted.length >= 4 && isBeginning(wanted, plain));
  return best?.name;
}

function isBeginning(a: string, b: string): boolean {
  return b.length >= 4 && (a.startsWith(b) || b.startsWith(a));
}

function simplify(name: string): string {
  return name
    .slice(0, MAX_LENGTH)
    .toLowerCase()
    .replace(/[\s_-]/g, '');
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const options = [at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1)];
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        options.push(at(beforeLast, j - 2) + 1);
      }
      row.push(Math.min(...options));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return Number(row[index]);
}
