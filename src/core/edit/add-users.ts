import { compareIds, FIELD_NAMES, type FieldValue } from '../model.js';
import type { SourceList, SourceMap } from '../yaml/source-nodes.js';
import { flowPartsOf } from './change-map.js';
import { locateList, usersListOf, type EditedDocument } from './document.js';
import type { NewUser } from './edit.js';
import { insertFlowParts, separatorOf } from './flow-parts.js';
import { lineStartOf } from './lines.js';
import { endOfLine } from '../yaml/line-index.js';
import { findEntry, indentOf, styleOf, writeEntry, type MapStyle } from './map-style.js';
import { dashOf, listPartsOf } from './remove-users.js';
import { insertAt, remove, type Splice } from './splice.js';

/** New users that stand together, and the user behind whom they go; -1 for the first place. */
export interface Addition {
  readonly position: number;
  readonly users: readonly NewUser[];
}

/** Returns the place for new users: after the last smaller id if the file is sorted by id, or else at the end. */
export function placeNewUsers(
  { data }: EditedDocument,
  added: readonly NewUser[],
): readonly Addition[] {
  const ids = data.users.map(({ id }) => id);
  const isSorted = ids.every((id, at) => at === 0 || compareIds(String(ids[at - 1]), id) < 0);
  if (!isSorted) return [{ position: ids.length - 1, users: added }];
  const groups = new Map<number, NewUser[]>();
  for (const user of added.toSorted((a, b) => compareIds(a.id, b.id))) {
    const position = countSmaller(ids, user.id) - 1;
    const group = groups.get(position) ?? [];
    groups.set(position, group);
    group.push(user);
  }
  return Array.from(groups, ([position, users]) => ({ position, users }));
}

function countSmaller(sorted: readonly string[], id: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareIds(String(sorted[middle]), id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds users, each in the style of its neighbour. */
export function addUsers(
  document: EditedDocument,
  additions: readonly Addition[],
): readonly Splice[] {
  const { root, userAt } = locateList(document);
  const list = usersListOf(root).value;
  return additions.flatMap((addition) => {
    if (document.starts.length === 0) return fillList(document.text, root, list, addition.users);
    const neighbour = userAt(Math.max(0, addition.position));
    const written = addition.users.map((user) => writeUser(document.text, neighbour, user));
    return list.inFlow
      ? insertFlowParts(document.text, listPartsOf(list), addition.position, written)
      : [insertItems(document, neighbour, addition.position, written)];
  });
}

/** The entries of a new user, in the order of the schema. */
function entriesOf({ id, profile, fields }: NewUser): readonly (readonly [string, FieldValue])[] {
  return [
    ['id', id],
    ...(profile === undefined ? [] : [['profile', profile] as const]),
    ...FIELD_NAMES.flatMap((field) => {
      const value = fields[field];
      return value === undefined ? [] : [[field, value] as const];
    }),
  ];
}

/** The text of a user as its neighbour is written, from the first key or brace on. */
function writeUser(text: string, neighbour: SourceMap, user: NewUser): string {
  const style = styleOf(text, neighbour);
  const written = entriesOf(user).map(([key, value]) => {
    const like = findEntry(neighbour, key)?.value;
    return writeEntry(style, key, value, like?.kind === 'scalar' ? like : undefined);
  });
  if (!neighbour.inFlow) {
    return written.join(`\n${' '.repeat(neighbour.start - lineStartOf(text, neighbour.start))}`);
  }
  const { parts } = flowPartsOf(neighbour);
  const [open] = /^\s*/.exec(text.slice(neighbour.start + 1)) as unknown as [string];
  const behind = text.slice(parts.at(-1)?.end, neighbour.end - 1);
  const [close] = /\s*$/.exec(behind) as unknown as [string];
  return `{${open}${written.join(separatorOf(text, flowPartsOf(neighbour)))}${close}}`;
}

function insertItems(
  { text, starts }: EditedDocument,
  neighbour: SourceMap,
  position: number,
  written: readonly string[],
): Splice {
  const dash = dashOf(text, neighbour.start);
  const before = text.slice(lineStartOf(text, dash), dash);
  const between = text.slice(dash, neighbour.start);
  const lead = /^-\s+$/.test(between) ? between : '- ';
  const items = written.map((user) => `${before}${lead}${user}`);
  const gap = hasGap(text, starts, Math.max(0, position)) ? '\n' : '';
  if (position === -1) {
    return insertAt(lineStartOf(text, dash), items.map((item) => `${item}\n${gap}`).join(''));
  }
  const end = endOfItem(text, neighbour.end, before.length);
  return insertAt(end, items.map((item) => `\n${gap}${item}`).join(''));
}

/** The end of the last line of an item: comments that stand deeper than its dash belong to it. */
function endOfItem(text: string, valueEnd: number, dashColumn: number): number {
  let end = endOfLine(text, valueEnd);
  for (;;) {
    const lineEnd = endOfLine(text, end + 1);
    const comment = /^(\s*)#/.exec(text.slice(end + 1, lineEnd));
    if (comment === null || Number(comment[1]?.length) <= dashColumn) return end;
    end = lineEnd;
  }
}

/** Whether users are set apart by empty lines, as this one is from the one before it or behind it. */
function hasGap(text: string, starts: readonly number[], position: number): boolean {
  const start = starts[position === 0 ? 1 : position];
  if (start === undefined) return false;
  const above = text.slice(0, lineStartOf(text, dashOf(text, start)));
  return /\n[^\S\n]*\n(?:[^\S\n]*#[^\n]*\n)*$/.test(above);
}

/** The first users of a list: as a block, unless the file is JSON. */
function fillList(
  text: string,
  root: SourceMap,
  list: SourceList,
  users: readonly NewUser[],
): readonly Splice[] {
  if (root.inFlow) {
    const style: MapStyle = { ...styleOf(text, root), inFlow: true };
    const written = users.map((user) => `{${writeEntries(style, user).join(', ')}}`);
    return insertFlowParts(text, listPartsOf(list), -1, written);
  }
  const style: MapStyle = { ...styleOf(text, root), keyQuote: 'plain', quote: 'plain' };
  const indent = ' '.repeat(indentOf(text, root));
  const items = users.map((user) => {
    const lines = writeEntries(style, user).join(`\n${indent}  `);
    return `\n${indent}- ${lines}`;
  });
  const start = text.slice(0, list.start).replace(/ +$/, '').length;
  if (text.slice(list.start, list.end).includes('\n')) {
    // Comments between the brackets stay, as in the example that `init` writes.
    return [
      remove(start, list.start + 1),
      { start: lineStartOf(text, list.end - 1), end: list.end, text: items.join('').slice(1) },
    ];
  }
  return [remove(start, list.end), insertAt(endOfLine(text, list.end), items.join(''))];
}

function writeEntries(style: MapStyle, user: NewUser): readonly string[] {
  return entriesOf(user).map(([key, value]) => writeEntry(style, key, value));
}
