/** What every medium says of drift, in the same words. Nothing here is escaped yet. */
import type { Person } from '../text/person.js';
import { countOf, countPeople, formatCount } from '../text/phrase.js';
import { shellWord } from '../text/shell-word.js';
import {
  countDrifted,
  hasConflict,
  hasDrift,
  type DriftedView,
  type DriftReport,
  type OutcomeView,
} from './drift-view.js';

/** `2 changed, 1 in conflict, 1 missing`, or that there is nothing. */
export function driftHeadline(report: DriftReport): string {
  if (!hasDrift(report)) {
    if (report.coverage.compared === 0) return 'Nobody was compared, so nothing is known of drift.';
    return report.complete
      ? 'No drift. COR holds what was applied, as far as its list shows it.'
      : "No drift in the part of COR's list that could be read.";
  }
  const { changed, conflict } = countDrifted(report.users);
  const parts: readonly (readonly [number, string])[] = [
    [changed, 'changed in COR'],
    [conflict, 'in conflict'],
    [report.missing.length, 'missing in COR'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${formatCount(count)} ${words}`)
    .join(', ');
}

/** Whose role is more powerful in COR, and what that is called. */
export function raisedIn(users: readonly DriftedView[]): {
  readonly raised: readonly DriftedView[];
  readonly title: string;
} {
  const raised = users.filter(({ isRaised }) => isRaised);
  const verb = raised.length === 1 ? 'has' : 'have';
  return { raised, title: `${countPeople(raised.length)} ${verb} a more powerful role in COR` };
}

/** One fact of a report. Label and text are words of ours alone; people are to be escaped. */
export interface DriftFact {
  readonly label: string;
  readonly text: string;
  /** Of whom it speaks, if they can be named. */
  readonly people: readonly Person[];
}

/** What was compared, who is managed, and what is unknown. */
export function driftFacts(report: DriftReport): readonly DriftFact[] {
  const { outcomes, leavers, ignored } = report;
  return [
    fact('Compared', describeCompared(report)),
    fact('Coverage', describeCoverage(report)),
    ...(leavers === null || leavers.length === 0
      ? []
      : [fact('Left', `${countPeople(leavers.length)} still visible in COR:`, leavers)]),
    ...describeOutcomes(outcomes),
    ...describeNotCompared(report),
    ...(ignored === 0 ? [] : [fact('Ignored', `${countOf(ignored, 'difference')}.`)]),
  ];
}

function fact(label: string, text: string, people: readonly Person[] = []): DriftFact {
  return { label, text, people };
}

function describeCompared({ coverage, fields }: DriftReport): string {
  const same = fields['in-sync'];
  const parts: readonly (readonly [number, string])[] = [
    [same, `${countOf(same, 'value')} the same`],
    [fields.normalised, `${formatCount(fields.normalised)} the same in COR's own form`],
    [
      fields['already-so'],
      `${formatCount(fields['already-so'])} changed in COR to what users.yaml wants`,
    ],
  ];
  const words = parts.filter(([count]) => count > 0).map(([, what]) => what);
  const values = words.length === 0 ? '' : `: ${words.join(', ')}`;
  return `${countOf(coverage.compared, 'user')}${values}.`;
}

/** The share is rounded down: it is 100 % only if nobody is missing. */
function describeCoverage({ coverage, unmanaged }: DriftReport): string {
  const { managed, visible, hidden } = coverage;
  const share = visible === 0 ? '' : ` (${Math.floor((100 * managed) / visible)}%)`;
  const sentences = [
    `${formatCount(managed)} of ${countOf(visible, 'visible user')} of COR managed${share}.`,
    hidden === 0 ? '' : `${countOf(hidden, 'managed user')} hidden in COR.`,
    unmanaged.visible + unmanaged.hidden === 0
      ? ''
      : `Not managed: ${formatCount(unmanaged.visible)} visible, ${formatCount(unmanaged.hidden)} hidden${unmanaged.people === null ? ' (--names shows who)' : ''}.`,
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

const HOLDS: readonly (readonly [OutcomeView['holds'], string])[] = [
  ['sent', 'the value of users.yaml'],
  ['old', 'the value from before'],
  ['other', 'another value'],
];

/** Of fields whose last PUT has no known outcome. */
function describeOutcomes(outcomes: readonly OutcomeView[]): readonly DriftFact[] {
  return HOLDS.map(([holds, what]) => ({ what, of: outcomes.filter((one) => one.holds === holds) }))
    .filter(({ of }) => of.length > 0)
    .map(({ what, of }) => fact('Outcome visible', `COR holds ${what}:`, of));
}

function describeNotCompared({ notCompared, fields }: DriftReport): readonly DriftFact[] {
  const { unidentified, unproven, unrecorded, leftOut, unreadable } = notCompared;
  const facts: readonly (readonly [number, string, (readonly Person[])?])[] = [
    [unreadable.length, `COR's list never shows ${unreadable.join(', ')}.`],
    [fields['not-shown'], `${countOf(fields['not-shown'], 'value')} that COR's list leaves empty.`],
    [
      unidentified.length,
      `${countPeople(unidentified.length)} whose id in COR is not recorded yet (--people identifies by e-mail):`,
      unidentified,
    ],
    [
      unproven.length,
      `${countPeople(unproven.length)} not in the part of the list that was read, so they may be missing or not:`,
      unproven,
    ],
    [unrecorded, `${countOf(unrecorded, 'user')} of users.yaml not applied yet.`],
    [leftOut, `${countOf(leftOut, 'user')} left out by the selection.`],
  ];
  return facts
    .filter(([count]) => count > 0)
    .map(([, text, people]) => fact('Not compared', text, people));
}

/** One of the ways out of drift: what it does, and how. */
export interface WayOut {
  readonly what: string;
  readonly command: string;
}

/** The two ways out; none if one is taken already, or if users.yaml and COR differ in nothing but conflicts. */
export function waysOut({ users, jsonReport, accepts }: DriftReport): readonly WayOut[] {
  const isPlain = users.some(({ fields }) => fields.some(({ wanted }) => wanted === null));
  if (accepts || !isPlain) return [];
  const file = jsonReport ?? 'drift.json';
  const restore = `corform apply --resend ${shellWord(`drifted:${file}`)}`;
  return [
    { what: "Keep COR's values, for a pull request", command: 'corform drift --accept' },
    {
      what: 'Restore ours',
      command: jsonReport === null ? `corform drift --report json=${file}; ${restore}` : restore,
    },
  ];
}

/** What to do with conflicts; null if there are none. */
export function conflictAdvice({ users }: DriftReport): string | null {
  return users.some(hasConflict)
    ? 'A conflict is yours to decide: write the right value into users.yaml, then apply.'
    : null;
}
