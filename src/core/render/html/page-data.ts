import type { ChangeKind } from '../../plan/classify.js';
import { escapeTerminal } from '../escape.js';
import { rankOfChange, type ChangeGroup } from '../group.js';
import { tellApart } from '../../text/look-alike.js';
import { linkTo } from '../links.js';
import { keptNotes, notesOf, RELEASED, whySentAgain } from '../text/change.js';
import {
  compareTexts,
  describeRole,
  explainSameLook,
  quoteInside,
  showTransition,
  showValue,
} from '../text/values.js';
import type { ChangeView, FieldView, PlanReport, ViewValue } from '../view.js';
import { KIND_LABELS, roleName } from '../words.js';

/**
 * What the script of the page shows, as inert data: every text is visible characters only, but not
 * escaped for HTML, because the script makes text nodes of it.
 */
export interface PageData {
  readonly kinds: Readonly<Record<ChangeKind, string>>;
  /** Names of roles by number, for those that occur. */
  readonly roles: Readonly<Record<string, string>>;
  readonly departments: readonly string[];
  readonly files: readonly PageFile[];
  readonly notes: readonly string[];
  readonly findings: readonly PageFinding[];
  /** Each distinct row once: 30,000 equal changes are one row and 30,000 numbers. */
  readonly rows: readonly PageRow[];
  /** The riskiest first, then by id. */
  readonly changes: readonly PageChange[];
}

interface PageFile {
  readonly name: string;
  /** The address of the file without a line, if it can be linked to. */
  readonly href?: string;
}

/** A remark that leads to its people. */
interface PageFinding {
  readonly code: string;
  readonly title: string;
  readonly isListed: boolean;
  /** Indices into the changes. */
  readonly at: readonly number[];
}

/** A piece of a value: `=` in both, `-` in the old one only, `+` in the new one only. */
type PagePiece = readonly ['=' | '-' | '+', string];

/** One field of a user. Members that say nothing are left out. */
interface PageRow {
  readonly field: string;
  readonly mark: 'add' | 'change' | 'remove';
  readonly before?: string;
  readonly after?: string;
  /** Both values in one, if they have much in common. */
  readonly pieces?: readonly PagePiece[];
  readonly note?: string;
  /** Of a role: `3 -> 1`. For those who know the numbers. */
  readonly numbers?: string;
}

interface PageChange {
  readonly id: string;
  readonly name?: string;
  /** Index into the departments. */
  readonly dept?: number;
  readonly kind: ChangeKind;
  /** The role that the user has afterwards, or had until now. */
  readonly role?: number;
  readonly isRisk?: true;
  /** Indices into the rows. */
  readonly rows: readonly number[];
  /** Indices into the notes. */
  readonly notes?: readonly number[];
  /** Index into the files, and the line. */
  readonly place?: readonly [number, number];
  /** Index of the group, if the page shows groups. */
  readonly group?: number;
}

const SYMBOLS = { same: '=', removed: '-', added: '+' } as const;

/** Gathers the data of the page. `groups` are those that the page lists, in its order. */
export function pageData(report: PlanReport, groups: readonly ChangeGroup[]): PageData {
  const { changes, findings } = report.plan;
  const tables = makeTables();
  const groupOf = new Map(
    groups.flatMap((group, at) => group.changes.map((c) => [c, at] as const)),
  );
  const order = changes
    .map((change, at) => ({ change, at }))
    .sort((a, b) => rankOfChange(a.change) - rankOfChange(b.change));
  const positions: number[] = [];
  order.forEach(({ at }, position) => {
    positions[at] = position;
  });
  const roles: Record<string, string> = {};
  const pageChanges = order.map(({ change }) => {
    const role = shownRole(change);
    if (role !== null) roles[role] = roleName(role);
    return showChange(change, { tables, role, group: groupOf.get(change), report });
  });
  return {
    kinds: KIND_LABELS,
    roles,
    departments: markAlike(tables.departments.items),
    files: tables.files.items,
    notes: tables.notes.items,
    findings: findings.map(({ code, title, isListed, at }) => ({
      code,
      title,
      isListed,
      at: at.map((position) => Number(positions[position])),
    })),
    rows: tables.rows.items,
    changes: pageChanges,
  };
}

