import { diffArrays } from 'diff';

/** The lines of a text, which need not all be in memory: an array is one, too. */
export interface Lines {
  readonly length: number;
  at(line: number): string | undefined;
}

/** Lines `from` to `to` (from 0, `to` not included) of two texts: what one has in the place of the other. */
export interface ChangedLines {
  readonly before: LineRange;
  readonly after: LineRange;
}

export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The most lines that may differ between two lines that stay before they count as replaced as a whole: the
 * time to compare grows with their square.
 */
const MOST_EDITS = 200;

/** How many lines are looked at first where two texts part, to find where they meet again. */
const FIRST_WINDOW = 64;

/**
 * Compares two texts line by line, in time and memory that depend on how much differs. Where they part, lines
 * that are in the next part of both exactly once (the ids of users, as a rule) are taken to stay, and only what
 * stands between them is compared.
 */
export function diffLines(before: Lines, after: Lines): ChangedLines[] {
  const changes: ChangedLines[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && before.at(i) === after.at(j)) {
      [i, j] = [i + 1, j + 1];
      continue;
    }
    for (const [nextI, nextJ] of findMeetings(before, after, i, j)) {
      changes.push(...diffGap(before, after, { from: i, to: nextI }, { from: j, to: nextJ }));
      [i, j] = [nextI, nextJ];
    }
  }
  return changes;
}

/** Returns where the texts are equal again after two lines, or their ends. */
function findMeetings(before: Lines, after: Lines, i: number, j: number): readonly Anchor[] {
  for (let size = FIRST_WINDOW; ; size *= 4) {
    const anchors = findAnchors(
      linesOf(before, { from: i, to: i + size }),
      linesOf(after, { from: j, to: j + size }),
    );
    if (anchors.length > 0) return anchors.map(([a, b]) => [i + a, j + b]);
    if (i + size >= before.length && j + size >= after.length) {
      return [[before.length, after.length]];
    }
  }
}

type Anchor = readonly [before: number, after: number];

/** Lines that are in both texts exactly once, as many of them as are in the same order in both. */
function findAnchors(before: readonly string[], after: readonly string[]): readonly Anchor[] {
  const inAfter = uniqueLines(after);
  const pairs: Anchor[] = [];
  for (const [line, at] of uniqueLines(before)) {
    const other = inAfter.get(line);
    if (other !== undefined && other !== -1 && at !== -1) pairs.push([at, other]);
  }
  pairs.sort(([a], [b]) => a - b);
  return longestRising(pairs);
}

/** The position of each line; -1 for a line that occurs twice. */
function uniqueLines(lines: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [at, line] of lines.entries()) found.set(line, found.has(line) ? -1 : at);
  return found;
}

interface Link {
  readonly anchor: Anchor;
  readonly previous: Link | undefined;
}

/** The longest run of anchors that rises in both texts (patience sorting). */
function longestRising(anchors: readonly Anchor[]): readonly Anchor[] {
  const tails: Link[] = [];
  for (const anchor of anchors) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (Number(tails[middle]?.anchor[1]) < anchor[1]) low = middle + 1;
      else high = middle;
    }
    tails[low] = { anchor, previous: tails[low - 1] };
  }
  const rising: Anchor[] = [];
  for (let link = tails.at(-1); link !== undefined; link = link.previous) rising.push(link.anchor);
  return rising.reverse();
}

/** Those lines of a range that there are. */
function linesOf(lines: Lines, { from, to }: LineRange): readonly string[] {
  const length = Math.min(to, lines.length) - from;
  return Array.from({ length }, (_, at) => String(lines.at(from + at)));
}

/** Compares what stands between two lines that stay. */
function diffGap(
  before: Lines,
  after: Lines,
  inBefore: LineRange,
  inAfter: LineRange,
): readonly ChangedLines[] {
  const whole = { before: inBefore, after: inAfter };
  const [a, b] = [linesOf(before, inBefore), linesOf(after, inAfter)];
  if (a.length === 0 || b.length === 0) return [whole];
  const runs = diffArrays([...a], [...b], { maxEditLength: MOST_EDITS });
  if (runs === undefined) return [whole];
  const changes: ChangedLines[] = [];
  let [i, j] = [inBefore.from, inAfter.from];
  let start: readonly [number, number] | undefined;
  const close = (): void => {
    if (start === undefined) return;
    changes.push({ before: { from: start[0], to: i }, after: { from: start[1], to: j } });
    start = undefined;
  };
  for (const { added, removed, count } of runs) {
    if (!added && !removed) close();
    else start ??= [i, j];
    if (!added) i += count;
    if (!removed) j += count;
  }
  close();
  return changes;
}
