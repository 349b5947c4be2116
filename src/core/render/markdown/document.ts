import type { Diagnostic } from '../../errors/diagnostic.js';
import type { ChangeKind } from '../../plan/classify.js';
import { countOf } from '../../text/phrase.js';
import { diffBlock, diffBlockOfMany } from './diff-block.js';
import { fenceFor } from '../escape.js';
import { groupChanges, rankOf, type ChangeGroup } from '../group.js';
import { forecastLine, headline, leftOutLine } from '../headline.js';
import { TABLE_HEAD, tableRow } from './table.js';
import { codeSpan, prose } from './text.js';
import type { ChangeView, PlanReport } from '../view.js';
import { KIND_GOALS } from '../words.js';

export interface MarkdownOptions {
  /** The first lines of the document, safe already. */
  readonly head: readonly string[];
  /** The most rows of the table. More changed users than this are grouped. */
  readonly rows: number;
  /** Whether users with the same change share one diff, or each has its own. */
  readonly shareDiffs: boolean;
  /** The most that the document may measure. */
  readonly most: number;
  /** What is limited: characters, or bytes. Of two texts it must be the sum. */
  readonly measure: (text: string) => number;
}

/**
 * Remarks beyond these are counted, not shown. There are more kinds of neither limit nor warning, and
 * so many of each, as long as they may get, leave room in a comment for the table.
 */
const MOST_REMARKS = 16;

/** Room for the sentence that says what was left out. */
const CUT_SENTENCE = 300;

/**
 * A plan as GitHub-flavoured Markdown, for somebody who has ten seconds: what it does in one line, what is
 * risky, a table of who changes, diffs to open. Text of users.yaml is in code or fences only. It is
 * cut between users where it would get too large, and says so; the counts, remarks and digest stay.
 */
export function renderMarkdown(report: PlanReport, options: MarkdownOptions): string {
  const { groups, rest } = arrange(report.plan.changes, options.rows);
  const beginning = [
    ...options.head,
    `### corform plan for ${codeSpan(report.plan.target.source)}`,
    `**${headline(report.plan)}**`,
    ...showRemarks(report),
  ].join('\n\n');
  const ending = showEnding(report);
  const room = new Room(
    options.most - options.measure(`${beginning}\n\n\n\n${ending}\n`) - CUT_SENTENCE,
    options.measure,
  );
  const table = showTable(groups, options.rows, room);
  const diffs = showDiffs([...groups, ...rest.map(aloneInGroup)], options.shareDiffs, room);
  const total = report.plan.changes.length;
  const cut = showCut(total - table.users, total - diffs.users);
  return `${[beginning, ...table.blocks, ...diffs.blocks, ...cut, ending].join('\n\n')}\n`;
}

/** What of a limit is left. */
class Room {
  #left: number;
  readonly #measure: (text: string) => number;

  constructor(left: number, measure: (text: string) => number) {
    this.#left = left;
    this.#measure = measure;
  }

