import type { FieldName } from '../../model.js';
import { describePerson, namePerson, type Person } from '../../text/person.js';
import { formatCount } from '../../text/phrase.js';
import { placesOf } from '../links.js';
import type { ChangeView, PlanReport } from '../view.js';
import { codeSpan } from './text.js';

/** The longest part of a person that a table shows, in characters, so a long id leaves room for the change. */
const MOST_OF_ID = 40;
const MOST_OF_NAME = 60;
const MOST_OF_PERSON = 200;

/** How many people stand for a group. */
const SAMPLE_SIZE = 3;

/** `Ada Lovelace (OKTA-1) · Design` as code. */
export function showPerson(person: Person): string {
  return codeSpan(describePerson(shorten(person)), MOST_OF_PERSON);
}

/** The first few people as code, and how many more there are. */
export function showSample(people: readonly Person[]): string {
  const sample = people
    .slice(0, SAMPLE_SIZE)
    .map((person) => codeSpan(namePerson(shorten(person)), MOST_OF_PERSON));
  const rest = people.length - SAMPLE_SIZE;
  return `${sample.join(', ')}${rest > 0 ? ` and ${formatCount(rest)} more` : ''}`;
}

/** The lines where the given fields are written, as links if the files can be linked to. */
export function showPlaces(
  change: ChangeView,
  report: Pick<PlanReport, 'links' | 'lines'>,
  fields: readonly FieldName[],
): string {
  const file = shortenMiddle(change.place?.file ?? '', MOST_OF_NAME);
  return placesOf(change, report, fields)
    .slice(0, SAMPLE_SIZE)
    .map(({ line, address }, at) => {
      const text = codeSpan(at === 0 ? `${file}:${line}` : `:${line}`);
      return address === null ? text : `[${text}](${address})`;
    })
    .join(' ');
}

function shorten({ id, name, department }: Person): Person {
  return {
    id: shortenMiddle(id, MOST_OF_ID),
    name: name === null ? null : shortenMiddle(name, MOST_OF_NAME),
    department: department === null ? null : shortenMiddle(department, MOST_OF_ID),
  };
}

/** Keeps the beginning and the end, because ids differ there. */
function shortenMiddle(text: string, most: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const end = Math.floor(most / 3);
  return `${characters.slice(0, most - end - 1).join('')}…${characters.slice(-end).join('')}`;
}
