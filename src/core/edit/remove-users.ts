import type { SourceList, SourceRange } from '../yaml/source-nodes.js';
import { locateList, usersListOf, type EditedDocument } from './document.js';
import { removeFlowParts, type FlowParts } from './flow-parts.js';
import { lineStartOf } from './lines.js';
import { endOfLine } from '../yaml/line-index.js';
import { insertAt, remove, type Splice } from './splice.js';

/** Takes out users: from the dash to the last value, with a comment on that line. */
export function removeUserItems(
  document: EditedDocument,
  positions: ReadonlySet<number>,
): readonly Splice[] {
  const { text, starts } = document;
  const { root, userAt } = locateList(document);
  const { key, value: list } = usersListOf(root);
  if (list.inFlow) {
    return removeFlowParts(text, listPartsOf(list), (position) => positions.has(position));
  }
  const splices = Array.from(positions, (position) => removeItem(text, userAt(position)));
  // A key with nothing behind it would be null.
  if (positions.size < starts.length) return splices;
  return [insertAt(text.indexOf(':', key.end) + 1, ' []'), ...splices];
}

/** The parts of a list in flow style. */
export function listPartsOf({ start, end, items }: SourceList): FlowParts {
  return { start, end, parts: items };
}

function removeItem(text: string, { start, end }: SourceRange): Splice {
  const lineEnd = endOfLine(text, end);
  return remove(lineStartOf(text, dashOf(text, start)), Math.min(lineEnd + 1, text.length));
}

/** The offset of the dash of an item that starts at `start`: on its line, or on one before it. */
export function dashOf(text: string, start: number): number {
  let lineStart = lineStartOf(text, start);
  for (let line = text.slice(lineStart, start); ;) {
    const dash = /^ *-(?=\s|$)/.exec(line);
    if (dash !== null) return lineStart + dash[0].length - 1;
    if (lineStart === 0) return start;
    const end = lineStart - 1;
    lineStart = lineStartOf(text, end);
    line = text.slice(lineStart, end);
  }
}
