import type { Edit } from '../../core/edit/edit.js';
import type { EditedDocument } from '../../core/edit/document.js';
import { editDocuments, type DocumentPair, type EditedFile } from '../../core/edit/edit-users.js';
import { hasErrors, type Diagnostic } from '../../core/errors/diagnostic.js';
import { Failure, failureOf, requireValue } from '../../core/errors/failure.js';
import { BAD_SOURCE } from '../../core/errors/import.js';
import { checkLeavers } from '../../core/import/check-leavers.js';
import { chooseFiles } from '../../core/import/choose-file.js';
import { comparePeople, type PeopleChanges } from '../../core/import/compare-people.js';
import { isNewFile, newFilePair } from '../../core/import/new-file-pair.js';
import type { ImportedUser, People } from '../../core/import/people.js';
import type { DesiredState, ExternalId, FieldName } from '../../core/model.js';
import type { Allowance, Limits } from '../../core/plan/limits.js';
import type { EditableFiles, Files } from '../../core/ports/system.js';
import type { SourceFile } from '../../core/yaml/source-file.js';
import { checkEditable } from './load-editable.js';
import { readExport, type ExportPorts, type ExportRequest } from './read-export.js';
import { writeEditedFiles } from './write-edited-files.js';
import { makeUsersFile, refuseExisting, requireSource, saveMappingFile } from './write-users.js';

export interface UpdateUsersRequest extends ExportRequest {
  /** The users files that are there, and the folder that they must lie in. */
  readonly paths: readonly string[];
  readonly root: string;
  /** Whether these are all users files. Then every required user must be in them. */
  readonly isWhole: boolean;
  /** `files:` of the settings, into which a new file must fit. */
  readonly patterns: readonly string[];
  readonly saveMapping: string | null;
  /** Whether an empty cell takes the user's own value out. */
  readonly releaseEmpty: boolean;
  readonly removeLeavers: boolean;
  readonly limits: Limits;
  readonly allowance: Allowance;
  readonly required: readonly ExternalId[];
  readonly sensitive: readonly FieldName[];
  /** Writes nothing. */
  readonly check: boolean;
}

export interface UsersUpdate {
  readonly people: People;
  readonly changes: PeopleChanges;
  /** The files that become different, or are new. */
  readonly edited: readonly DocumentPair[];
  readonly remarks: readonly Diagnostic[];
}

export interface UpdatePorts extends ExportPorts {
  readonly usersFiles: EditableFiles;
}

/**
 * Edits the users files to match an export, and writes them. Throws Failure; then nothing
 * is written.
 */
export async function updateUsers(
  ports: UpdatePorts,
  request: UpdateUsersRequest,
): Promise<UsersUpdate> {
  const { files, usersFiles } = ports;
  if (request.saveMapping !== null)
    await refuseExisting(files, '--save-mapping', request.saveMapping);
  const { people, mapping, remarks } = await readExport(ports, request);
  const { desired, sources, documents } = await readUsers(files, request, mapping.source);
  const changes = comparePeople(desired, people, {
    release: request.releaseEmpty ? documents : null,
    removeLeavers: request.removeLeavers,
    required: request.required,
  });
  const { limits, allowance } = request;
  const leavers = checkLeavers(changes, desired.users.length, limits, allowance);
  if (hasErrors(leavers)) throw new Failure(leavers);
  const homes = requireValue(
    chooseFiles(changes.added, {
      present: request.paths,
      patterns: request.patterns,
      template: mapping.file,
    }),
  );
  const edited = editFiles(desired, documents, changes, homes, request);
  if (!request.check) {
    const texts = (pairs: readonly DocumentPair[]): readonly EditedFile[] =>
      pairs.map(({ after: { name, stored } }) => ({ name, text: stored }));
    for (const { name, text } of texts(edited.filter(isNewFile))) {
      await files.write(name, text, { mode: 0o644 });
    }
    const replaced = edited.filter((pair) => !isNewFile(pair));
    await writeEditedFiles(usersFiles, sources, texts(replaced));
    await saveMappingFile(files, request.saveMapping, mapping);
  }
  return { people, changes, edited, remarks: [...remarks, ...leavers] };
}

interface PresentUsers {
  readonly desired: DesiredState;
  readonly sources: readonly SourceFile[];
  readonly documents: readonly EditedDocument[];
}

/** Reads the users files. If the patterns match no file yet, there are no users. Throws Failure. */
async function readUsers(
  files: Files,
  request: UpdateUsersRequest,
  source: string | null,
): Promise<PresentUsers> {
  if (request.paths.length === 0) {
    return { desired: { source: requireSource(source), users: [] }, sources: [], documents: [] };
  }
  const editable = await checkEditable(files, { ...request, required: requiredIn(request) });
  const desired = requireValue(editable);
  refuseOtherSource(source, desired.source);
  return { ...editable, desired };
}

/** The texts that change, and those of files that are new. Throws Failure. */
function editFiles(
  { source }: DesiredState,
  documents: readonly EditedDocument[],
  changes: PeopleChanges,
  homes: ReadonlyMap<string, readonly ImportedUser[]>,
  request: UpdateUsersRequest,
): readonly DocumentPair[] {
  const { sensitive } = request;
  const isPresent = (name: string): boolean => documents.some((file) => file.name === name);
  const present = [...homes].filter(([name]) => isPresent(name));
  const edits: readonly Edit[] = [
    ...changes.changed.flatMap(({ id, set, release }) => [
      ...Object.entries(set).map(([field, value]): Edit => ({
        kind: 'set',
        id,
        field: field as FieldName,
        value,
      })),
      ...release.map((field): Edit => ({ kind: 'unset', id, field })),
    ]),
    ...changes.removed.map((id): Edit => ({ kind: 'remove', id })),
    ...present.flatMap(([file, users]) =>
      users.map(({ id, fields }): Edit => ({ kind: 'add', file, user: { id, fields } })),
    ),
  ];
  const options = { required: requiredIn(request), sensitive };
  const edited =
    documents.length === 0 ? [] : requireValue(editDocuments(documents, edits, options));
  const made = [...homes]
    .filter(([name]) => !isPresent(name))
    .flatMap(([name, users]) => {
      const { text } = makeUsersFile({
        name,
        source,
        users,
        shared: false,
        required: [],
        sensitive,
      });
      return newFilePair(name, text);
    });
  return [...edited, ...made];
}

function requiredIn({ isWhole, required }: UpdateUsersRequest): readonly ExternalId[] {
  return isWhole ? required : [];
}

function refuseOtherSource(given: string | null, present: string): void {
  if (given === null || given === present) return;
  throw failureOf(BAD_SOURCE, {
    summary: `The users files have the source ${JSON.stringify(present)}, and the import says ${JSON.stringify(given)}`,
    detail: 'The same id means different people in two sources.',
    fix: `Import into separate files, or correct --source and source: in import.yaml.`,
  });
}
