/**
 * Edits of users.yaml that change nothing but what was asked for. The text is spliced, never written anew:
 * comments, order, quotes, indentation, line ends and the BOM stay byte for byte.
 */
import { errorOf, hasErrors, type Diagnostic, type Outcome } from '../errors/diagnostic.js';
import { NOT_EDITABLE } from '../errors/edit.js';
import { checkUsersFiles, type ReadOptions } from '../users/read-desired.js';
import { sampleIds } from '../text/phrase.js';
import { addUsers, placeNewUsers } from './add-users.js';
import { changeFields, type FieldEdits, type FieldRound } from './change-fields.js';
import { positionsOf, readDocument, type EditedDocument } from './document.js';
import type { Edit, FileEdits } from './edit.js';
import { expectData, findDifference } from './expected-data.js';
import { groupEdits } from './group-edits.js';
import { removeUserItems } from './remove-users.js';
import { applySplices, type Splice } from './splice.js';

/** A file whose text differs from before. */
export interface EditedFile {
  readonly name: string;
  /** The whole new text, to be stored as UTF-8: BOM and line ends are in it. */
  readonly text: string;
}

/** One document as it was and as it is now. */
export interface DocumentPair {
  readonly before: EditedDocument;
  readonly after: EditedDocument;
}

/**
 * Applies edits to the documents of one desired state, whose sources have been found valid, and returns those that
 * become different. Proven: the result is read as `plan` reads it, and the difference is exactly the edits. The outcome holds errors, and no file, if the sources or the result are
 * not valid, if an edit names something that is not there or removes a protected user, or if a text is
 * written in a way that can't be edited safely (CF170, which names the entry).
 *
 *     editDocuments(documents, [
 *       { kind: 'set', id: 'OKTA-1', field: 'daily_hours', value: 7.5 },
 *       { kind: 'unset', id: 'OKTA-1', field: 'phone' },
 *       { kind: 'remove', id: 'OKTA-2' },
 *       { kind: 'add', file: 'users.yaml', user: { id: 'OKTA-3', fields: { role_id: 4 } } },
 *       { kind: 'set-shared', in: { kind: 'defaults', file: 'users.yaml' }, field: 'role_id', value: 4 },
 *     ], { required, sensitive })
 *
 * A value is set even if a profile says the same; an own value that is there already stays as it is written.
 */
export function editDocuments(
  documents: readonly EditedDocument[],
  edits: readonly Edit[],
  options: ReadOptions,
): Outcome<readonly DocumentPair[]> {
  const { value: groups, diagnostics } = groupEdits(documents, edits);
  if (groups === undefined) return { value: undefined, diagnostics };
  const results = documents.map((before) => {
    // Each document has its group.
    const edits = groups.get(before.name) as unknown as FileEdits;
    return { before, ...editFile(before, edits) };
  });
  const problems = results.flatMap((result) => result.diagnostics);
  const pairs = results.flatMap(({ before, value: after }) =>
    after === undefined ? [] : [{ before, after }],
  );
  if (problems.length > 0) return { value: undefined, diagnostics: problems };
  const changed = pairs.filter(({ before, after }) => before.stored !== after.stored);
  if (changed.length === 0) return { value: [], diagnostics: [] };
  const after = checkUsersFiles(
    pairs.map(({ after: { parsed } }) => parsed),
    options,
  );
  return hasErrors(after.diagnostics)
    ? { value: undefined, diagnostics: after.diagnostics }
    : { value: changed, diagnostics: [] };
}

/** Edits one file and proves it. */
function editFile(document: EditedDocument, edits: FileEdits): Outcome<EditedDocument> {
  const edited = runRounds(document, edits);
  const difference =
    edited === undefined
      ? describeEdited(edits)
      : findDifference(expectData(document.data, edits), edited.data);
  return edited === undefined || difference !== undefined
    ? { value: undefined, diagnostics: [notEditable(document.name, String(difference))] }
    : { value: edited, diagnostics: [] };
}

/** Whose edits have made a text that can't be read: which of them is not known. */
function describeEdited({ users, removed, added }: FileEdits): string {
  const ids = [...users.keys(), ...removed, ...added.map(({ id }) => id)];
  if (ids.length === 0) return 'the defaults or the profiles';
  return ids.length === 1 ? `the user ${sampleIds(ids)}` : `one of the users ${sampleIds(ids)}`;
}

/**
 * Each round splices the text that the one before has made: fields, then fields that had to wait for others
 * to go, then users who go, then users who come. Undefined if a text can't be read again.
 */
function runRounds(document: EditedDocument, edits: FileEdits): EditedDocument | undefined {
  let current: EditedDocument | undefined = document;
  let fields: FieldEdits | undefined = edits;
  while (current !== undefined && fields !== undefined) {
    const round: FieldRound = changeFields(current, fields);
    current = splice(current, round.splices);
    fields = round.later;
  }
  if (current !== undefined && edits.removed.size > 0) {
    const going = positionsOf(current, edits.removed);
    current = splice(current, removeUserItems(current, going));
  }
  if (current !== undefined && edits.added.length > 0) {
    const additions = placeNewUsers(current, edits.added);
    current = splice(current, addUsers(current, additions));
  }
  return current;
}

function splice(
  { name, stored }: EditedDocument,
  splices: readonly Splice[],
): EditedDocument | undefined {
  return readDocument(name, applySplices(stored, splices));
}

function notEditable(file: string, what: string): Diagnostic {
  return errorOf(NOT_EDITABLE, {
    summary: `corform can't change ${what} in ${file} without changing something else as well.`,
    detail: 'This part of the file is written in an unusual way. Nothing was written.',
  });
}
