import type { Outcome } from '../errors/diagnostic.js';
import type { DesiredState } from '../model.js';
import { checkUsersFiles, type ReadOptions } from '../users/read-desired.js';
import { parseFile, type ParsedFile } from '../yaml/read-yaml.js';
import {
  parseAround,
  parseItem,
  parseSourceNodes,
  type SourceEntry,
  type SourceList,
  type SourceMap,
} from '../yaml/source-nodes.js';
import type { SourceFile } from '../yaml/source-file.js';
import { findEntry } from './map-style.js';
import { lineStarts } from '../yaml/line-index.js';
import { lineStartOf } from './lines.js';
import type { UsersData } from './users-data.js';

/** One users file that is being edited. */
export interface EditedDocument {
  readonly name: string;
  /** As the file has it: with its BOM and its line ends. */
  readonly stored: string;
  /** The same without BOM and with LF only. All offsets are into this one. */
  readonly text: string;
  readonly parsed: ParsedFile;
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
  return openDocument(parseFile({ name, bytes: new TextEncoder().encode(stored) }), stored);
}

function openDocument(parsed: ParsedFile, stored: string): EditedDocument | undefined {
  const { name, text, yaml } = parsed;
  if (text === undefined || yaml === undefined) return undefined;
  const data = yaml.data as UsersData;
  const lines = lineStarts(text);
  const starts = data.users.map((_, index) => {
    const { line, column } = yaml.placeOf(['users', index], 'value');
    return Number(lines[line - 1]) + column - 1;
  });
  // Of a large file one copy in memory is enough.
  return { name, stored: stored === text ? text : stored, text, parsed, data, lines, starts };
}

/** One line of a document, counted from 0. */
export function textOfLine({ text, lines }: EditedDocument, line: number): string {
  return text.slice(lines[line], (lines[line + 1] ?? text.length + 1) - 1);
}

/** Reads files that have been found valid. */
export function readDocuments(sources: readonly SourceFile[]): readonly EditedDocument[] {
  return sources.flatMap((source) => openDocument(parseFile(source), storedText(source)) ?? []);
}

/** Reads files once, as `plan` does and to be edited. */
export function readEditable(
  sources: readonly SourceFile[],
  options: ReadOptions,
): Outcome<DesiredState> & { readonly documents: readonly EditedDocument[] } {
  const read = sources.map((source) => [parseFile(source), storedText(source)] as const);
  const checked = checkUsersFiles(
    read.map(([parsed]) => parsed),
    options,
  );
  // Files that are valid have been parsed.
  const valid = checked.value === undefined ? [] : read;
  return { ...checked, documents: valid.map((file) => openDocument(...file)) as EditedDocument[] };
}

/** The positions of the users with these ids. */
export function positionsOf(
  { data }: EditedDocument,
  ids: { readonly has: (id: string) => boolean },
): ReadonlySet<number> {
  return new Set(data.users.flatMap(({ id }, position) => (ids.has(id) ? [position] : [])));
}

/** Where the parts of a document stand. Only what is asked for goes through the parser. */
export interface DocumentParts {
  /** In its list of users only the first and the last one are sure to be there. */
  readonly root: SourceMap;
  /** The map of a user at a position that `data` has. */
  readonly userAt: (position: number) => SourceMap;
}

/** Finds the parts of the document without parsing the users, who would need most of the time and memory. */
export function locateParts(document: EditedDocument): DocumentParts {
  const { text } = document;
  const cuts = cutsOf(document);
  if (cuts === undefined) return locateEveryPart(document);
  const { starts, inFlow } = cuts;
  const last = starts.length - 1;
  const root = parseAround(text, starts[Math.min(1, last)] ?? 0, starts[last] ?? 0);
  const { items } = usersListOf(root).value;
  return {
    root,
    userAt: (position) => {
      const range = { start: Number(starts[position]), end: Number(starts[position + 1]) };
      return (position === last ? items.at(-1) : parseItem(text, range, inFlow)) as SourceMap;
    },
  };
}

/** Does the same, and in flow style, where commas go with the items, parses every one of them. */
export function locateList(document: EditedDocument): DocumentParts {
  const parts = locateParts(document);
  return usersListOf(parts.root).value.inFlow ? locateEveryPart(document) : parts;
}

function locateEveryPart({ text }: EditedDocument): DocumentParts {
  const root = parseSourceNodes(text);
  const { items } = usersListOf(root).value;
  return { root, userAt: (position) => items[position] as SourceMap };
}

/** The list of users and its key, which the schema demands. */
export function usersListOf(root: SourceMap): SourceEntry & { readonly value: SourceList } {
  return findEntry(root, 'users') as SourceEntry & { readonly value: SourceList };
}

/** Where the text may be cut into users: before the lines of their dashes, or before their braces. */
function cutsOf({
  text,
  starts,
}: EditedDocument): { readonly starts: readonly number[]; readonly inFlow: boolean } | undefined {
  const lines = starts.map((start) => lineStartOf(text, start));
  const isBlock = starts.every((start, at) => /^ *- +$/.test(text.slice(lines[at], start)));
  if (isBlock) return { starts: lines, inFlow: false };
  return text.slice(0, starts[0]).trimEnd().endsWith('[') ? { starts, inFlow: true } : undefined;
}
