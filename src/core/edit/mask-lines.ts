/** Lines of users files as they may be shown: without the values of sensitive fields. */
import type { FieldName } from '../model.js';
import type { SourceNode, SourceRange } from '../yaml/source-nodes.js';
import { lineAt, locateParts, type EditedDocument } from './document.js';

const MASK = '(sensitive value)';

/**
 * The lines at some positions (from 0) of a document, masked. A user who is written in the usual form is
 * understood line by line; only the others go through the parser.
 */
export function maskLines(
  document: EditedDocument,
  wanted: ReadonlySet<number>,
  sensitive: readonly FieldName[],
): ReadonlyMap<number, string> {
  const textOf = (line: number): string => lineAt(document, line);
  const masked = new Map(Array.from(wanted, (line) => [line, textOf(line)]));
  // The last user goes through the parser in any case: where it ends is not known without.
  const unusual = new Set<number>();
  for (const { position, span } of shownSpans(document, wanted)) {
    if (position === document.starts.length - 1) continue;
    const shown = span.filter((line) => wanted.has(line));
    if (!span.every((line) => isUsual(textOf(line)))) unusual.add(position);
    else for (const line of shown) masked.set(line, maskUsual(textOf(line), sensitive));
  }
  const { root } = locateParts(document, unusual);
  const ranges = [...sensitiveRanges(root, new Set(sensitive))];
  for (const range of ranges.reverse()) maskRange(masked, document.lines, range);
  return masked;
}

/** The users of whom a line is wanted, and their lines: up to the one before the next user. */
function* shownSpans(
  { starts, lines }: EditedDocument,
  wanted: ReadonlySet<number>,
): Generator<{ readonly position: number; readonly span: readonly number[] }> {
  let from = lineOf(lines, starts[0] ?? 0);
  for (const position of starts.keys()) {
    const next = starts[position + 1];
    const start = from;
    from = next === undefined ? lines.length : lineOf(lines, next);
    const last = Math.max(start, from - 1);
    let line = start;
    while (line < last && !wanted.has(line)) line += 1;
    if (!wanted.has(line)) continue;
    yield { position, span: Array.from({ length: last - start + 1 }, (_, at) => start + at) };
  }
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (Number(starts[middle]) <= offset) low = middle;
    else high = middle;
  }
  return low;
}

/** A key and a value that begins and ends on its line. */
const ENTRY =
  /^( *(?:- +)?)([A-Za-z_]+)(: +)("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?![-?:,[\]{}#&*!|>'"%@`])\S(?:.*?\S)?)( +#.*)?$/;
const BLANK = /^ *(?:#.*)?$/;

function isUsual(line: string): boolean {
  return ENTRY.test(line) || BLANK.test(line);
}

function maskUsual(line: string, sensitive: readonly string[]): string {
  return line.replace(
    ENTRY,
    (all, lead: string, key: string, colon: string, _: string, comment = '') =>
      sensitive.includes(key) ? `${lead}${key}${colon}${MASK}${String(comment)}` : all,
  );
}

function* sensitiveRanges(
  node: SourceNode,
  sensitive: ReadonlySet<unknown>,
): Generator<SourceRange> {
  if (node.kind === 'list') {
    for (const item of node.items) yield* sensitiveRanges(item, sensitive);
  }
  if (node.kind !== 'map') return;
  for (const { key, value } of node.entries) {
    if (sensitive.has(key.value)) yield value;
    else yield* sensitiveRanges(value, sensitive);
  }
}

/** Masks the part of a range that is on each of its lines. Ranges must come from the last to the first. */
function maskRange(
  masked: Map<number, string>,
  starts: readonly number[],
  { start, end }: SourceRange,
): void {
  for (let line = lineOf(starts, start); Number(starts[line]) < end; line += 1) {
    const text = masked.get(line);
    if (text === undefined) continue;
    const from = Math.max(0, start - Number(starts[line]));
    masked.set(line, `${text.slice(0, from)}${MASK}${text.slice(end - Number(starts[line]))}`);
  }
}
