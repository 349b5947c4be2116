import type { ExternalId } from '../model.js';
import type { ListedUser } from '../ports/cor.js';

/** What is known of the people who are looked for in COR's list. */
export interface Wanted {
  readonly id: ExternalId;
  /** COR's own id, if the record has it. */
  readonly corId: number | null;
  /** From an export; null if nobody said it. */
  readonly email: string | null;
}

/**
 * Finds people in COR's list: by COR's own id, else by an e-mail address that is unique on both sides. Never by
 * name: two people may share one.
 */
export function identifyUsers(
  wanted: readonly Wanted[],
  listed: readonly ListedUser[],
): ReadonlyMap<ExternalId, ListedUser> {
  const byCorId = new Map(listed.map((user) => [user.corId, user]));
  const known = new Set(wanted.map(({ corId }) => corId));
  const byEmail = onlyOnes(listed, ({ email }) => email);
  const unique = onlyOnes(wanted, ({ email }) => email);
  const findByEmail = (person: Wanted): ListedUser | undefined => {
    const email = fold(person.email);
    const user = email === null || unique.get(email) !== person ? undefined : byEmail.get(email);
    // Whoever is known by COR's own id is nobody else, whatever the address says.
    return user === undefined || known.has(user.corId) ? undefined : user;
  };
  const found = new Map<ExternalId, ListedUser>();
  for (const person of wanted) {
    const user = person.corId === null ? findByEmail(person) : byCorId.get(person.corId);
    if (user !== undefined) found.set(person.id, user);
  }
  return found;
}

/** By folded address, without those that occur more than once. */
function onlyOnes<T>(
  people: readonly T[],
  emailOf: (person: T) => string | null,
): ReadonlyMap<string, T> {
  const ones = new Map<string, T>();
  const seen = new Set<string>();
  for (const person of people) {
    const email = fold(emailOf(person));
    if (email === null) continue;
    if (seen.has(email)) ones.delete(email);
    else ones.set(email, person);
    seen.add(email);
  }
  return ones;
}

/** Mail systems ignore case in practice. */
function fold(email: string | null): string | null {
  return email === null || email === '' ? null : email.normalize('NFC').toLowerCase();
}
