import type { ExternalId, FieldName, UserFields } from '../model.js';
import { formatCount } from './phrase.js';

/** Whom an id belongs to, as far as it may be shown. */
export interface Person {
  readonly id: ExternalId;
  /** Null if no name is managed, or a part of it is sensitive. */
  readonly name: string | null;
  readonly department: string | null;
}

/** How many people stand for a larger set in one line. */
const SAMPLE_SIZE = 3;

/** Letters and digits of any script with the marks that names have; anything else is shown in quotes. */
const PLAIN_NAME = /^[\p{L}\p{M}\p{N}]+(?:[ '’.\-\u200c\u200d]{1,2}[\p{L}\p{M}\p{N}]+)*\.?$/u;
const PLAIN_DEPARTMENT = /^[\p{L}\p{M}\p{N}]+(?:[ '’.,&/+\-]{1,3}[\p{L}\p{M}\p{N}]+)*\.?$/u;
const PLAIN_ID = /^[\p{L}\p{N}_][\p{L}\p{N}_.@+:-]*$/u;

/** Reads name and department from the fields of a user; sensitive ones are left out. */
export function personFrom(
  id: ExternalId,
  fields: UserFields,
  sensitive: ReadonlySet<FieldName>,
): Person {
  const isHidden = sensitive.has('first_name') || sensitive.has('last_name');
  const name = [fields.first_name, fields.last_name].filter((part) => part !== undefined).join(' ');
  const department = sensitive.has('department') ? undefined : fields.department;
  return {
    id,
    name: isHidden || name === '' ? null : name,
    department: department === undefined ? null : String(department),
  };
}

/** `Ada Lovelace (OKTA-1) · Design`. Not escaped; a part that could pass for another one is in quotes. */
export function describePerson(person: Person): string {
  const { department } = person;
  return department === null
    ? namePerson(person)
    : `${namePerson(person)} · ${plainOrQuoted(department, PLAIN_DEPARTMENT)}`;
}

/** `Ada Lovelace (OKTA-1)`, or just the id. Not escaped. */
export function namePerson({ id, name }: Person): string {
  const shownId = plainOrQuoted(id, PLAIN_ID);
  return name === null ? shownId : `${plainOrQuoted(name, PLAIN_NAME)} (${shownId})`;
}

/** `John Doe · Engineering`: what there is to say of a person whose id stands beside it. Not escaped. */
export function describeNamed({ name, department }: Person): string {
  return [
    ...(name === null ? [] : [plainOrQuoted(name, PLAIN_NAME)]),
    ...(department === null ? [] : [plainOrQuoted(department, PLAIN_DEPARTMENT)]),
  ].join(' · ');
}

/** `Ada Lovelace (OKTA-1), B, C and 27 more`: one line for the first of `total` people. Not escaped. */
export function samplePeople(people: readonly Person[], total = people.length): string {
  const sample = people.slice(0, SAMPLE_SIZE).map(namePerson).join(', ');
  const rest = total - SAMPLE_SIZE;
  return rest > 0 ? `${sample} and ${formatCount(rest)} more` : sample;
}

/** The name of a department for a list; quoted like that of a person. Not escaped. */
export function nameDepartment(department: string | null): string {
  return department === null ? 'no department' : plainOrQuoted(department, PLAIN_DEPARTMENT);
}

function plainOrQuoted(text: string, plain: RegExp): string {
  return plain.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}
