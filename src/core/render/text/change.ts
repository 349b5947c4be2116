import { isSentAgain, type ChangeKind } from '../../plan/classify.js';
import { describeNamed, describePerson, namePerson } from '../../text/person.js';
import { countOf } from '../../text/phrase.js';
import { escapeTerminal, quoteTerminal } from '../escape.js';
import { roleName } from '../words.js';
import type { Paint, Style } from './style.js';
import { nameRoles, explainSameLook, showTransition, showValue } from './values.js';
import type { ChangeView, FieldView, ReleasedView } from '../view.js';

interface Symbol {
  readonly symbol: string;
  readonly style: Style;
}

const ADD: Symbol = { symbol: '+', style: 'add' };
const CHANGE: Symbol = { symbol: '~', style: 'change' };
const REMOVE: Symbol = { symbol: '-', style: 'remove' };

/** The symbols of Terraform; its `.` means: forgotten, not destroyed. */
export const SYMBOLS: Readonly<Record<ChangeKind, Symbol>> = {
  add: ADD,
  update: CHANGE,
  resend: CHANGE,
  record: CHANGE,
  forget: { symbol: '.', style: 'strong' },
};

const HAPPENINGS: Readonly<Record<ChangeKind, string>> = {
  add: 'will be added',
  update: 'will be updated in-place',
  resend: 'will be sent again: COR never answered its last update',
  record: 'will change in the state only, nothing is sent',
  forget: 'will no longer be managed: it leaves the state and stays in COR',
};

/** `will be updated in-place`: what happens to the user of a change, after its name. */
export function whatHappens({ kind, set }: ChangeView): string {
  const isAsked = kind === 'resend' && set.every(({ reason }) => reason === 'asked');
  return isAsked ? 'will be sent again, as asked' : HAPPENINGS[kind];
}

/** One line of a block: `~ role_id = 4 -> 3   # Collaborator -> Project Manager`. */
interface FieldRow {
  readonly mark: Symbol;
  readonly name: string;
  readonly value: string;
  readonly comments: readonly string[];
}

