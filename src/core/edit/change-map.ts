/** Edits of one map: the fields of a user, of a profile, or the defaults. */
import type { FieldName, FieldValue } from '../model.js';
import type { SourceEntry, SourceMap, SourceScalar } from '../yaml/source-nodes.js';
import type { FieldEdit, FieldChanges } from './edit.js';
import { insertFlowParts, removeFlowParts, type FlowParts } from './flow-parts.js';
import { lineStartOf, startsLine } from './lines.js';
import { endOfLine } from '../yaml/line-index.js';
import { findEntry, orderOfKey, styleOf, writeEntry, writeValue } from './map-style.js';
import { insertAt, remove, type Splice } from './splice.js';
import { normalizeValue } from '../users/roles.js';

export interface MapSplices {
  readonly splices: readonly Splice[];
  /** Changes for the next round: they need the text that the splices make. */
  readonly later: FieldChanges;
}

/** What one map is to become. */
interface Task {
  readonly text: string;
  readonly map: SourceMap;
  readonly isRemoved: (entry: SourceEntry) => boolean;
  readonly added: readonly (readonly [FieldName, FieldValue])[];
}

/** The splices that change the fields of a map. `key` is the key of the map, if it has one. */
export function changeMap(
  text: string,
  map: SourceMap,
  changes: FieldChanges,
  key?: SourceScalar,
): MapSplices {
  const removed = new Set<unknown>();
  const added: [FieldName, FieldValue][] = [];
  const splices: Splice[] = [];
  for (const [field, value] of changes) {
    const entry = findEntry(map, field);
    if (value === undefined) removed.add(field);
    else if (entry === undefined) added.push([field, value]);
    else splices.push(...replaceValue(text, map, entry, value));
  }
  const isRemoved = (entry: SourceEntry): boolean => removed.has(entry.key.value);
  const removes = map.entries.some(isRemoved);
  const isEmptied = removes && map.entries.every(isRemoved);
  if (removes)
    splices.push(...removeEntries({ text, map, isRemoved, added }, isEmptied ? key : undefined));
  // Commas that go and commas that come would get into each other's way.
  const waits = isEmptied || (removes && map.inFlow);
  if (added.length === 0 || waits) {
    return { splices, later: new Map<FieldName, FieldEdit>(added) };
  }
  added.sort(([a], [b]) => orderOfKey(a) - orderOfKey(b));
  return {
    splices: [...splices, ...insertEntries({ text, map, isRemoved, added })],
    later: new Map(),
  };
}

/** The parts of a map in flow style. */
export function flowPartsOf(map: SourceMap): FlowParts {
  const parts = map.entries.map(({ key, value }) => ({ start: key.start, end: value.end }));
  return { start: map.start, end: map.end, parts };
}

/** Writes another value in the place of the one that is there, and nothing where it is the same. */
function replaceValue(
  text: string,
  map: SourceMap,
  { key, value: old }: SourceEntry,
  value: FieldValue,
): readonly Splice[] {
  const name = String(key.value);
  // Only fields are changed.
  if (old.kind !== 'scalar' || normalizeValue(name, old.value) === value) return [];
  const written = writeValue(styleOf(text, map), name, value, old);
  if (old.style !== 'block') return [{ start: old.start, end: old.end, text: written }];
  // The line of the header may end with a comment, which stays.
  const lineEnd = endOfLine(text, old.start);
  const [header] = /^[|>][-+0-9]*/.exec(text.slice(old.start, lineEnd)) as unknown as [string];
  return [
    { start: old.start, end: old.start + header.length, text: written },
    remove(lineEnd, old.end),
  ];
}

function removeEntries(task: Task, emptiedKey: SourceScalar | undefined): readonly Splice[] {
  const { text, map, isRemoved } = task;
  if (map.inFlow) {
    const removed = map.entries.map(isRemoved);
    return removeFlowParts(text, flowPartsOf(map), (position) => removed[position] === true);
  }
  const colon = emptiedKey === undefined ? -1 : text.indexOf(':', emptiedKey.end) + 1;
  return [...(colon === -1 ? [] : [insertAt(colon, ' {}')]), ...removeLines(task)];
}

/** Takes out the lines of entries, with the comments that stand on them. */
function removeLines({ text, map, isRemoved }: Task): readonly Splice[] {
  const { entries } = map;
  const head = entries.findIndex((entry) => !isRemoved(entry));
  const [first] = entries;
  // Behind a dash, what follows moves up.
  const movesUp = head > 0 && first !== undefined && !startsLine(text, first.key.start);
  const splices = movesUp
    ? entries.slice(head - 1, head).map((last) => removeHead(text, first, last))
    : [];
  const rest = movesUp ? entries.slice(head) : entries;
  for (const { key, value } of rest.filter(isRemoved)) {
    const end = endOfLine(text, value.end);
    splices.push(remove(lineStartOf(text, key.start), Math.min(end + 1, text.length)));
  }
  return splices;
}

function removeHead(text: string, first: SourceEntry, last: SourceEntry): Splice {
  const end = endOfLine(text, last.value.end);
  const [space] = /^\s*/.exec(text.slice(end)) as unknown as [string];
  return remove(first.key.start, end + space.length);
}

/** Adds entries, each behind the one that comes before it in the order of the schema. */
function insertEntries({ text, map, isRemoved, added }: Task): readonly Splice[] {
  const style = styleOf(text, map);
  const groups = new Map<number, string[]>();
  for (const [field, value] of added) {
    const position = positionFor(map, field, isRemoved);
    const group = groups.get(position) ?? [];
    groups.set(position, group);
    group.push(writeEntry(style, field, value));
  }
  return Array.from(groups).flatMap(([position, lines]) =>
    map.inFlow
      ? insertFlowParts(text, flowPartsOf(map), position, lines)
      : [insertLines(text, map, { position, lines, isRemoved })],
  );
}

/** The position of the entry that a new one goes behind, or -1 for the first place. */
function positionFor(map: SourceMap, field: string, isRemoved: Task['isRemoved']): number {
  let found = -1;
  let best = -1;
  for (const [position, entry] of map.entries.entries()) {
    const rank = orderOfKey(String(entry.key.value));
    if (isRemoved(entry) || rank > orderOfKey(field) || rank < best) continue;
    found = position;
    best = rank;
  }
  return found;
}

function insertLines(
  text: string,
  map: SourceMap,
  { position, lines, isRemoved }: Pick<Task, 'isRemoved'> & { position: number; lines: string[] },
): Splice {
  const indent = ' '.repeat(map.start - lineStartOf(text, map.start));
  const anchor = map.entries[position];
  if (anchor !== undefined) {
    const added = lines.map((line) => `\n${indent}${line}`).join('');
    return insertAt(endOfLine(text, anchor.value.end), added);
  }
  // A map that loses all of its lines is emptied first, and filled in the next round.
  const first = map.entries.find((entry) => !isRemoved(entry)) as unknown as SourceEntry;
  const added = lines.map((line) => `${line}\n${indent}`).join('');
  return insertAt(first.key.start, added);
}
