import type { AcceptedDrift } from '../../drift/accept-drift.js';
import { describeNamed, namePerson, samplePeople, type Person } from '../../text/person.js';
import { countOf, countPeople, formatCount } from '../../text/phrase.js';
import {
  hasConflict,
  hasDrift,
  toChangeView,
  type DriftedField,
  type DriftedView,
  type DriftReport,
  type StrangerView,
} from '../drift-view.js';
import { conflictAdvice, driftFacts, driftHeadline, waysOut } from '../drift-words.js';
import { escapeTerminal, quoteTerminal } from '../escape.js';
import { groupChanges, type ChangeGroup } from '../group.js';
import { describeTarget, roleName } from '../words.js';
import { fieldWords, notesOf, riskLine } from './change.js';
import { makePaint, type Paint } from './style.js';
import { nameRoles, explainSameLook, showTransition, showValue } from './values.js';

/** More users than this are grouped, as in a plan. */
const SHOWN_ONE_BY_ONE = 20;

/** The most people of one kind that are listed. */
const MOST_LISTED = 100;

/** Renders drift for a terminal, a log or a text report; it ends with a line break. */
export function renderDriftText(
  report: DriftReport,
  { color }: { readonly color: boolean },
): string {
  const paint = makePaint(color);
  const blocks = [
    ...(hasDrift(report)
      ? [paint('strong', `Drift in ${escapeTerminal(describeTarget(report.target))}`)]
      : []),
    ...showUsers(report.users, paint),
    ...showRaised(report.users, paint),
    ...showPeople('Missing in COR', report.missing, paint),
    ...showStrangers(report.unmanaged.people, paint),
    showSummary(report, paint),
    ...showWaysOut(report, paint),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function showUsers(users: readonly DriftedView[], paint: Paint): readonly string[] {
  if (users.length <= SHOWN_ONE_BY_ONE) return users.map((user) => showBlock(user, paint));
  // A conflict has a third value, which a group would not show.
  const conflicts = users.filter(hasConflict).slice(0, MOST_LISTED);
  const { groups, rest } = groupChanges(
    users.filter((user) => !hasConflict(user)).map(toChangeView),
  );
  const left = rest.length + users.filter(hasConflict).length - conflicts.length;
  return [
    ...conflicts.map((user) => showBlock(user, paint)),
    ...groups.map((group) => showGroup(group, users, paint)),
    ...(left === 0
      ? []
      : [`  ${countPeople(left)} more: "--format json" and "--format html" show all.`]),
  ];
}

function showBlock(user: DriftedView, paint: Paint): string {
  const person = escapeTerminal(describeNamed(user));
  const id = quoteTerminal(user.id);
  const notes = notesOf(toChangeView(user));
  return [
    `  ${paint('strong', `# user[${id}] has changed in COR`)}`,
    ...notes.map((note) => `  ${paint('faint', `# (${note})`)}`),
    `  ${paint('change', '~')} user ${id} {${person === '' ? '' : `   ${paint('faint', `# ${person}`)}`}`,
    ...showRows(user.fields, paint),
    '    }',
  ].join('\n');
}

function showRows(fields: readonly DriftedField[], paint: Paint): readonly string[] {
  const width = Math.max(...fields.map(({ field }) => field.length));
  return fields.map((field) => {
    const remarks = remarksOn(field);
    const comment = remarks.length === 0 ? '' : `   ${paint('faint', `# ${remarks.join('; ')}`)}`;
    return `      ${paint('change', '~')} ${field.field.padEnd(width)} = ${showTransition(field)}${comment}`;
  });
}

/** What a value means, and which one users.yaml wants if that is a third one. Escaped. */
export function remarksOn(field: DriftedField): readonly string[] {
  const wanted = describeWanted(field);
  return [nameRoles(field), explainSameLook(field), wanted].filter((text) => text !== null);
}

function describeWanted({ field, wanted }: DriftedField): string | null {
  if (wanted === null) return null;
  const isRole = field === 'role_id' && wanted.kind === 'plain';
  const name = isRole ? ` (${roleName(wanted.value)})` : '';
  return `users.yaml wants ${showValue(wanted)}${name}`;
}

/** A group is large enough that some of its people are left out; somebody alone is shown in full. */
function showGroup(
  { changes, sameValues }: ChangeGroup,
  users: readonly DriftedView[],
  paint: Paint,
): string {
  const [first] = changes;
  if (changes.length === 1) {
    return users
      .filter(({ id }) => id === first.id)
      .map((user) => showBlock(user, paint))
      .join('');
  }
  const differ = sameValues ? '' : ' (values differ)';
  const count = paint('strong', countPeople(changes.length));
  return [
    `  ${paint('change', '~')} ${count}: ${fieldWords(first, sameValues)}${differ}`,
    `      ${escapeTerminal(samplePeople(changes))}`,
  ].join('\n');
}

function showRaised(users: readonly DriftedView[], paint: Paint): readonly string[] {
  const raised = users.filter(({ isRaised }) => isRaised);
  if (raised.length === 0) return [];
  const verb = raised.length === 1 ? 'has' : 'have';
  const title = `${paint('warning', 'Warning:')} ${countPeople(raised.length)} ${verb} a more powerful role in COR`;
  const lines = raised.map((user) => `${paint('change', '~')} ${riskLine(toChangeView(user))}`);
  return [[title, ...limit(lines)].join('\n')];
}

function showPeople(title: string, people: readonly Person[], paint: Paint): readonly string[] {
  if (people.length === 0) return [];
  const lines = people.map(
    (person) => `${paint('remove', '-')} ${escapeTerminal(namePerson(person))}`,
  );
  return [[`${paint('strong', title)}: ${countPeople(people.length)}`, ...limit(lines)].join('\n')];
}

function showStrangers(people: readonly StrangerView[] | null, paint: Paint): readonly string[] {
  if (people === null || people.length === 0) return [];
  const lines = people.map((one) => escapeTerminal(nameStranger(one)));
  return [
    [`${paint('strong', 'Not managed')}: ${countPeople(people.length)}`, ...limit(lines)].join(
      '\n',
    ),
  ];
}

/** `Ada Lovelace (COR's id 8546), hidden`. Not escaped. */
export function nameStranger({ corId, name, hidden }: StrangerView): string {
  const id = `COR's id ${corId}`;
  return `${name === null ? id : `${name} (${id})`}${hidden ? ', hidden' : ''}`;
}

function limit(lines: readonly string[]): readonly string[] {
  const rest = lines.length - MOST_LISTED;
  return [
    ...lines.slice(0, MOST_LISTED).map((line) => `  ${line}`),
    ...(rest > 0 ? [`  and ${formatCount(rest)} more`] : []),
  ];
}

function showSummary(report: DriftReport, paint: Paint): string {
  const headline = driftHeadline(report);
  return [
    paint('strong', hasDrift(report) ? `Drift: ${headline}.` : headline),
    ...driftFacts(report).map(({ label, text, people }) => {
      const who = people.length === 0 ? '' : ` ${escapeTerminal(samplePeople(people))}`;
      return `${label}: ${text}${who}`;
    }),
  ].join('\n');
}

function showWaysOut(report: DriftReport, paint: Paint): readonly string[] {
  const lines = waysOut(report).flatMap(({ what, command }) => [
    `  ${what}:`,
    `    ${escapeTerminal(command)}`,
  ]);
  const advice = conflictAdvice(report);
  return [
    ...(lines.length === 0 ? [] : [[paint('strong', 'Two ways out:'), ...lines].join('\n')]),
    ...(advice === null ? [] : [advice]),
  ];
}

/** What `--accept` did. */
export function renderAcceptedCounts({ rows, users, files }: AcceptedDrift): string {
  if (rows.length === 0) return 'Nothing to accept. Nothing is written.\n';
  const names = files.map(({ after }) => escapeTerminal(after.name)).join(', ');
  return `${countOf(rows.length, 'value')} of ${countPeople(users)} accepted. Written: ${names}.\n`;
}
