/**
 * The rules that a schema can't express. Each takes all files and reports every violation; they run on
 * faulty files too, over what could be read of them.
 */
import { type Diagnostic, errorOf, warningOf } from '../errors/diagnostic.js';
import {
  DIFFERENT_SOURCES,
  DUPLICATE_ID,
  LOOKALIKE_IDS,
  MOVED_FROM_PRESENT_USER,
  MOVED_TWICE,
  REQUIRED_USER_MISSING,
  UNDOCUMENTED_SOURCE,
  UNKNOWN_PROFILE,
  UNSENDABLE_ID,
  UNUSED_PROFILE,
  USER_WITHOUT_FIELDS,
} from '../errors/users.js';
import { KNOWN_SOURCES } from '../model.js';
import type { ExternalId } from '../model.js';
import { foldId } from '../text/fold-id.js';
import { formatPath } from '../yaml/key-path.js';
import { placeOfUser } from './normalize.js';
import type { UserEntry, UsersFile } from './normalize.js';
import { createSuggest } from '../text/suggest.js';
import { whyUnusable } from './usable-id.js';

export interface RuleInput {
  readonly files: readonly UsersFile[];
  /** The ids that must be present, or an empty list where an unreadable file may hold them. */
  readonly required: readonly ExternalId[];
}

interface Everything extends RuleInput {
  readonly users: readonly UserEntry[];
}

type Rule = (input: Everything) => readonly Diagnostic[];

export function checkRules(input: RuleInput): readonly Diagnostic[] {
  const users = input.files.flatMap((file) => file.users);
  return RULES.flatMap((rule) => rule({ ...input, users }));
}

/** Where a key of a user is written. */
function at(entry: UserEntry, key: string): Pick<Diagnostic, 'place' | 'path'> {
  return { place: placeOfUser(entry, key), path: formatPath(['users', entry.index, key]) };
}

/** COR knows a user by the exact id: the same twice is a contradiction. */
function uniqueIds({ users }: Everything): Diagnostic[] {
  const alike = new Map<string, UserEntry>();
  const others = new Map<ExternalId, UserEntry>();
  const diagnostics: Diagnostic[] = [];
  for (const entry of users) {
    const folded = foldId(entry.id);
    const first = alike.get(folded);
    if (first === undefined) {
      alike.set(folded, entry);
      continue;
    }
    const same = first.id === entry.id ? first : others.get(entry.id);
    diagnostics.push(same === undefined ? similarId(entry, first) : duplicateId(entry, same));
    if (same === undefined) others.set(entry.id, entry);
  }
  return diagnostics;
}

function duplicateId(entry: UserEntry, first: UserEntry): Diagnostic {
  return errorOf(DUPLICATE_ID, {
    summary: `the id ${JSON.stringify(entry.id)} is used twice`,
    ...at(entry, 'id'),
    related: [{ place: placeOfUser(first, 'id'), message: 'first used here' }],
  });
}

/** Salesforce's ids of 15 characters differ by case alone; there it may be meant, elsewhere it is a slip. */
function similarId(entry: UserEntry, similar: UserEntry): Diagnostic {
  const report = entry.file.source === 'SALESFORCE' ? warningOf : errorOf;
  return report(LOOKALIKE_IDS, {
    summary: `the ids ${JSON.stringify(entry.id)} and ${JSON.stringify(similar.id)} differ only in case, in invisible characters or in letters that look alike`,
    ...at(entry, 'id'),
    related: [{ place: placeOfUser(similar, 'id'), message: 'the other one' }],
  });
}

/** The id becomes a segment of a URL's path, where `.` and `..` vanish even when they are encoded. */
function usableIds({ users }: Everything): Diagnostic[] {
  return users.flatMap((entry) => {
    const why = whyUnusable(entry.id);
    if (why === undefined) return [];
    const summary = `the id can't be sent to COR: ${why}`;
    return errorOf(UNSENDABLE_ID, { summary, ...at(entry, 'id') });
  });
}

/** Bounds the work for a file in which each user has another unknown profile. */
const MAX_SUGGESTED_PROFILES = 100;

function knownProfiles({ files }: Everything): Diagnostic[] {
  return files.flatMap(({ profiles, users }) => {
    const suggest = createSuggest(profiles.keys());
    const suggested = new Map<string, string | undefined>();
    const isUnknown = (name: string | null): boolean => name !== null && !profiles.has(name);
    const lost = users.filter(({ profile }) => isUnknown(profile));
    return lost.map((entry) => {
      const profile = String(entry.profile);
      if (suggested.size < MAX_SUGGESTED_PROFILES && !suggested.has(profile)) {
        suggested.set(profile, suggest(profile));
      }
      const meant = suggested.get(profile);
      return errorOf(UNKNOWN_PROFILE, {
        summary: `there is no profile ${JSON.stringify(profile)} in this file`,
        ...at(entry, 'profile'),
        fix: meant && `Did you mean ${JSON.stringify(meant)}?`,
      });
    });
  });
}