/** Marks departments that look the same, in the filters too. */
function markAlike(names: readonly string[]): readonly string[] {
  const apart = tellApart(names);
  return names.map((name) => {
    const remark = apart.get(name);
    return remark === undefined ? name : `${name} (${remark})`;
  });
}

function showChange(
  change: ChangeView,
  context: {
    readonly tables: ReturnType<typeof makeTables>;
    readonly role: number | null;
    readonly group: number | undefined;
    readonly report: PlanReport;
  },
): PageChange {
  const { tables, role, group, report } = context;
  const { id, name, department, kind, risk, place } = change;
  const notes = [...notesOf({ ...change, place: null }), ...keptNotes(change)];
  return {
    id: escapeTerminal(id),
    ...(name !== null && { name: escapeTerminal(name) }),
    ...(department !== null && {
      dept: tables.departments.indexOf(department, () => escapeTerminal(department)),
    }),
    kind,
    ...(role !== null && { role }),
    ...(risk !== null && risk !== 'resend' && { isRisk: true }),
    rows: rowsOf(change, tables.rows),
    ...(notes.length > 0 && { notes: notes.map((note) => tables.notes.indexOf(note, () => note)) }),
    ...(place !== null && {
      place: [tables.files.indexOf(place.file, () => pageFile(place.file, report)), place.line],
    }),
    ...(group !== undefined && { group }),
  };
}

function pageFile(file: string, { links }: PlanReport): PageFile {
  const href = linkTo(links, file, 0)?.replace(/#L0$/, '');
  return { name: escapeTerminal(file), ...(href !== undefined && { href }) };
}

/** The role that is sent, or else the recorded one; null if none is known. */
function shownRole({ set, kept }: ChangeView): number | null {
  const sent = set.find(({ field }) => field === 'role_id')?.after;
  if (sent !== undefined) return sent.kind === 'plain' ? Number(sent.value) : null;
  return typeof kept.role_id === 'number' ? kept.role_id : null;
}

/** Stores equal items only once. */
class Distinct<Item> {
  readonly items: Item[] = [];
  readonly #index = new Map<string, number>();

  indexOf(key: string, make: () => Item): number {
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    this.#index.set(key, this.items.length);
    return this.items.push(make()) - 1;
  }
}

/** What many changes have in common. */
function makeTables() {
  return {
    rows: new Distinct<PageRow>(),
    departments: new Distinct<string>(),
    files: new Distinct<PageFile>(),
    notes: new Distinct<string>(),
  };
}

/** What sorts the fields of a line: the role is what makes a change risky, the name is known already. */
const ORDER: Readonly<Record<string, number>> = { role_id: -1, first_name: 1, last_name: 1 };

function rowsOf(change: ChangeView, table: Distinct<PageRow>): readonly number[] {
  const { set, released, protection, kind } = change;
  const sorted = [...set].sort((a, b) => (ORDER[a.field] ?? 0) - (ORDER[b.field] ?? 0));
  return [
    ...sorted.map((field) => table.indexOf(JSON.stringify(['set', field]), () => setRow(field))),
    ...released.map((field) =>
      table.indexOf(JSON.stringify(['released', field]), () => ({
        field: field.field,
        mark: 'remove',
        before: field.before === null ? '(never confirmed)' : shownValue(field.field, field.before),
        note: RELEASED,
      })),
    ),
    ...(protection === null
      ? []
      : [
          table.indexOf(JSON.stringify(['protected', kind, protection]), () => ({
            field: 'protected',
            mark: kind === 'add' ? 'add' : 'change',
            ...(kind !== 'add' && { before: String(!protection) }),
            after: String(protection),
            note: 'in the state only, not sent',
          })),
        ]),
  ];
}

/** Of a role its name, because a number says nothing to a reader. */
function shownValue(field: FieldView['field'], value: ViewValue): string {
  return describeRole(field, value) ?? showValue(value);
}

function setRow(change: FieldView): PageRow {
  const { field, reason, before, after } = change;
  const sameLook = explainSameLook(change);
  const notes = [sameLook, whySentAgain(reason)].filter((note) => note !== null);
  const pieces = piecesOf(before, after);
  return {
    field,
    mark: reason === 'new' ? 'add' : 'change',
    ...(isDifferent(before, after) && { before: shownValue(field, before) }),
    after: shownValue(field, after),
    ...(describeRole(field, after) !== null && { numbers: showTransition(change) }),
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
