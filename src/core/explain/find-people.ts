import { compareIds, type DesiredUser, type FieldName, type RecordedUser } from '../model.js';
import { personFrom, type Person } from '../text/person.js';

/**
 * Finds users by name, sorted by id: each word of `text` must be a part of it. Case and accents don't matter.
 * A user whose name is sensitive is not found.
 */
export function findPeople(
  text: string,
  users: readonly (DesiredUser | RecordedUser)[],
  sensitive: ReadonlySet<FieldName>,
): readonly Person[] {
  const words = fold(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  const people = new Map<string, Person>();
  for (const { id, fields } of users) {
    const person = personFrom(id, fields, sensitive);
    const name = person.name === null ? null : fold(person.name);
    if (name !== null && words.every((word) => name.includes(word))) people.set(id, person);
  }
  return [...people.values()].sort((a, b) => compareIds(a.id, b.id));
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
