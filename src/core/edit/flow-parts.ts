/** Edits between `{` and `}` or `[` and `]`: what separates the parts is kept, copied or taken out with them. */
import type { SourceRange } from '../yaml/source-nodes.js';
import { insertAt, remove, type Splice } from './splice.js';
import { lineStartOf, startsLine } from './lines.js';
import { endOfLine } from '../yaml/line-index.js';

/** A collection in flow style, and its parts: the items of a list, or the entries of a map. */
export interface FlowParts extends SourceRange {
  readonly parts: readonly SourceRange[];
}

/** Takes out the parts at some positions, each with the comma behind it. */
export function removeFlowParts(
  text: string,
  { end, parts }: FlowParts,
  isRemoved: (position: number) => boolean,
): readonly Splice[] {
  const startOf = (position: number): number => parts[position]?.start ?? end - 1;
  const lastKept = parts.findLastIndex((_, position) => !isRemoved(position));
  const splices = parts.flatMap((part, position) => {
    if (!isRemoved(position)) return [];
    const comma = findComma(text, part.end, startOf(position + 1));
    const range = { start: part.start, end: comma === -1 ? part.end : comma + 1 };
    return [
      removePart(text, range, {
        isAfterRemoved: position > 0 && isRemoved(position - 1),
        isBehindLast: position > lastKept,
      }),
    ];
  });
  const kept = parts[lastKept];
  const last = parts.at(-1);
  if (kept === undefined || last === undefined || kept === last) return splices;
  // The comma behind the last part that stays goes, unless there was one behind the very last, too.
  const hadComma = findComma(text, last.end, end - 1) !== -1;
  const comma = findComma(text, kept.end, startOf(lastKept + 1));
  return hadComma ? splices : [...splices, remove(comma, comma + 1)];
}

interface Surroundings {
  readonly isAfterRemoved: boolean;
  /** Whether all parts behind it go, too. */
  readonly isBehindLast: boolean;
}

/** A part that has its lines for itself goes with them, else with the spaces that nothing needs any more. */
function removePart(
  text: string,
  { start, end }: SourceRange,
  { isAfterRemoved, isBehindLast }: Surroundings,
): Splice {
  const rest = text.slice(end, endOfLine(text, end));
  const isFirst = startsLine(text, start);
  if (isFirst && isRestOfLineEmpty(rest) && end + rest.length < text.length) {
    return remove(lineStartOf(text, start), end + rest.length + 1);
  }
  if (!isBehindLast && rest.trim() !== '') {
    return remove(start, end + rest.length - rest.trimStart().length);
  }
  // What the part before it has taken out is not taken out twice.
  const takesSpaces = isBehindLast ? !(isAfterRemoved && isFirst) : !isAfterRemoved;
  const before = text.slice(0, start).trimEnd();
  return remove(takesSpaces && /[,[{]$/.test(before) ? before.length : start, end);
}

/** Whether nothing but spaces and a comment is left of a line. */
function isRestOfLineEmpty(rest: string): boolean {
  return /^\s*(?:\s#.*)?$/.test(rest);
}

/** Adds parts behind the one at `position`, or before the first one for -1. */
export function insertFlowParts(
  text: string,
  flow: FlowParts,
  position: number,
  added: readonly string[],
): readonly Splice[] {
  const { parts, end } = flow;
  const [first] = parts;
  if (first === undefined) return fillEmpty(text, flow, added);
  const separator = separatorOf(text, flow);
  const anchor = parts[position];
  if (anchor === undefined) {
    return [insertAt(first.start, added.map((part) => `${part}${separator}`).join(''))];
  }
  const comma = findComma(text, anchor.end, parts[position + 1]?.start ?? end - 1);
  const behind = comma === -1 ? anchor.end : comma + 1;
  const lineEnd = endOfLine(text, behind);
  // A comment behind the anchor stays with it.
  if (!separator.includes('\n') || !isRestOfLineEmpty(text.slice(behind, lineEnd))) {
    return [insertAt(anchor.end, added.map((part) => `${separator}${part}`).join(''))];
  }
  const lines = added.map((part) => `${separator.slice(1)}${part}`);
  return [
    ...(comma === -1 ? [insertAt(anchor.end, ',')] : []),
    insertAt(lineEnd, lines.join(',') + (comma === -1 ? '' : ',')),
  ];
}

function fillEmpty(text: string, { start, end }: FlowParts, added: readonly string[]): Splice[] {
  const inside = text.slice(start + 1, end - 1);
  if (inside.trim() === '') return [{ start: start + 1, end: end - 1, text: added.join(', ') }];
  // Only comments: what is added gets the last line.
  const [closing] = /[^\n]*$/.exec(inside) as unknown as [string];
  return [insertAt(end - 1 - closing.length, `${closing}  ${added.join(', ')}\n`)];
}

/** The comma and the white space between two parts, as between the first two. There must be one. */
export function separatorOf(text: string, { parts, start, end }: FlowParts): string {
  const [first, second] = parts as readonly [SourceRange, SourceRange?];
  const before = text.slice(start + 1, first.start);
  const between = second === undefined ? undefined : text.slice(first.end, second.start);
  if (between !== undefined && /^,\s*$/.test(between)) return between;
  const lineBreak = /\n *$/.exec(between ?? before);
  if (lineBreak !== null) return `,${lineBreak[0]}`;
  // A single part may contain commas.
  return /,\S/.test(text.slice(start, end)) ? ',' : ', ';
}

/** The offset of the comma between two parts, outside of comments, or -1. */
function findComma(text: string, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    if (text[at] === ',') return at;
    if (text[at] === '#') at = endOfLine(text, at);
  }
  return -1;
}
