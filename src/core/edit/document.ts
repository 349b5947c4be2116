import type { Outcome } from '../errors/diagnostic.js';
import { decodeText } from '../yaml/decode-text.js';
import { readYaml } from '../yaml/read-yaml.js';
import {
  parseSourceNodes,
  type SourceEntry,
  type SourceList,
  type SourceMap,
} from '../yaml/source-nodes.js';
import type { SourceFile } from '../yaml/source-file.js';
import { findEntry } from './map-style.js';
import { lineStartOf, lineStarts } from './lines.js';
import type { UsersData } from './users-data.js';

/** One users file that is being edited. */
export interface EditedDocument {
  readonly name: string;
  /** As the file has it: with its BOM and its line ends. */
  readonly stored: string;
  /** The same without BOM and with LF only. All offsets are into this one. */
  readonly text: string;
  readonly data: UsersData;
  /** Where each line of the text starts. */
  readonly lines: readonly number[];
  /** Where each user of `data` starts, behind the dash. */
  readonly starts: readonly number[];
}

/** The text of a file as it is stored, with its BOM. */
function storedText({ bytes }: SourceFile): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** Reads a stored text. It must have been found valid, or the data is not what it claims to be. */
export function readDocument(name: string, stored: string): EditedDocument | undefined {
  const bytes = new TextEncoder().encode(stored);
  const decoded: Outcome<string> = decodeText({ name, bytes });
  // Of a large file one copy in memory is enough.
  const text = decoded.value === stored ? stored : decoded.value;
  const yaml = text === undefined ? undefined : readYaml(name, text).yaml;
  if (text === undefined || yaml === undefined) return undefined;
  const data = yaml.data as UsersData;
  const lines = lineStarts(text);
  const starts = data.users.map((_, index) => {
    const { line, column } = yaml.placeOf(['users', index], 'value');
    return Number(lines[line - 1]) + column - 1;
  });
  return { name, stored, text, data, lines, starts };
}

/** One line of a document, counted from 0. */
export function lineAt({ text, lines }: EditedDocument, line: number): string {
  return text.slice(lines[line], (lines[line + 1] ?? text.length + 1) - 1);
}

/** Reads files that have been found valid. */
export function readDocuments(sources: readonly SourceFile[]): readonly EditedDocument[] {
  return sources.flatMap((source) => readDocument(source.name, storedText(source)) ?? []);
}

/** The positions of the users with these ids. */
export function positionsOf(
  { data }: EditedDocument,
  ids: { readonly has: (id: string) => boolean },
): ReadonlySet<number> {
  return new Set(data.users.flatMap(({ id }, position) => (ids.has(id) ? [position] : [])));
}

/** The parts of a document: its root, and those of its users that were asked for. */
export interface DocumentParts {
  readonly root: SourceMap;
  /** By the user's position in the list. */
  readonly users: ReadonlyMap<number, SourceMap>;
}

/**
 * Finds where the parts of the document stand, in detail only for the users at `positions`: the text of the
 * others is kept from the parser, which would need most of the time and memory for it.
 */
export function locateParts(
  document: EditedDocument,
  positions: ReadonlySet<number>,
): DocumentParts {
  const { text, starts } = document;
  const detailed = hasOneDashALine(text, starts)
    ? starts.map((_, position) => position === starts.length - 1 || positions.has(position))
    : starts.map(() => true);
  const root = parseSourceNodes(hideOthers(text, starts, detailed));
  const users = new Map<number, SourceMap>();
  for (const item of usersListOf(root).value.items) {
    // What is hidden is no map.
    if (item.kind === 'map') users.set(positionOf(starts, item.start), item);
  }
  return { root, users };
}

/** The list of users and its key, which the schema demands. */
export function usersListOf(root: SourceMap): SourceEntry & { readonly value: SourceList } {
  return findEntry(root, 'users') as SourceEntry & { readonly value: SourceList };
}

function positionOf(starts: readonly number[], start: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Number(starts[middle]) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether each user starts after a dash at the beginning of its line, so each can be hidden. */
function hasOneDashALine(text: string, starts: readonly number[]): boolean {
  return starts.every((start) => /^ *- +$/.test(text.slice(lineStartOf(text, start), start)));
}

/** The text with each run of other users as one empty item. Offsets stay. */
function hideOthers(text: string, starts: readonly number[], detailed: readonly boolean[]): string {
  const pieces: string[] = [];
  let copied = 0;
  for (let from = 0; from < starts.length; from += 1) {
    if (detailed[from] === true) continue;
    let to = from;
    while (detailed[to] === false) to += 1;
    const start = Number(starts[from]);
    const end = lineStartOf(text, Number(starts[to])) - 1;
    pieces.push(text.slice(copied, start), '#'.repeat(end - start));
    copied = end;
    from = to;
  }
  return pieces.join('') + text.slice(copied);
}
