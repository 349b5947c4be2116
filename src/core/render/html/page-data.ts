import type { ChangeKind, Risk } from '../../plan/classify.js';
import { escapeTerminal } from '../escape.js';
import { rankOf, type ChangeGroup } from '../group.js';
import { keptNotes, notesOf } from '../text/change.js';
import { compareTexts, explainRole, quoteInside, showValue } from '../text/values.js';
import type { ChangeView, FieldView, ViewValue } from '../view.js';
import { KIND_LABELS, RISK_LABELS } from '../words.js';

/**
 * What the script of the page shows, as inert data: every text is visible characters only, but not
 * escaped for HTML, because the script makes text nodes of it.
 */
export interface PageData {
  /** Labels. */
  readonly kinds: Readonly<Record<ChangeKind, string>>;
  readonly risks: Readonly<Record<Risk, string>>;
  /** Each distinct row once: 30,000 equal changes are one row and 30,000 numbers. */
  readonly rows: readonly PageRow[];
  /** The riskiest first, then by id. */
  readonly changes: readonly PageChange[];
}

/** A piece of a value: `=` in both, `-` in the old one only, `+` in the new one only. */
type PagePiece = readonly ['=' | '-' | '+', string];

/** One field of a user. Members that say nothing are left out. */
interface PageRow {
  readonly field: string;
  readonly mark: 'add' | 'change' | 'remove';
  readonly before?: string;
  readonly after?: string;
  /** Both values in one, where they have much in common. */
  readonly pieces?: readonly PagePiece[];
  readonly note?: string;
}

interface PageChange {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly risk?: Risk;
  /** Indices into the rows. */
  readonly rows: readonly number[];
  readonly notes: readonly string[];
  /** Index of the group, where the page shows groups. */
  readonly group?: number;
}

const SYMBOLS = { same: '=', removed: '-', added: '+' } as const;

/** The data of the page. `groups` are those that the page lists, in its order. */
export function pageData(changes: readonly ChangeView[], groups: readonly ChangeGroup[]): PageData {
  const table = new RowTable();
  const groupOf = new Map(
    groups.flatMap((group, at) => group.changes.map((c) => [c, at] as const)),
  );
  const sorted = [...changes].sort((a, b) => rankOf(a) - rankOf(b));
  const pageChanges = sorted.map((change) => {
    const { kind, risk } = change;
    const group = groupOf.get(change);
    return {
      id: escapeTerminal(change.id),
      kind,
      ...(risk !== null && { risk }),
      rows: rowsOf(change, table),
      notes: [...notesOf(change), ...keptNotes(change)],
      ...(group !== undefined && { group }),
    };
  });
  return { kinds: KIND_LABELS, risks: RISK_LABELS, rows: table.rows, changes: pageChanges };
}

/** Rows by what they say, so that equal ones are made and stored once. */
class RowTable {
  readonly rows: PageRow[] = [];
  readonly #index = new Map<string, number>();

  indexOf(what: unknown, make: () => PageRow): number {
    const key = JSON.stringify(what);
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    this.#index.set(key, this.rows.length);
    return this.rows.push(make()) - 1;
  }
}

function rowsOf(change: ChangeView, table: RowTable): readonly number[] {
  const { set, released, protection, kind } = change;
  return [
    ...set.map((field) => table.indexOf(['set', field], () => setRow(field))),
    ...released.map((field) =>
      table.indexOf(['released', field], () => ({
        field: field.field,
        mark: 'remove',
        before: field.before === null ? '(never confirmed)' : showValue(field.before),
        note: 'no longer managed, stays in COR',
      })),
    ),
    ...(protection === null
      ? []
      : [
          table.indexOf(['protected', kind, protection], () => ({
            field: 'protected',
            mark: kind === 'add' ? 'add' : 'change',
            ...(kind !== 'add' && { before: String(!protection) }),
            after: String(protection),
            note: 'in the state only, not sent',
          })),
        ]),
  ];
}

function setRow(change: FieldView): PageRow {
  const { field, reason, before, after } = change;
  const notes = [
    ...[explainRole(change)].flatMap((role) => (role === null ? [] : [role.replace('->', '→')])),
    ...(reason === 'resend' ? ['sent again, outcome unknown'] : []),
  ];
  const pieces = piecesOf(before, after);
  return {
    field,
    mark: reason === 'new' ? 'add' : 'change',
    ...(isDifferent(before, after) && { before: showValue(before) }),
    after: showValue(after),
    ...(pieces !== null && { pieces }),
    ...(notes.length > 0 && { note: notes.join('; ') }),
  };
}

type PlainValue = Extract<ViewValue, { readonly kind: 'plain' }>;

function isDifferent(before: ViewValue | null, after: ViewValue): before is PlainValue {
  return before?.kind === 'plain' && after.kind === 'plain' && before.value !== after.value;
}

function piecesOf(before: ViewValue | null, after: ViewValue): readonly PagePiece[] | null {
  if (!isDifferent(before, after) || after.kind !== 'plain') return null;
  if (typeof before.value !== 'string' || typeof after.value !== 'string') return null;
  const runs = compareTexts(before.value, after.value);
  if (runs === null) return null;
  return [
    ['=', '"'],
    ...runs.map(({ kind, text }) => [SYMBOLS[kind], quoteInside(text)] as const),
    ['=', '"'],
  ];
}
