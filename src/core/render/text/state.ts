import {
  ROLE_NAMES,
  type FieldName,
  type FieldValue,
  type FinishedRun,
  type RecordedState,
  type RecordedUser,
} from '../../model.js';
import { evidenceOf, runTableOf, type FieldEvidence } from '../../state/evidence.js';
import { describeNamed, personFrom, type Person } from '../../text/person.js';
import { countOf, formatCount } from '../../text/phrase.js';
import { describeTimeAndAge, describeSpan, describeTime } from '../../text/describe-time.js';
import type { StoredVersion } from '../../ports/state.js';
import { escapeTerminal, quoteTerminal } from '../escape.js';
import { runCountsInWords } from '../run-words.js';
import { describeTarget } from '../words.js';
import { alignColumns } from './columns.js';

/** `state list`: one id per line, in quotes, so no id can look like something else, and behind it whose it is. */
export function renderStateList(state: RecordedState, sensitive: readonly FieldName[]): string {
  const hidden = new Set(sensitive);
  return state.users
    .map(({ id, fields }) => `${quoteTerminal(id)}${showName(personFrom(id, fields, hidden))}\n`)
    .join('');
}

/** `   # Ada Lovelace · Design`, or nothing. Escaped. */
function showName(person: Person): string {
  const named = describeNamed(person);
  return named === '' ? '' : `   # ${escapeTerminal(named)}`;
}

/** A run that is open: at work, or dead until the next apply recovers it. */
export interface OpenRunView {
  /** `unclear`: the backend does not say whether somebody is at it. */
  readonly state: 'running' | 'died' | 'unclear';
  readonly startedAt: string;
  readonly who: string;
}

/** `state show`: what is known of the record as a whole. `now` in milliseconds. */
export function renderStateHead(
  state: RecordedState,
  open: OpenRunView | null,
  now: number,
): string {
  const unknown = state.users.filter((user) => Object.keys(user.unknown).length > 0).length;
  const { target, history } = state;
  const last = finishedRuns(history, open).at(-1);
  return alignColumns([
    [
      'target',
      target === null ? '(none until the first apply)' : escapeTerminal(describeTarget(target)),
    ],
    ['users', formatCount(state.users.length)],
    ['of unknown outcome', unknown === 0 ? 'none' : countOf(unknown, 'user')],
    ['open run', open === null ? 'none' : escapeTerminal(describeOpen(open, now))],
    [
      'last run',
      last === undefined
        ? 'none'
        : `${END_WORDS[last.end]}, ${escapeTerminal(describeTimeAndAge(last.ended_at, now))}`,
    ],
    ['commit', state.config.commit ?? '(none)'],
    ['serial', String(state.serial)],
    ['lineage', escapeTerminal(state.lineage)],
    ['written by', escapeTerminal(state.written_by)],
  ]);
}

/** The runs that came to an end. In memory the open run is closed already, as the last one of the history. */
export function finishedRuns(
  history: readonly FinishedRun[],
  open: OpenRunView | null,
): readonly FinishedRun[] {
  return open === null ? history : history.slice(0, -1);
}

const END_WORDS: Readonly<Record<FinishedRun['end'], string>> = {
  complete: 'complete',
  incomplete: 'incomplete',
  recovered: 'did not finish, recovered by the next apply',
  baseline: 'recorded as live by baseline, nothing was sent',
};

function describeOpen({ state, startedAt, who }: OpenRunView, now: number): string {
  const since = describeTimeAndAge(startedAt, now);
  switch (state) {
    case 'running':
      return `running since ${since}, by ${who}`;
    case 'died':
      return `did not finish, started ${since} by ${who}; the next apply recovers it`;
    case 'unclear':
      return `running since ${since}, by ${who}, or it did not finish; then the next apply recovers it`;
  }
}

