import type { ChangeKind } from '../../plan/classify.js';
import { countOf } from '../../text/phrase.js';
import { escapeTerminal, quoteTerminal } from '../escape.js';
import type { Paint, Style } from './style.js';
import { explainRole, showTransition, showValue } from './values.js';
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
  resend: 'will be sent again: the outcome of its last PUT is unknown',
  record: 'will change in the state only, nothing is sent',
  forget: 'will no longer be managed: it leaves the state and stays in COR',
};

/** `will be updated in-place`: what happens to the user of a change, after its name. */
export function whatHappens({ kind }: ChangeView): string {
  return HAPPENINGS[kind];
}

/** One line of a block: `~ role_id = 4 -> 3   # Collaborator -> Project Manager`. */
interface Row {
  readonly mark: Symbol;
  readonly name: string;
  readonly value: string;
  readonly comments: readonly string[];
}

/** One change as a block of lines, as Terraform shows a resource. */
export function showBlock(change: ChangeView, paint: Paint): string {
  const { symbol, style } = SYMBOLS[change.kind];
  const headline = `# user[${quoteTerminal(change.id)}] ${whatHappens(change)}`;
  return [
    `  ${paint('strong', headline)}`,
    ...notesOf(change).map((note) => `  ${paint('faint', `# (${note})`)}`),
    `  ${paint(style, symbol)} user ${quoteTerminal(change.id)} {`,
    ...showRows(rowsOf(change), paint),
    ...keptNotes(change).map((note) => `        ${paint('faint', `# (${note})`)}`),
    '    }',
  ].join('\n');
}

/** Where a change comes from, and under which id it was recorded. Escaped. */
export function notesOf({ place, movedFrom }: ChangeView): readonly string[] {
  return [
    ...(movedFrom === null ? [] : [`recorded as ${quoteTerminal(movedFrom)} until now`]),
    ...(place === null ? [] : [`${escapeTerminal(place.file)}:${place.line}`]),
  ];
}

/** What is not shown of a change, and what is not known. */
export function keptNotes({ kind, kept, unknown }: ChangeView): readonly string[] {
  const adjective = kind === 'forget' ? 'recorded' : 'unchanged';
  const hidden = Object.keys(kept).length;
  return [
    ...(unknown.length === 0 ? [] : [`outcome of the last PUT unknown: ${unknown.join(', ')}`]),
    ...(hidden === 0 ? [] : [`${countOf(hidden, `${adjective} attribute`)} hidden`]),
  ];
}

function rowsOf(change: ChangeView): readonly Row[] {
  const { protection, kind } = change;
  const protectionRow: Row = {
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

function setRow(change: FieldView): Row {
  const role = explainRole(change);
  const isResend = change.reason === 'resend';
  return {
    mark: change.reason === 'new' ? ADD : CHANGE,
    name: change.field,
    value: showTransition(change),
    comments: [
      ...(role === null ? [] : [role]),
      ...(isResend ? ['sent again, outcome unknown'] : []),
    ],
  };
}

function releasedRow({ field, before }: ReleasedView): Row {
  const value = before === null ? '(never confirmed)' : showValue(before);
  return { mark: REMOVE, name: field, value, comments: ['no longer managed, stays in COR'] };
}

function showRows(rows: readonly Row[], paint: Paint): readonly string[] {
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
  if (change.kind === 'forget') return 'no longer managed, stays in COR';
  const words = [
    ...change.set.map((field) => setWords(field, change.kind, withValues)),
    ...change.released.map(({ field }) => `- ${field} (no longer managed)`),
    ...(change.protection === null ? [] : [`protected ${change.protection}`]),
    ...(change.movedFrom === null ? [] : ['recorded under another id until now']),
  ];
  return words.join(', ');
}

function setWords(change: FieldView, kind: ChangeKind, withValues: boolean): string {
  const again = change.reason === 'resend' ? ' (sent again)' : '';
  const name = `${kind !== 'add' && change.reason === 'new' ? '+ ' : ''}${change.field}`;
  if (!withValues) return `${name}${again}`;
  const role = explainRole(change);
  return `${name} ${showTransition(change)}${role === null ? '' : ` (${role})`}${again}`;
}