function usedProfiles({ files }: Everything): Diagnostic[] {
  return files.flatMap(({ yaml, profiles, users }) => {
    const used = new Set(users.map(({ profile }) => profile));
    return [...profiles.keys()]
      .filter((name) => !used.has(name))
      .map((name) =>
        warningOf(UNUSED_PROFILE, {
          summary: `no user has the profile ${JSON.stringify(name)}`,
          place: yaml.placeOf(['profiles', name], 'key'),
          path: formatPath(['profiles', name]),
        }),
      );
  });
}

const SUGGEST_SOURCE = createSuggest(KNOWN_SOURCES);

/** COR adds sources without notice, so an unknown one is no error. */
function knownSource({ files }: Everything): Diagnostic[] {
  return files.flatMap(({ source, yaml }) => {
    if (source === '' || KNOWN_SOURCES.some((known) => known === source)) return [];
    const meant = SUGGEST_SOURCE(source);
    return warningOf(UNDOCUMENTED_SOURCE, {
      summary: `COR does not document the source ${JSON.stringify(source)}`,
      place: yaml.placeOf(['source'], 'value'),
      path: 'source',
      fix:
        meant === undefined
          ? `Documented are ${KNOWN_SOURCES.join(', ')}. If COR gave you another source, ignore this warning.`
          : `Did you mean ${meant}?`,
    });
  });
}

function oneSource({ files }: Everything): Diagnostic[] {
  const [first, ...others] = files.filter(({ source }) => source !== '');
  if (first === undefined) return [];
  return others
    .filter(({ source }) => source !== first.source)
    .map(({ yaml, source }) =>
      errorOf(DIFFERENT_SOURCES, {
        summary: `the source ${JSON.stringify(source)} differs from that of the other files`,
        place: yaml.placeOf(['source'], 'value'),
        path: 'source',
        related: [{ place: first.yaml.placeOf(['source'], 'value'), message: 'the first one' }],
      }),
    );
}

function managedUsers({ users }: Everything): Diagnostic[] {
  return (
    users
      .filter(({ fields }) => Object.keys(fields).length === 0)
      // An unknown profile has been reported, and may have had fields.
      .filter(({ profile, file }) => profile === null || file.profiles.has(profile))
      .map((entry) =>
        warningOf(USER_WITHOUT_FIELDS, {
          summary: `the user ${JSON.stringify(entry.id)} has no fields, so nothing will be sent`,
          ...at(entry, 'id'),
        }),
      )
  );
}

function requiredUsers({ users, required }: Everything): Diagnostic[] {
  if (required.length === 0) return [];
  const present = new Set(users.map(({ id }) => id));
  return [...new Set(required)]
    .filter((id) => !present.has(id))
    .map((id) =>
      errorOf(REQUIRED_USER_MISSING, {
        summary: `the user ${JSON.stringify(id)} is required but missing`,
      }),
    );
}

/** A move names one recorded user, who is no longer present under the old id. */
function moves({ users }: Everything): Diagnostic[] {
  const moved = users.filter(({ previously }) => previously !== null);
  if (moved.length === 0) return [];
  const byId = new Map(users.map((entry) => [entry.id, entry]));
  const movers = new Map<ExternalId, UserEntry>();
  return moved.flatMap((entry) => {
    const previously = String(entry.previously);
    const present = byId.get(previously);
    const mover = movers.get(previously);
    if (mover === undefined) movers.set(previously, entry);
    return [
      ...(present === undefined ? [] : [movesFromPresent(entry, present)]),
      ...(mover === undefined ? [] : [movesTwice(entry, mover)]),
    ];
  });
}

function movesFromPresent(entry: UserEntry, present: UserEntry): Diagnostic {
  const isItself = present.id === entry.id;
  return errorOf(MOVED_FROM_PRESENT_USER, {
    summary: isItself
      ? 'previously is the id of the user itself'
      : `previously names ${JSON.stringify(present.id)}, who is still a user`,
    ...at(entry, 'previously'),
    fix: isItself ? 'Remove the line.' : undefined,
    related: isItself
      ? undefined
      : [{ place: placeOfUser(present, 'id'), message: 'the entry of the old id' }],
  });
}

function movesTwice(entry: UserEntry, first: UserEntry): Diagnostic {
  return errorOf(MOVED_TWICE, {
    summary: `two users were previously ${JSON.stringify(entry.previously)}`,
    ...at(entry, 'previously'),
    related: [{ place: placeOfUser(first, 'previously'), message: 'the first one' }],
  });
}

const RULES: readonly Rule[] = [
  uniqueIds,
  usableIds,
  knownProfiles,
  usedProfiles,
  knownSource,
  oneSource,
  managedUsers,
  requiredUsers,
  moves,
];
