import { diffArrays } from 'diff';

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

/**
 * Compares two texts line by line, in time that grows hardly faster than their length: lines that are in both
 * texts once (the ids of users, as a rule) stay where they are, and only what stands between them is compared.
 */
export function diffLines(before: readonly string[], after: readonly string[]): ChangedLines[] {
  const changes: ChangedLines[] = [];
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of [
    ...findAnchors(before, after),
    [before.length, after.length],
  ] as const) {
    changes.push(...diffGap(before, after, { from: i, to: nextI }, { from: j, to: nextJ }));
    [i, j] = [nextI + 1, nextJ + 1];
  }
  return changes;
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

/** Where each line is; -1 for one that is there twice. */
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

/** Compares what stands between two lines that stay. */
function diffGap(
  before: readonly string[],
  after: readonly string[],
  inBefore: LineRange,
  inAfter: LineRange,
): readonly ChangedLines[] {
  let [i, j, iEnd, jEnd] = [inBefore.from, inAfter.from, inBefore.to, inAfter.to];
  while (i < iEnd && j < jEnd && before[i] === after[j]) [i, j] = [i + 1, j + 1];
  while (i < iEnd && j < jEnd && before[iEnd - 1] === after[jEnd - 1])
    [iEnd, jEnd] = [iEnd - 1, jEnd - 1];
  if (i === iEnd && j === jEnd) return [];
  const whole = [{ before: { from: i, to: iEnd }, after: { from: j, to: jEnd } }];
  if (i === iEnd || j === jEnd) return whole;
  const runs = diffArrays(before.slice(i, iEnd), after.slice(j, jEnd), {
    maxEditLength: MOST_EDITS,
  });
  if (runs === undefined) return whole;
  const changes: ChangedLines[] = [];
  for (const { added, removed, count } of runs) {
    const last = changes.at(-1);
    const touches = last?.before.to === i && last.after.to === j;
    const from = touches ? last : { before: { from: i, to: i }, after: { from: j, to: j } };
    if (!added) i += count;
    if (!removed) j += count;
    if (!added && !removed) continue;
    if (touches) changes.pop();
    changes.push({
      before: { from: from.before.from, to: i },
      after: { from: from.after.from, to: j },
    });
  }
  return changes;
}
