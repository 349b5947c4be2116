import type { ImportFacts, People } from './people.js';
import { countOf, formatCount } from '../text/phrase.js';

const DELIMITER_NAMES: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
};

/** What was read, for people: rows, columns, repairs. Lines without line ends; the text is not escaped. */
export function describePeople({ users, left, facts }: People): readonly string[] {
  const { file, rows, skipped, dropped, from, unread } = facts;
  const counted = [
    countOf(users.length, 'user'),
    ...(left.length > 0 ? [`${formatCount(left.length)} left`] : []),
    ...(dropped > 0 ? [`${formatCount(dropped)} dropped`] : []),
    ...(skipped > 0 ? [`${formatCount(skipped)} skipped (titles, totals, blank lines)`] : []),
  ];
  const width = Math.max(...Object.keys(from).map((field) => field.length), 0);
  return [
    `${file}: ${countOf(rows, 'row')}, ${describeForm(facts)}`,
    `  ${counted.join(', ')}`,
    ...Object.entries(from).map(([field, text]) => `  ${field.padEnd(width)}  ${text}`),
    ...(unread > 0 ? [`  ${countOf(unread, 'column')} not read`] : []),
    ...describeRepairs(facts.repairs),
  ];
}

function describeForm({ encoding, delimiter, preset }: ImportFacts): string {
  const form = delimiter === null ? 'JSON' : `${String(DELIMITER_NAMES[delimiter])}-separated`;
  return [form, encoding, ...(preset === null ? [] : [`preset ${preset}`])].join(', ');
}

function describeRepairs({ tidied, guards }: ImportFacts['repairs']): readonly string[] {
  return [
    ...(tidied > 0 ? [`  ${countOf(tidied, 'cell')} tidied (spaces, composed characters)`] : []),
    ...(guards > 0
      ? [`  ${countOf(guards, 'cell')} had a guard against spreadsheet formulas, which was removed`]
      : []),
  ];
}
