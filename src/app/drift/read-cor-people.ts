import { NOBODY_FOUND } from '../../core/errors/drift.js';
import { failureOf } from '../../core/errors/failure.js';
import type {
  ApiError,
  DirectoryListing,
  ListedUser,
  UserDirectory,
} from '../../core/ports/cor.js';
import { countOf } from '../../core/text/phrase.js';

/** The people in COR, and those who are certainly gone. */
export interface CorPeople {
  readonly listed: readonly ListedUser[];
  /** False if the list kept changing, so COR may have more people. */
  readonly complete: boolean;
  /** How many users COR claims to have; null if it never said so. */
  readonly claimed: number | null;
  /** Why a page could not be read, or null. */
  readonly error: ApiError | null;
  /** Which of the wanted are not in COR. */
  readonly absent: ReadonlySet<number>;
}

/** How often the list is read while it shows other people each time. */
const MOST_LISTINGS = 4;

/**
 * Reads COR's list, and again if one of the wanted is not in it. One who leaves while another one joins makes a list
 * look complete that lacks a third. So only who is absent from two complete lists in a row counts as absent, and
 * only if both show the same people: then nobody has moved while the first of them was read.
 */
export async function readCorPeople(
  directory: UserDirectory,
  wanted: ReadonlySet<number>,
  signal: AbortSignal,
): Promise<CorPeople> {
  let last = await directory.list(signal);
  for (let listings = 1; ; listings += 1) {
    const { users: listed, claimed, error } = last;
    const here = idsOf(last);
    const absent = new Set([...wanted].filter((corId) => !here.has(corId)));
    const part: CorPeople = { listed, complete: false, claimed, error, absent: new Set() };
    if (!last.complete || listings === MOST_LISTINGS) return part;
    if (absent.size === 0) return { ...part, complete: true };
    const next = await directory.list(signal);
    const isSame = next.complete && isSameSet(here, idsOf(next));
    if (isSame) return { ...part, listed: next.users, complete: true, absent };
    last = next;
  }
}

/**
 * Refuses a list that has none of the wanted: it is that of another company. Somebody who is alone in the record may
 * well have left. Throws Failure.
 */
export function refuseStrangers(
  { absent, listed, complete }: CorPeople,
  wanted: ReadonlySet<number>,
): void {
  if (!complete || wanted.size < 2 || absent.size < wanted.size) return;
  throw failureOf(NOBODY_FOUND, {
    summary: `COR's list of ${countOf(listed.length, 'user')} has none of the ${countOf(wanted.size, 'recorded user')}.`,
    detail: 'Nothing was compared.',
  });
}

function idsOf({ users }: DirectoryListing): ReadonlySet<number> {
  return new Set(users.map(({ corId }) => corId));
}

function isSameSet(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id));
}