  /** Whether there was room for these texts, each with a line break; if so, it is taken. */
  take(...texts: readonly string[]): boolean {
    const needed = texts.reduce((sum, text) => sum + this.#measure(text) + 1, 0);
    if (needed > this.#left) return false;
    this.#left -= needed;
    return true;
  }
}

/** Nothing opens a comment in a fence; but who looks for the marker as text must not find another one. */
const NO_COMMENT = '<\\u{21}--';

/** Blocks of the document, and how many users they show. */
interface Part {
  readonly blocks: readonly string[];
  readonly users: number;
}

function arrange(
  changes: readonly ChangeView[],
  rows: number,
): { readonly groups: readonly ChangeGroup[]; readonly rest: readonly ChangeView[] } {
  if (changes.length > rows) return groupChanges(changes);
  // Sorting is stable: what is equally risky stays in order of id.
  const sorted = [...changes].sort((a, b) => rankOf(a) - rankOf(b));
  return { groups: sorted.map(aloneInGroup), rest: [] };
}

function aloneInGroup(change: ChangeView): ChangeGroup {
  return { changes: [change], sameValues: true };
}

function showRemarks({ plan, limits, notes }: PlanReport): readonly string[] {
  const isInfo = (d: Diagnostic): boolean => d.severity === 'info';
  const warnings = plan.warnings.filter((d) => !isInfo(d));
  const infos = plan.warnings.filter(isInfo);
  return [
    ...alert('CAUTION', limits.map(showRemark)),
    ...alert('WARNING', warnings.map(showRemark)),
    ...alert('NOTE', [...notes.map((note) => prose(note)), ...infos.map(showRemark)]),
  ];
}

/** One of GitHub's and GitLab's coloured quotes; a plain quote elsewhere. */
function alert(kind: string, remarks: readonly string[]): readonly string[] {
  if (remarks.length === 0) return [];
  const more = remarks.length - MOST_REMARKS;
  const shown = more > 0 ? [...remarks.slice(0, MOST_REMARKS), `and ${more} more`] : remarks;
  return [[`[!${kind}]`, ...shown.map((remark) => `- ${remark}`)].map((l) => `> ${l}`).join('\n')];
}

function showRemark({ summary, detail, fix }: Diagnostic): string {
  const texts = [summary, detail, fix].filter((text) => text !== undefined);
  return texts.map((text) => prose(text)).join('<br>');
}

function showTable(groups: readonly ChangeGroup[], most: number, room: Room): Part {
  if (groups.length === 0 || !room.take(TABLE_HEAD, '')) return { blocks: [], users: 0 };
  const rows: string[] = [];
  let users = 0;
  for (const group of groups.slice(0, most)) {
    const row = tableRow(group);
    if (!room.take(row)) break;
    rows.push(row);
    users += group.changes.length;
  }
  return { blocks: users === 0 ? [] : [[TABLE_HEAD, ...rows].join('\n')], users };
}

/** A folded diff for each kind of change, the kind of the riskiest change first. */
function showDiffs(groups: readonly ChangeGroup[], share: boolean, room: Room): Part {
  const kinds = new Set(groups.map((group) => group.changes[0].kind));
  const blocks: string[] = [];
  let users = 0;
  for (const kind of kinds) {
    const ofKind = groups.filter((group) => group.changes[0].kind === kind);
    const section = showSection(kind, ofKind, share, room);
    blocks.push(...section.blocks);
    users += section.users;
  }
  return { blocks, users };
}

function showSection(
  kind: ChangeKind,
  groups: readonly ChangeGroup[],
  share: boolean,
  room: Room,
): Part {
  const all = groups.reduce((sum, group) => sum + group.changes.length, 0);
  const opening = `<details><summary>${countOf(all, 'user')} ${KIND_GOALS[kind]}</summary>`;
  const closing = '</details>';
  let fence = fenceFor('');
  if (!room.take(opening, '', fence, 'diff', fence, '', closing, '')) {
    return { blocks: [], users: 0 };
  }
  const texts: string[] = [];
  let users = 0;
  for (const { raw, stands } of entries(groups, share)) {
    const text = raw.replaceAll('<!--', NO_COMMENT);
    const needed = fenceFor(text);
    const longer = needed.length > fence.length ? needed : fence;
    if (!room.take(text, '', longer.slice(fence.length).repeat(2))) break;
    fence = longer;
    texts.push(text);
    users += stands;
  }
  if (users === 0) return { blocks: [], users };
  const diff = [`${fence}diff`, texts.join('\n\n'), fence].join('\n');
  return { blocks: [[opening, diff, closing].join('\n\n')], users };
}

/** One diff after the other, made when there is room for it, with the number of users it stands for. */
function* entries(
  groups: readonly ChangeGroup[],
  share: boolean,
): Generator<{ readonly raw: string; readonly stands: number }> {
  for (const { changes, sameValues } of groups) {
    if (share && sameValues && changes.length > 1) {
      yield { raw: diffBlockOfMany(changes), stands: changes.length };
    } else {
      for (const change of changes) yield { raw: diffBlock(change), stands: 1 };
    }
  }
}

function showCut(fromTable: number, fromDiffs: number): readonly string[] {
  const parts = [
    ...(fromTable > 0 ? [`${countOf(fromTable, 'user')} not in the table`] : []),
    ...(fromDiffs > 0 ? [`${countOf(fromDiffs, 'user')} without a diff`] : []),
  ];
  if (parts.length === 0) return [];
  return [
    `*Left out here: ${parts.join(', ')}. The HTML report and the saved plan have them all.*`,
  ];
}

function showEnding({ plan, digest, commit, forecast }: PlanReport): string {
  const leftOut = leftOutLine(plan.leftOut);
  const facts = [
    ...(leftOut === null ? [] : [leftOut.replace(/\.$/, '')]),
    ...(plan.changes.length === 0 ? [] : [forecastLine(forecast, ', ')]),
    ...(commit === null ? [] : [`Commit ${codeSpan(commit)}`]),
    `Target ${codeSpan(plan.target.endpoint)}`,
  ];
  const approval =
    digest === null ? 'No digest: this plan can not be approved.' : `Digest ${codeSpan(digest)}`;
  return `${approval}\n\n<sub>${facts.join(' · ')}</sub>`;
}
