import type { AcceptedDrift } from '../../drift/accept-drift.js';
import { namePerson, samplePeople, type Person } from '../../text/person.js';
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
import { conflictAdvice, driftFacts, driftHeadline, raisedIn, waysOut } from '../drift-words.js';
import { escapeTerminal, quoteTerminal } from '../escape.js';
import { groupChanges, type ChangeGroup } from '../group.js';
import { describeTarget, roleName } from '../words.js';
import { fieldWords, riskLine, SYMBOLS, writeBlock } from './change.js';
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
  const byId = new Map(users.map((user) => [user.id, user]));
  // A conflict has a third value, which a group would not show.
  const conflicts = users.filter(hasConflict).slice(0, MOST_LISTED);
  const { groups, rest } = groupChanges(
    users.filter((user) => !hasConflict(user)).map(toChangeView),
  );
  const left = rest.length + users.filter(hasConflict).length - conflicts.length;
  return [
    ...conflicts.map((user) => showBlock(user, paint)),
    ...groups.map((group) => {
      const alone = group.changes.length === 1 ? byId.get(group.changes[0].id) : undefined;
      return alone === undefined ? showGroup(group, paint) : showBlock(alone, paint);
    }),
    ...(left === 0
      ? []
      : [`  ${countPeople(left)} more: "--format json" and "--format html" show all.`]),
  ];
}

function showBlock(user: DriftedView, paint: Paint): string {
  const rows = user.fields.map((field) => ({
    mark: SYMBOLS.update,
    name: field.field,
    value: showTransition(field),
    comments: remarksOn(field),
  }));
  const head = `user[${quoteTerminal(user.id)}] has changed in COR`;
  return writeBlock(toChangeView(user), { head, rows }, paint);
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

/** A group is large enough that some of its people are left out. */
function showGroup({ changes, sameValues }: ChangeGroup, paint: Paint): string {
  const differ = sameValues ? '' : ' (values differ)';
  const count = paint('strong', countPeople(changes.length));
  return [
    `  ${paint('change', '~')} ${count}: ${fieldWords(changes[0], sameValues)}${differ}`,
    `      ${escapeTerminal(samplePeople(changes))}`,
  ].join('\n');
}

function showRaised(users: readonly DriftedView[], paint: Paint): readonly string[] {
  const { raised, title } = raisedIn(users);
  const lines = raised.map((user) => `${paint('change', '~')} ${riskLine(toChangeView(user))}`);
  return showList(`${paint('warning', 'Warning:')} ${title}`, lines);
}

function showPeople(title: string, people: readonly Person[], paint: Paint): readonly string[] {
  const lines = people.map(
    (person) => `${paint('remove', '-')} ${escapeTerminal(namePerson(person))}`,
  );
  return showList(`${paint('strong', title)}: ${countPeople(people.length)}`, lines);
}

function showStrangers(people: readonly StrangerView[] | null, paint: Paint): readonly string[] {
  const lines = (people ?? []).map((one) => escapeTerminal(nameStranger(one)));
  return showList(`${paint('strong', 'Not managed')}: ${countPeople(lines.length)}`, lines);
}

/** One block, or none for nobody. */
function showList(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - MOST_LISTED;
  const shown = lines.slice(0, MOST_LISTED).map((line) => `  ${line}`);
  const more = rest > 0 ? [`  and ${formatCount(rest)} more`] : [];
  return [[title, ...shown, ...more].join('\n')];
}

/** `Ada Lovelace (COR's id 8546), hidden`. Not escaped. */
export function nameStranger({ corId, name, hidden }: StrangerView): string {
  const id = `COR's id ${corId}`;
  return `${name === null ? id : `${name} (${id})`}${hidden ? ', hidden' : ''}`;
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