/** One change as a block of lines, as Terraform shows a resource. */
export function showBlock(change: ChangeView, paint: Paint): string {
  const { symbol, style } = SYMBOLS[change.kind];
  const person = escapeTerminal(describeNamed(change));
  const named = person === '' ? '' : `   ${paint('faint', `# ${person}`)}`;
  return [
    `  ${paint('strong', `# ${headOf(change)}`)}`,
    ...notesOf(change).map((note) => `  ${paint('faint', `# (${note})`)}`),
    `  ${paint(style, symbol)} user ${quoteTerminal(change.id)} {${named}`,
    ...showRows(rowsOf(change), paint),
    ...keptNotes(change).map((note) => `        ${paint('faint', `# (${note})`)}`),
    '    }',
  ].join('\n');
}

/** As Terraform words it: a resource that moved and does not change otherwise has moved. */
function headOf(change: ChangeView): string {
  const { movedFrom, kind, id } = change;
  return movedFrom !== null && kind === 'record'
    ? `user[${quoteTerminal(movedFrom)}] has moved to user[${quoteTerminal(id)}]`
    : `user[${quoteTerminal(id)}] ${whatHappens(change)}`;
}

/** Where a change comes from, and under which id it was recorded. Escaped. */
export function notesOf({ place, movedFrom }: ChangeView): readonly string[] {
  return [
    ...(movedFrom === null ? [] : [`moved from user[${quoteTerminal(movedFrom)}]`]),
    ...(place === null ? [] : [`${escapeTerminal(place.file)}:${place.line}`]),
  ];
}

/** What is not shown of a change, and what is not known. */
export function keptNotes({ kind, kept, unknown }: ChangeView): readonly string[] {
  const adjective = kind === 'forget' ? 'recorded' : 'unchanged';
  const hidden = Object.keys(kept).length;
  return [
    ...(unknown.length === 0
      ? []
      : [`COR never answered the last update of ${unknown.join(', ')}`]),
    ...(hidden === 0 ? [] : [`${countOf(hidden, `${adjective} attribute`)} hidden`]),
  ];
}

function rowsOf(change: ChangeView): readonly FieldRow[] {
  const { protection, kind } = change;
  const protectionRow: FieldRow = {
    mark: kind === 'add' ? ADD : CHANGE,
    name: 'protected',
    value: kind === 'add' ? 'true' : `${!protection} -> ${protection}`,
    comments: ['in the state only, not sent'],
  };
  return [
    ...change.set.map(setRow),
    ...change.released.map(releasedRow),
    ...(protection === null ? [] : [protectionRow]),
  ];
}

/** Why a field is sent though its values may look equal; null if they don't. */
export function whySentAgain(reason: FieldView['reason']): string | null {
  if (reason === 'asked') return 'sent again, as asked';
  return reason === 'resend' ? 'sent again, COR never answered' : null;
}

/** What is said of a field that is not sent any more. */
export const RELEASED = 'no longer managed, stays in COR';

function setRow(change: FieldView): FieldRow {
  const remarks = [nameRoles(change), explainSameLook(change), whySentAgain(change.reason)];
  return {
    mark: change.reason === 'new' ? ADD : CHANGE,
    name: change.field,
    value: showTransition(change),
    comments: remarks.filter((text) => text !== null),
  };
}

function releasedRow({ field, before }: ReleasedView): FieldRow {
  const value = before === null ? '(never confirmed)' : showValue(before);
  return { mark: REMOVE, name: field, value, comments: [RELEASED] };
}

function showRows(rows: readonly FieldRow[], paint: Paint): readonly string[] {
  const width = Math.max(...rows.map((row) => row.name.length));
  return rows.map(({ mark, name, value, comments }) => {
    const comment = comments.length === 0 ? '' : `   ${paint('faint', `# ${comments.join('; ')}`)}`;
    return `      ${paint(mark.style, mark.symbol)} ${name.padEnd(width)} = ${value}${comment}`;
  });
}

/**
 * What a change does, in one line without the user: `role_id 4 -> 3 (Collaborator -> Project Manager), + position "Lead"`; without
 * values just the names.
 */
export function fieldWords(change: ChangeView, withValues: boolean): string {
  if (change.kind === 'forget') return RELEASED;
  const words = [
    ...change.set.map((field) => setWords(field, change.kind, withValues)),
    ...change.released.map(({ field }) => `- ${field} (no longer managed)`),
    ...(change.protection === null ? [] : [`protected ${change.protection}`]),
    ...(change.movedFrom === null ? [] : ['recorded under another id until now']),
  ];
  return words.join(', ');
}

function setWords(change: FieldView, kind: ChangeKind, withValues: boolean): string {
  const again = isSentAgain(change.reason) ? ' (sent again)' : '';
  const name = `${kind !== 'add' && change.reason === 'new' ? '+ ' : ''}${change.field}`;
  if (!withValues) return `${name}${again}`;
  const remarks = [nameRoles(change), explainSameLook(change)].filter((text) => text !== null);
  const remark = remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
  return `${name} ${showTransition(change)}${remark}${again}`;
}

/** A risk as one line: `Ada Lovelace (OKTA-1) · Design: Collaborator -> C-Level, also department`. Escaped. */
export function riskLine(change: ChangeView): string {
  const words = riskWords(change);
  const person = escapeTerminal(describePerson(change));
  return words === '' ? person : `${person}: ${words}`;
}

/** Of somebody whose entry stays in users.yaml. */
const EMPTIED = 'no field is left in the entry';

/** What happens to somebody at risk, the role first: the new one, or that of somebody who leaves. */
export function riskWords(change: ChangeView): string {
  const { set, released, kind, kept, risk } = change;
  if (kind === 'forget') {
    return typeof kept.role_id === 'number' ? roleName(kept.role_id) : '';
  }
  if (risk === 'forget') {
    const role = released.find(({ field }) => field === 'role_id')?.before;
    return [...(role?.kind === 'plain' ? [roleName(role.value)] : []), EMPTIED].join(', ');
  }
  const role = set.filter(({ field }) => field === 'role_id').map(roleWords);
  const others = [...set, ...released].map(({ field }) => field).filter((f) => f !== 'role_id');
  const also = kind === 'add' || others.length === 0 ? [] : [`also ${others.join(', ')}`];
  return [...role, ...also].join(', ');
}

/** `Collaborator -> C-Level`, `Director`, `role not shown`. */
function roleWords({ before, after, reason }: FieldView): string {
  if (after.kind === 'sensitive') return 'role not shown';
  const again = isSentAgain(reason) ? ' (sent again)' : '';
  const now = `${roleName(after.value)}${again}`;
  return before?.kind === 'plain' ? `${roleName(before.value)} -> ${now}` : now;
}

/** A person in a list of `--detail ids`. Escaped. */
export function listedPerson(change: ChangeView): string {
  return escapeTerminal(namePerson(change));
}
