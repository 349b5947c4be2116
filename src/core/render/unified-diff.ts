import { diffLines, type ChangedLines, type LineRange, type Lines } from './line-diff.js';

/** One line of a unified diff, and which line it is of which text, counted from 0. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly line: number;
}

/** Lines that stand together, with the lines around them that stay. */
export interface Hunk {
  readonly before: LineRange;
  readonly after: LineRange;
  readonly lines: readonly DiffLine[];
}

const CONTEXT = 3;

/** The hunks of a unified diff. A line that stays is one of the first text. */
export function makeHunks(before: Lines, after: Lines): readonly Hunk[] {
  const groups: ChangedLines[][] = [];
  for (const change of diffLines(before, after)) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const isNear = last !== undefined && change.before.from - last.before.to <= 2 * CONTEXT;
    if (isNear && group !== undefined) group.push(change);
    else groups.push([change]);
  }
  return groups.map((changes) => makeHunk(changes, before.length));
}

function makeHunk(changes: readonly ChangedLines[], length: number): Hunk {
  const [first, last] = [changes[0], changes.at(-1)] as [ChangedLines, ChangedLines];
  const lead = Math.min(CONTEXT, first.before.from);
  const trail = Math.min(CONTEXT, length - last.before.to);
  const start = first.before.from - lead;
  const before = { from: start, to: last.before.to + trail };
  const after = { from: first.after.from - lead, to: last.after.to + trail };
  let at = start;
  // A hunk may hold every line of a large file: too many to be the arguments of one push.
  const changed = changes.flatMap((change) => {
    const same = linesOf('same', { from: at, to: change.before.from });
    at = change.before.to;
    return [same, linesOf('removed', change.before), linesOf('added', change.after)];
  });
  const lines = [...changed, linesOf('same', { from: at, to: before.to })].flat();
  return { before, after, lines };
}

function linesOf(kind: DiffLine['kind'], { from, to }: LineRange): readonly DiffLine[] {
  return Array.from({ length: to - from }, (_, at) => ({ kind, line: from + at }));
}

/** `@@ -12,7 +12,8 @@`. */
export function hunkHeader({ before, after }: Hunk): string {
  return `@@ -${rangeText(before)} +${rangeText(after)} @@`;
}

/** As POSIX has it: the line before an empty range, and no length where it is 1. */
function rangeText({ from, to }: LineRange): string {
  const length = to - from;
  const start = length === 0 ? from : from + 1;
  return length === 1 ? String(start) : `${start},${length}`;
}
