/** Edits of fields in all maps of one file. */
import type { FieldName, FieldValue } from '../model.js';
import type { SourceMap, SourceNode, SourceScalar } from '../yaml/source-nodes.js';
import { changeMap, flowPartsOf } from './change-map.js';
import { locateParts, type EditedDocument } from './document.js';
import type { FieldChanges, FileEdits } from './edit.js';
import { insertFlowParts } from './flow-parts.js';
import { endOfLine } from '../yaml/line-index.js';
import { findEntry, indentOf, styleOf, writeEntry } from './map-style.js';
import { insertAt, type Splice } from './splice.js';
import { writeScalar } from './write-scalar.js';

/** The fields to change in one file. */
export type FieldEdits = Pick<FileEdits, 'users' | 'defaults' | 'profiles'>;

export interface FieldRound {
  readonly splices: readonly Splice[];
  /** Changes that need the text that the splices make; undefined if none do. */
  readonly later: FieldEdits | undefined;
}

/** The splices of one round. */
export function changeFields(document: EditedDocument, edits: FieldEdits): FieldRound {
  const { text, data } = document;
  const { root, userAt } = locateParts(document);
  const splices: Splice[] = [];

  const change = (entry: EditedMap | undefined, changes: FieldChanges): FieldChanges => {
    if (entry?.value.kind !== 'map') return new Map();
    const changed = changeMap(text, entry.value, changes, entry.key);
    splices.push(...changed.splices);
    return changed.later;
  };
  const changeEach = <K>(
    changes: ReadonlyMap<K, FieldChanges>,
    find: (key: K) => EditedMap | undefined,
  ): ReadonlyMap<K, FieldChanges> =>
    new Map(
      Array.from(changes, ([key, fields]) => [key, change(find(key), fields)] as const).filter(
        ([, later]) => later.size > 0,
      ),
    );

  const positions = new Map(data.users.map(({ id }, position) => [id, position]));
  // Only users that are there are changed.
  const users = changeEach(edits.users, (id) => ({ value: userAt(Number(positions.get(id))) }));
  const profilesMap = findEntry(root, 'profiles')?.value;
  // Only profiles that are there are changed.
  const profiles = changeEach(edits.profiles, (name) => findEntry(profilesMap as SourceMap, name));
  const defaultsEntry = findEntry(root, 'defaults');
  const defaults = change(defaultsEntry, edits.defaults);
  if (defaultsEntry === undefined) splices.push(...makeDefaults(text, root, edits.defaults));
  const hasMore = users.size + profiles.size + defaults.size > 0;
  return { splices, later: hasMore ? { users, profiles, defaults } : undefined };
}

/** A map to change, and its key if it has one. */
interface EditedMap {
  readonly key?: SourceScalar;
  readonly value: SourceNode;
}

/** Writes `defaults` into a file without it, in the place that the schema gives it: after the source. */
function makeDefaults(text: string, root: SourceMap, changes: FieldChanges): readonly Splice[] {
  const style = styleOf(text, root);
  const entries = [...changes]
    .filter((change): change is [FieldName, FieldValue] => change[1] !== undefined)
    .map(([field, value]) => writeEntry(style, field, value));
  const position = root.entries.findIndex(({ key }) => key.value === 'source');
  const anchor = root.entries[position];
  if (entries.length === 0 || anchor === undefined) return [];
  const key = `${writeScalar('defaults', { ...style, quote: style.keyQuote })}:`;
  if (root.inFlow) {
    const written = `${key} {${entries.join(', ')}}`;
    return insertFlowParts(text, flowPartsOf(root), position, [written]);
  }
  const indent = ' '.repeat(indentOf(text, root));
  const lines = [key, ...entries.map((entry) => `${indent}${entry}`)];
  return [insertAt(endOfLine(text, anchor.value.end), `\n${lines.join('\n')}`)];
}
