import {
  ROLE_NAMES,
  type FieldName,
  type FieldValue,
  type FinishedRun,
  type RecordedState,
  type RecordedUser,
} from '../../model.js';
import { evidenceOf, runTableOf, type FieldEvidence } from '../../state/evidence.js';
import { countOf } from '../../text/phrase.js';
import type { StoredVersion } from '../../ports.js';
import { escapeTerminal, quoteTerminal } from '../escape.js';

/** `state list`: one id a line, quoted, so that no id can be taken for anything else. */
export function renderStateList(state: RecordedState): string {
  return state.users.map((user) => `${quoteTerminal(user.id)}\n`).join('');
}

/** `state show`: what is known of the record as a whole. */
export function renderStateHead(state: RecordedState): string {
  const unknown = state.users.filter((user) => Object.keys(user.unknown).length > 0).length;
  const { target, run, history } = state;
  const last = history.at(-1);
  return lines([
    ['lineage', escapeTerminal(state.lineage)],
    ['serial', String(state.serial)],
    ['written by', escapeTerminal(state.written_by)],
    [
      'endpoint',
      target === null ? '(none until the first apply)' : escapeTerminal(target.endpoint),
    ],
    ['source', target === null ? '(none until the first apply)' : escapeTerminal(target.source)],
    ['commit', state.config.commit ?? '(none)'],
    ['users', String(state.users.length)],
    ['of unknown outcome', countOf(unknown, 'user')],
    ['open run', run === null ? 'none' : escapeTerminal(run.id)],
    ['last run', last === undefined ? 'none' : escapeTerminal(`${last.ended_at} ${last.end}`)],
  ]);
}

/** `state show ID`: what is recorded of one user, sensitive values masked. */
export function renderRecordedUser(
  user: RecordedUser,
  state: Pick<RecordedState, 'runs'>,
  sensitive: readonly FieldName[],
): string {
  const known = evidenceOf(user, runTableOf(state));
  const width = Math.max(0, ...known.map(({ field }) => field.length));
  const fields = known.map((evidence) => {
    const { field } = evidence;
    const value = user.fields[field];
    const shown = sensitive.includes(field) ? '(sensitive value)' : showValue(field, value);
    return `    ${field.padEnd(width)} = ${shown}  # ${describeEvidence(evidence)}\n`;
  });
  return [
    `user ${quoteTerminal(user.id)} {\n`,
    ...fields,
    '}\n',
    lines([
      ['cor id', user.cor_id === null ? '(not known)' : String(user.cor_id)],
      ['protected', String(user.protected)],
    ]),
  ].join('');
}

/** `confirmed 2026-03-01`. */
function describeEvidence({ class: known, at }: FieldEvidence): string {
  if (known === 'unknown') return 'outcome unknown: sent again by the next apply';
  return at === null ? known : `${known} ${at.slice(0, 10)}`;
}

function showValue(field: FieldName, value: FieldValue | undefined): string {
  if (value === undefined) return '(none recorded)';
  if (typeof value === 'string') return quoteTerminal(value);
  const role = field === 'role_id' ? ROLE_NAMES[value] : undefined;
  return role === undefined ? String(value) : `${value}  # ${role}`;
}

/** `state history`: the recorded runs, newest first. */
export function renderHistory(history: readonly FinishedRun[]): string {
  if (history.length === 0) return 'No runs are recorded yet.\n';
  return [...history]
    .reverse()
    .map((run) => {
      const counts = Object.entries(run.counts)
        .filter(([, count]) => count > 0)
        .map(([name, count]) => `${count} ${name.replace('_', ' ')}`);
      return [
        `${escapeTerminal(run.ended_at)}  ${run.end}  ${counts.join(', ') || 'nothing'}\n`,
        `    run ${escapeTerminal(run.id)} by ${escapeTerminal(run.who)}\n`,
        `    commit ${escapeTerminal(run.commit ?? '(none)')}\n`,
        `    digest ${escapeTerminal(run.digest)}\n`,
      ].join('');
    })
    .join('\n');
}

/** `state history --versions`: what the backend keeps, newest first. */
export function renderVersions(versions: readonly StoredVersion[]): string {
  if (versions.length === 0) return 'The backend keeps no older versions.\n';
  const width = Math.max(...versions.map(({ serial }) => String(serial).length));
  return versions
    .map(({ serial, at, label }) => {
      const shown = `serial ${String(serial).padStart(width)}  ${at ?? '(time not known)'}`;
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
    lines([
      ['version', escapeTerminal(version.label)],
      ['written', version.at ?? '(time not known)'],
      ['serial', `${version.serial}, stored again as ${state.serial}`],
      ['users', String(state.users.length)],
    ]),
    '\n',
    mayBeOld
      ? 'What may have been recorded after it is lost: the runs since, and what they changed. Every field\n' +
        `becomes unknown: the next apply sends all of ${countOf(state.users.length, 'user')} again, once.\n`
      : 'It is the newest version that was stored: nothing is lost.\n',
  ].join('');
}

function lines(rows: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}
