import { countPeople, formatCount } from '../../text/phrase.js';
import {
  toChangeView,
  type DriftedField,
  type DriftedView,
  type DriftReport,
} from '../drift-view.js';
import { conflictAdvice, driftFacts, driftHeadline, raisedIn, waysOut } from '../drift-words.js';
import { riskWords } from '../text/change.js';
import { nameStranger, remarksOn } from '../text/drift.js';
import { showTransition } from '../text/values.js';
import { describeTarget } from '../words.js';
import { showPerson, showPlaces, showSample } from './people.js';
import { quote } from './risks.js';
import { SizeBudget } from './size-budget.js';
import { codeSpan } from './text.js';

/** An issue of GitHub holds 65,536 characters. */
const MOST_CHARACTERS = 60_000;

/** Room for the facts, the ways out and what says that something was cut. */
const ENDING = 6_000;

const TABLE_HEAD = '| Who | Recorded → in COR | Where |\n| :-- | :-- | :-- |';

/** The most people of one kind that are listed beside the table. */
const MOST_LISTED = 50;

const MOST_OF_VALUE = 200;

/**
 * Renders drift as GitHub-flavoured Markdown, for an issue. Text of users.yaml and of COR is in code only. It is cut
 * between users where it would get too large, and says so.
 */
export function renderDriftMarkdown(report: DriftReport): string {
  const head = [`### COR users: ${driftHeadline(report)}`, codeSpan(describeTarget(report.target))];
  const room = new SizeBudget(
    MOST_CHARACTERS - ENDING - head.join('').length,
    (text) => text.length,
  );
  const blocks = [
    ...head,
    ...showRaised(report, room),
    ...showList('Missing in COR', report.missing.map(showPerson), room),
    ...showTable(report, room),
    ...showList('Left, and still visible in COR', (report.leavers ?? []).map(showPerson), room),
    ...showList(
      'Not managed',
      (report.unmanaged.people ?? []).map((one) => codeSpan(nameStranger(one))),
      room,
    ),
    showFacts(report),
    ...showWaysOut(report),
    ...(report.commit === null
      ? []
      : [`<sub>Commit ${codeSpan(report.commit.slice(0, 12))}</sub>`]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function showRaised({ users }: DriftReport, room: SizeBudget): readonly string[] {
  const { raised, title } = raisedIn(users);
  if (raised.length === 0) return [];
  const lines = fitting(
    raised.map((user) => {
      const words = riskWords(toChangeView(user)).replaceAll(' -> ', ' → ');
      return `${showPerson(user)}: ${words}`;
    }),
    room,
  );
  return [quote(['[!WARNING]', `**${title}**`, '', ...lines])];
}

function showList(title: string, entries: readonly string[], room: SizeBudget): readonly string[] {
  if (entries.length === 0) return [];
  const lines = fitting(entries, room);
  return [`**${title}: ${countPeople(entries.length)}**`, lines.join('\n')];
}

/** The first entries, as many as there is room for, as lines of a list, and how many more there are. */
function fitting(entries: readonly string[], room: SizeBudget): readonly string[] {
  const lines: string[] = [];
  for (const entry of entries.slice(0, MOST_LISTED)) {
    if (!room.take(`> - ${entry}`)) break;
    lines.push(`- ${entry}`);
  }
  const rest = entries.length - lines.length;
  return rest > 0 ? [...lines, `- and ${formatCount(rest)} more`] : lines;
}

function showTable(report: DriftReport, room: SizeBudget): readonly string[] {
  const { users } = report;
  if (users.length === 0) return [];
  const rows: string[] = [];
  for (const user of users) {
    const row = showRow(user, report);
    if (!room.take(row)) break;
    rows.push(row);
  }
  const rest = users.length - rows.length;
  return [
    [TABLE_HEAD, ...rows].join('\n'),
    ...(rest > 0
      ? [`*${countPeople(rest)} more: the JSON and the HTML report have them all.*`]
      : []),
  ];
}

function showRow(user: DriftedView, report: DriftReport): string {
  const fields = user.fields.map(({ field }) => field);
  const place = showPlaces(toChangeView(user), report, fields);
  const what = user.fields.map(showField).join('<br>');
  return `| ${showPerson(user)} | ${user.isRaised ? '⚠️ ' : ''}${what} | ${place} |`;
}

function showField(field: DriftedField): string {
  const value = codeSpan(showTransition(field).replace(' -> ', ' → '), MOST_OF_VALUE);
  const remarks = remarksOn(field).map((remark) =>
    codeSpan(remark.replace(' -> ', ' → '), MOST_OF_VALUE),
  );
  return [`${field.field} ${value}`, ...remarks].join(' ');
}

function showFacts(report: DriftReport): string {
  return driftFacts(report)
    .map(({ label, text, people }) => {
      const who = people.length === 0 ? '' : ` ${showSample(people)}`;
      return `- **${label}** ${text}${who}`;
    })
    .join('\n');
}

function showWaysOut(report: DriftReport): readonly string[] {
  const lines = waysOut(report).map(({ what, command }) => `- ${what}: ${codeSpan(command)}`);
  const advice = conflictAdvice(report);
  return [
    ...(lines.length === 0 ? [] : ['**Two ways out**', lines.join('\n')]),
    ...(advice === null ? [] : [advice]),
  ];
}