/** `state show ID`: what is recorded of one user, sensitive values masked. */
export function renderRecordedUser(
  user: RecordedUser,
  state: Pick<RecordedState, 'runs'>,
  sensitive: readonly FieldName[],
): string {
  const named = showName(personFrom(user.id, user.fields, new Set(sensitive)));
  const known = evidenceOf(user, runTableOf(state));
  const width = Math.max(0, ...known.map(({ field }) => field.length));
  const fields = known.map((evidence) => {
    const { field } = evidence;
    const value = user.fields[field];
    const shown = sensitive.includes(field) ? MASK : showValue(value);
    const role = field === 'role_id' && shown !== MASK ? ROLE_NAMES[Number(value)] : undefined;
    const notes = [...(role === undefined ? [] : [role]), describeEvidence(evidence)];
    return `    ${field.padEnd(width)} = ${shown}   # ${notes.join('; ')}\n`;
  });
  return [
    `user ${quoteTerminal(user.id)} {${named}\n`,
    ...fields,
    '}\n',
    alignColumns([
      ['cor id', user.cor_id === null ? '(not known)' : String(user.cor_id)],
      ['protected', String(user.protected)],
    ]),
  ].join('');
}

const MASK = '(sensitive value)';

/** `confirmed, 1 Mar 2026, 09:00 UTC`. */
function describeEvidence({ class: known, at }: FieldEvidence): string {
  if (known === 'unknown') return 'outcome unknown: sent again by the next apply';
  return at === null ? known : `${known}, ${escapeTerminal(describeTime(at))}`;
}

function showValue(value: FieldValue | undefined): string {
  if (value === undefined) return '(none recorded)';
  return typeof value === 'string' ? quoteTerminal(value) : String(value);
}

/** `state history`: the open run and the recorded runs, newest first. `now` in milliseconds. */
export function renderHistory(
  history: readonly FinishedRun[],
  open: OpenRunView | null,
  now: number,
): string {
  if (history.length === 0) return 'No runs are recorded yet.\n';
  const runs = finishedRuns(history, open)
    .toReversed()
    .map((run) => showRun(run, now));
  const first = open === null ? [] : [`${escapeTerminal(describeOpen(open, now))}\n`];
  return [...first, ...runs].join('\n');
}

function showRun(run: FinishedRun, now: number): string {
  // A run that died ended in the record when another one recovered it.
  const span = run.end === 'recovered' ? null : describeSpan(run.started_at, run.ended_at);
  const took = span === null ? '' : `, took ${span}`;
  return [
    `${escapeTerminal(describeTimeAndAge(run.ended_at, now))}  ${END_WORDS[run.end]}: ${runCountsInWords(run.counts) || 'nothing'}\n`,
    `    by ${escapeTerminal(run.who)}${took}, run ${escapeTerminal(run.id)}\n`,
    `    commit ${escapeTerminal(run.commit ?? '(none)')}\n`,
    `    digest ${escapeTerminal(run.digest)}\n`,
  ].join('');
}

/** `state history --versions`: what the backend keeps, newest first. */
export function renderVersions(versions: readonly StoredVersion[]): string {
  if (versions.length === 0) return 'The backend keeps no older versions.\n';
  const width = Math.max(...versions.map(({ serial }) => String(serial).length));
  return versions
    .map(({ serial, at, label }) => {
      const time = at === null ? '(time not known)' : describeTime(at);
      const shown = `serial ${String(serial).padStart(width)}  ${escapeTerminal(time)}`;
      return `${shown}  ${escapeTerminal(label)}\n`;
    })
    .join('');
}

/** `state repair`: what it would do, and what may be lost. */
export function renderRepair(proposal: {
  readonly version: StoredVersion;
  readonly state: RecordedState;
  readonly mayBeOld: boolean;
}): string {
  const { version, state, mayBeOld } = proposal;
  return [
    'corform would go back to this version of the state:\n\n',
    alignColumns([
      ['version', escapeTerminal(version.label)],
      [
        'written',
        version.at === null ? '(time not known)' : escapeTerminal(describeTime(version.at)),
      ],
      ['serial', `${version.serial}, stored again as ${state.serial}`],
      ['users', String(state.users.length)],
    ]),
    '\n',
    mayBeOld
      ? 'Later records, if there were any, are lost: the runs since then, and what they changed. Every field\n' +
        `becomes unknown: the next apply sends all of ${countOf(state.users.length, 'user')} again, once.\n`
      : 'It is the newest version that was stored, so nothing is lost.\n',
  ].join('');
}
