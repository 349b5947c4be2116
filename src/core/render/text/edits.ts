/** What `set`, `unset` and `remove` print: a unified diff, or in CI who and which fields, and the counts. */
import { maskLines } from '../../edit/mask-lines.js';
import { textOfLine, type EditedDocument } from '../../edit/document.js';
import type { DocumentPair } from '../../edit/edit-users.js';
import type { BulkRow } from '../../edit/bulk-edits.js';
import type { BulkResult } from '../../edit/edit-in-bulk.js';
import type { SharedPlace } from '../../edit/edit.js';
import type { FieldName } from '../../model.js';
import { countOf, formatCount } from '../../text/phrase.js';
import { escapeTerminal, quoteTerminal } from '../escape.js';
import type { Lines } from '../line-diff.js';
import { hunkHeader, makeHunks, type DiffLine, type Hunk } from '../unified-diff.js';
import { makePaint, type Paint } from './style.js';

export interface DiffOptions {
  readonly sensitive: readonly FieldName[];
  readonly color: boolean;
}

/** A unified diff of one file, line by line, without the values of sensitive fields. */
export function* renderFileDiff(
  { before, after }: DocumentPair,
  { sensitive, color }: DiffOptions,
): Generator<string> {
  const paint = makePaint(color);
  const hunks = makeHunks(linesOf(before), linesOf(after));
  const old = maskLines(before, shownLines(hunks, ['same', 'removed']), sensitive);
  const fresh = maskLines(after, shownLines(hunks, ['added']), sensitive);
  const name = escapeTerminal(before.name);
  const oldName = before.stored === '' ? '/dev/null' : name;
  yield `${paint('strong', `--- ${oldName}`)}\n${paint('strong', `+++ ${name}`)}\n`;
  for (const hunk of hunks) {
    yield `${paint('faint', hunkHeader(hunk))}\n`;
    for (const line of hunk.lines) {
      const [document, texts] = line.kind === 'added' ? [after, fresh] : [before, old];
      yield renderLine(line, String(texts.get(line.line)), paint);
      if (isUnended(document, line.line)) yield '\\ No newline at end of file\n';
    }
  }
}

function linesOf(document: EditedDocument): Lines {
  const { text, lines } = document;
  // A final line end starts no line, and a file that is new has none.
  const length = text === '' || text.endsWith('\n') ? lines.length - 1 : lines.length;
  return { length, at: (line) => (line < length ? textOfLine(document, line) : undefined) };
}

function isUnended({ text, lines }: EditedDocument, line: number): boolean {
  return line === lines.length - 1 && !text.endsWith('\n');
}

function shownLines(
  hunks: readonly Hunk[],
  kinds: readonly DiffLine['kind'][],
): ReadonlySet<number> {
  return new Set(
    hunks.flatMap(({ lines }) =>
      lines.filter(({ kind }) => kinds.includes(kind)).map(({ line }) => line),
    ),
  );
}

function renderLine({ kind }: DiffLine, text: string, paint: Paint): string {
  const shown = escapeTerminal(text);
  if (kind === 'same') return ` ${shown}\n`;
  return kind === 'added' ? `${paint('add', `+${shown}`)}\n` : `${paint('remove', `-${shown}`)}\n`;
}

/** Who changes and in which fields, without a value: for logs that many can read. */
export function* renderEditedFields(rows: readonly BulkRow[]): Generator<string> {
  const fields = new Map<string, string[]>();
  for (const { action, target, field } of rows) {
    const sign = action === 'remove' ? '-' : '~';
    const name = 'id' in target ? quoteTerminal(target.id) : namePlace(target.in);
    const key = `${sign} ${name}`;
    fields.set(key, [...(fields.get(key) ?? []), ...(field === null ? [] : [field])]);
  }
  for (const [key, names] of fields) {
    yield names.length === 0 ? `  ${key}\n` : `  ${key}: ${names.join(', ')}\n`;
  }
}

function namePlace(place: SharedPlace): string {
  const name = place.kind === 'defaults' ? 'defaults' : `profile ${quoteTerminal(place.name)}`;
  return `${name} in ${escapeTerminal(place.file)}`;
}

/** The last lines: how many change, and whether anything is written. */
export function renderEditCounts(result: BulkResult, written: boolean): string {
  const files = result.files.map(({ after }) => escapeTerminal(after.name)).join(', ');
  if (result.rows.length === 0) return `Nothing to change.${describeOthers(result)}\n`;
  const end = written ? `Written: ${files}.` : 'Nothing is written yet: add --write.';
  return `${describeChanges(result)} in ${files}.${describeOthers(result)} ${end}\n`;
}

function describeChanges({ rows }: BulkResult): string {
  const [first] = rows;
  const users = new Set(rows.flatMap(({ target }) => ('id' in target ? [target.id] : [])));
  if (users.size === 0) return `${countOf(rows.length, 'shared field')} changed`;
  return first?.action === 'remove'
    ? `${countOf(users.size, 'user')} removed`
    : `${countOf(users.size, 'user')} changed`;
}

function describeOthers({ rows, selected, spared }: BulkResult): string {
  const users = new Set(rows.flatMap(({ target }) => ('id' in target ? [target.id] : [])));
  const same = selected - users.size - spared.length;
  return same > 0
    ? ` ${formatCount(same)} of the selected users ${same === 1 ? 'stays' : 'stay'} as ${same === 1 ? 'it is' : 'they are'}.`
    : '';
}
