import { errorOf, type Diagnostic, type Outcome } from '../errors/diagnostic.js';
import { EDIT_OF_UNKNOWN, PROTECTED_FROM_REMOVAL } from '../errors/edit.js';
import { DUPLICATE_ID } from '../errors/users.js';
import type { ExternalId, FieldName } from '../model.js';
import type { Edit, FieldEdit, FileEdits, NewUser, SharedPlace } from './edit.js';
import type { UsersData } from './users-data.js';

/** One file that is being edited: its name and what it says. */
export interface NamedData {
  readonly name: string;
  readonly data: UsersData;
}

interface EditGroup {
  readonly users: Map<ExternalId, Map<FieldName, FieldEdit>>;
  readonly defaults: Map<FieldName, FieldEdit>;
  readonly profiles: Map<string, Map<FieldName, FieldEdit>>;
  readonly removed: Set<ExternalId>;
  readonly added: Map<ExternalId, NewUser>;
}

/** Sorts the edits by file. Reports every edit of something that is not there, and of protected users. */
export function groupEdits(
  files: readonly NamedData[],
  edits: readonly Edit[],
): Outcome<ReadonlyMap<string, FileEdits>> {
  const groups = new Map(files.map(({ name }) => [name, emptyGroup()]));
  const data = new Map(files.map((file) => [file.name, file.data]));
  const homes = new Map(
    files.flatMap(({ name, data }) =>
      data.users.map((user) => [user.id, { name, isProtected: user.protected === true }]),
    ),
  );
  const diagnostics: Diagnostic[] = [];

  const ofUser = (id: ExternalId): EditGroup | undefined => {
    const group = groups.get(homes.get(id)?.name ?? '');
    if (group === undefined) diagnostics.push(unknown(`There is no user ${JSON.stringify(id)}.`));
    return group;
  };

  const addUser = (file: string, user: NewUser): void => {
    const group = groups.get(file);
    if (group === undefined) {
      diagnostics.push(unknown(`There is no users file ${JSON.stringify(file)}.`));
    } else {
      group.added.set(user.id, user);
    }
  };

  const removeUser = (id: ExternalId): void => {
    if (homes.get(id)?.isProtected === true) diagnostics.push(protectedUser(id));
    else ofUser(id)?.removed.add(id);
  };

  const changeShared = (place: SharedPlace, field: FieldName, value: FieldEdit): void => {
    const group = groups.get(place.file);
    if (group === undefined) {
      diagnostics.push(unknown(`There is no users file ${JSON.stringify(place.file)}.`));
    } else if (place.kind === 'defaults') {
      group.defaults.set(field, value);
    } else if (Object.hasOwn(data.get(place.file)?.profiles ?? {}, place.name)) {
      mapOf(group.profiles, place.name).set(field, value);
    } else {
      diagnostics.push(unknown(`There is no profile ${JSON.stringify(place.name)}.`));
    }
  };

  for (const edit of edits) {
    switch (edit.kind) {
      case 'set':
      case 'unset': {
        const group = ofUser(edit.id);
        if (group !== undefined) mapOf(group.users, edit.id).set(edit.field, valueOf(edit));
        break;
      }
      case 'add':
        addUser(edit.file, edit.user);
        break;
      case 'remove':
        removeUser(edit.id);
        break;
      default:
        changeShared(edit.in, edit.field, valueOf(edit));
    }
  }
  for (const group of groups.values()) {
    for (const id of group.added.keys()) {
      const home = groups.get(homes.get(id)?.name ?? '');
      if (home?.removed.has(id) === false) diagnostics.push(duplicate(id));
    }
  }
  return { value: diagnostics.length > 0 ? undefined : finish(groups), diagnostics };
}

function emptyGroup(): EditGroup {
  return {
    users: new Map(),
    defaults: new Map(),
    profiles: new Map(),
    removed: new Set(),
    added: new Map(),
  };
}

function valueOf(edit: Edit): FieldEdit {
  return 'value' in edit ? edit.value : undefined;
}

function mapOf<K>(maps: Map<K, Map<FieldName, FieldEdit>>, key: K): Map<FieldName, FieldEdit> {
  const found = maps.get(key) ?? new Map<FieldName, FieldEdit>();
  maps.set(key, found);
  return found;
}

function finish(groups: ReadonlyMap<string, EditGroup>): ReadonlyMap<string, FileEdits> {
  return new Map(
    Array.from(groups, ([name, group]) => {
      const users = new Map([...group.users].filter(([id]) => !group.removed.has(id)));
      return [name, { ...group, users, added: [...group.added.values()] }];
    }),
  );
}

function unknown(summary: string): Diagnostic {
  return errorOf(EDIT_OF_UNKNOWN, { summary });
}

function duplicate(id: ExternalId): Diagnostic {
  const summary = `The user ${JSON.stringify(id)} exists already.`;
  return errorOf(DUPLICATE_ID, {
    summary,
    fix: 'Change the fields of that user, or correct the id.',
  });
}

function protectedUser(id: ExternalId): Diagnostic {
  return errorOf(PROTECTED_FROM_REMOVAL, {
    summary: `The user ${JSON.stringify(id)} is protected, so corform does not remove the entry.`,
  });
}
