/** Lines of users files as they may be shown: without the values of sensitive fields. */
import type { FieldName } from '../model.js';
import type { SourceNode, SourceRange } from '../yaml/source-nodes.js';
import { locateParts, readDocument, type EditedDocument } from './document.js';
import { lineStarts } from './lines.js';

const MASK = '(sensitive value)';

/**
 * The lines at some positions (from 0) of a stored text, masked; none of a text that can't be read. A user
 * who is written in the usual form is understood line by line; only the others go through the parser.
 */
export function maskLines(
  stored: string,
  wanted: ReadonlySet<number>,
  sensitive: readonly FieldName[],
): ReadonlyMap<number, string> {
  const document = readDocument('', stored);
  if (document === undefined) return new Map();
  const lines = document.text.split('\n');
  const starts = lineStarts(document.text);
  const masked = new Map(Array.from(wanted, (line) => [line, String(lines[line])]));
  // The last user goes through the parser in any case: where it ends is not known without.
  const unusual = new Set<number>();
  for (const { position, from, to } of spansOf(document, starts)) {
    const span = lines.slice(from, to + 1);
    const shown = span.map((_, at) => from + at).filter((line) => wanted.has(line));
    if (shown.length === 0 || position === document.starts.length - 1) continue;
    if (!span.every(isUsual)) unusual.add(position);
    else for (const line of shown) masked.set(line, maskUsual(String(lines[line]), sensitive));
  }
  const { root } = locateParts(document, unusual);
  const ranges = [...sensitiveRanges(root, new Set(sensitive))];
  for (const range of ranges.reverse()) maskRange(masked, starts, range);
  return masked;
}

interface Span {
  readonly position: number;
  /** The lines from the one on which a user starts to the one before the next user. */
  readonly from: number;
  readonly to: number;
}

function spansOf({ starts }: EditedDocument, lines: readonly number[]): readonly Span[] {
  const firsts = starts.map((start) => lineOf(lines, start));
  return firsts.map((from, position) => {
    const next = firsts[position + 1] ?? lines.length;
    return { position, from, to: Math.max(from, next - 1) };
  });
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
