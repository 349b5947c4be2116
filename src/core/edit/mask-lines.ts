/** Lines of users files as they may be shown: without the values of sensitive fields. */
import type { FieldName } from '../model.js';
import type { SourceNode, SourceRange } from '../yaml/source-nodes.js';
import { lineAt } from '../yaml/line-index.js';
import { textOfLine, locateParts, type EditedDocument } from './document.js';

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
  // A file that is new has no text before.
  if (wanted.size === 0) return new Map();
  const textOf = (line: number): string => textOfLine(document, line);
  const fields = new Set<unknown>(sensitive);
  const { root, userAt } = locateParts(document);
  const ranges = [...sensitiveRanges(root, fields)];
  for (const { position, span } of shownSpans(document, wanted)) {
    // Where the last user ends is not known without the parser, and the root has that one.
    if (position === document.starts.length - 1) continue;
    if (span.every((line) => isUsual(textOf(line)))) {
      const shown = span.filter((line) => wanted.has(line));
      ranges.push(...shown.flatMap((line) => usualRange(document, line, fields)));
    } else {
      ranges.push(...sensitiveRanges(userAt(position), fields));
    }
  }
  // Some parts of the root are those of a user.
  const byStart = new Map(ranges.map((range) => [range.start, range]));
  const masked = new Map(Array.from(wanted, (line) => [line, textOf(line)]));
  const fromTheEnd = [...byStart.values()].sort((a, b) => b.start - a.start);
  for (const range of fromTheEnd) maskRange(masked, document.lines, range);
  return masked;
}

/** The users of whom a line is wanted, and their lines: up to the one before the next user. */
function* shownSpans(
  { starts, lines }: EditedDocument,
  wanted: ReadonlySet<number>,
): Generator<{ readonly position: number; readonly span: readonly number[] }> {
  let from = lineAt(lines, starts[0] ?? 0);
  for (const position of starts.keys()) {
    const next = starts[position + 1];
    const start = from;
    from = next === undefined ? lines.length : lineAt(lines, next);
    const last = Math.max(start, from - 1);
    let line = start;
    while (line < last && !wanted.has(line)) line += 1;
    if (!wanted.has(line)) continue;
    yield { position, span: Array.from({ length: last - start + 1 }, (_, at) => start + at) };
  }
}

/** A key and a value that begins and ends on its line. */
const ENTRY =
  /^( *(?:- +)?)([A-Za-z_]+)(: +)("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?![-?:,[\]{}#&*!|>'"%@`])\S(?:.*?\S)?)( +#.*)?$/;
const BLANK = /^ *(?:#.*)?$/;

function isUsual(line: string): boolean {
  return ENTRY.test(line) || BLANK.test(line);
}

/** The value on a line in the usual form, if its field is sensitive. */
function usualRange(
  document: EditedDocument,
  line: number,
  sensitive: ReadonlySet<unknown>,
): readonly SourceRange[] {
  const [, lead = '', key = '', colon = '', value = ''] =
    ENTRY.exec(textOfLine(document, line)) ?? [];
  if (!sensitive.has(key)) return [];
  const start = Number(document.lines[line]) + lead.length + key.length + colon.length;
  return [{ start, end: start + value.length }];
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
  for (let line = lineAt(starts, start); Number(starts[line]) < end; line += 1) {
    const text = masked.get(line);
    if (text === undefined) continue;
    const from = Math.max(0, start - Number(starts[line]));
    masked.set(line, `${text.slice(0, from)}${MASK}${text.slice(end - Number(starts[line]))}`);
  }
}
