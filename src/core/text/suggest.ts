/** Longer names are not somebody's slip of the fingers. */
const MAX_LENGTH = 64;
/** Bounds the work for a file of nothing but unknown names. */
const MAX_CANDIDATES = 200;
/** More edits are another name. */
const MAX_EDITS = 2;

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
  return (unknown) =>
    unknown.length > MAX_LENGTH ? undefined : findNearest(simplify(unknown), known);
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
  let least = Math.min(MAX_EDITS, Math.floor(wanted.length / 3)) + 1;
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

/**
 * Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment); infinite beyond
 * MAX_EDITS, so only cells that near to the diagonal are looked at.
 */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MAX_EDITS) return Infinity;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = new Array<number>(b.length + 1).fill(Infinity);
    row[0] = i;
    for (let j = Math.max(1, i - MAX_EDITS); j <= Math.min(b.length, i + MAX_EDITS); j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, j - 2) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return Number(row[index]);
}
