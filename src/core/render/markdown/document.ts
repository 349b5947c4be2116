import type { ChangeKind } from '../../plan/classify.js';
import { countPeople } from '../../text/phrase.js';
import { fenceFor } from '../escape.js';
import { groupChanges, isListed, rankOfChange, type ChangeGroup } from '../group.js';
import type { ChangeView, PlanReport } from '../view.js';
import {
  describeTarget,
  forecastLine,
  headline,
  KIND_COUNTS,
  leftOutLine,
  nextStep,
} from '../words.js';
import { diffBlock, diffBlockOfMany } from './diff-block.js';
import { writeImpact } from './impact.js';
import { showLimits } from './limits.js';
import { quote, showFindings } from './risks.js';
import { SizeBudget } from './size-budget.js';
import { TABLE_HEAD, tableRow } from './table.js';
import { codeSpan, prose } from './text.js';

export interface MarkdownOptions {
  /** The first lines of the document, safe already. */
  readonly head: readonly string[];
  /** What makes an apply of the plan happen, as the subject of a sentence. */
  readonly trigger: 'Merging' | 'Applying';
  /** The workflow that applies with a limit overridden, or null. */
  readonly workflow: string | null;
  /** The most rows of the table. More changed users than this are grouped. */
  readonly rows: number;
  /** Whether users with the same change share one diff, or each has its own. */
  readonly shareDiffs: boolean;
  /** The most that the document may measure. */
  readonly most: number;
  /** What is limited: characters, or bytes. Of two texts it must be the sum. */
  readonly measure: (text: string) => number;
}

/** Notes beyond these are counted, not shown. */
const MOST_NOTES = 16;

/** SizeBudget for the sentences that say what was left out. */
const CUT_SENTENCES = 600;

/** The share of the space that risks may take, so there is some left for the changes. */
const RISK_SHARE = 0.6;

/**
 * Renders a plan as GitHub-flavoured Markdown, for a reader with ten seconds: what it does in one line,
 * where, and what happens next, who is at risk, what it means, a table of who changes, diffs to open. Text of users.yaml is
 * in code or fences only. It is cut between users where it would get too large, and says so; the counts, limits
 * and digest stay.
 */
export function renderMarkdown(report: PlanReport, options: MarkdownOptions): string {
  const beginning = [
    ...options.head,
    `### ${report.plan.changes.length === 0 ? 'COR users: no changes' : `COR users: ${headline(report)}`}`,
    codeSpan(describeTarget(report.plan.target)),
    `**${nextStep(report, options.trigger)}**`,
    ...showNotes(report.notes),
    ...showLimits(report, options.workflow),
  ].join('\n\n');
  const impact = writeImpact(report.impact);
  const ending = showEnding(report);
  const fixed = options.measure([beginning, ...impact, ...ending, ''].join('\n\n'));
  const room = new SizeBudget(
    options.most - fixed - headsOf(report, options) - CUT_SENTENCES,
    options.measure,
  );
  const forRisks = room.split(RISK_SHARE);
  const findings = showFindings(report, forRisks);
  room.join(forRisks);
  const { listed, groups, rest } = arrange(report.plan.changes, options.rows);
  const table = showTable(groups, { report, most: options.rows, room });
  const diffs = showDiffs([...listed, ...groups, ...rest], options.shareDiffs, room);
  const total = report.plan.changes.length;
  const cut = showCut(total - listed.length - table.users, total - diffs.users);
  return `${[beginning, ...findings, ...impact, ...table.blocks, ...diffs.blocks, ...cut, ...ending].join('\n\n')}\n`;
}

/** What the findings take without the people in them, with room for a fold each. */
function headsOf(report: PlanReport, { measure }: MarkdownOptions): number {
  const findings = report.plan.findings.map((finding) => ({ ...finding, people: [] }));
  const empty = { ...report, plan: { ...report.plan, findings } };
  const heads = showFindings(empty, new SizeBudget(0, measure));
  return measure(heads.join('\n\n')) + 200 * findings.length;
}

/** Nothing opens a comment in a fence; but who looks for the marker as text must not find another one. */
const NO_COMMENT = '<\\u{21}--';

/** Blocks of the document, and how many users they show. */
interface Part {
  readonly blocks: readonly string[];
  readonly users: number;
}

interface Arrangement {
  /** Users who are listed by name above the table, if it is one of groups. */
  readonly listed: readonly ChangeGroup[];
  readonly groups: readonly ChangeGroup[];
  readonly rest: readonly ChangeGroup[];
}

function arrange(changes: readonly ChangeView[], rows: number): Arrangement {
  // Sorting is stable: what is equally risky stays in order of id.
  const sorted = [...changes].sort((a, b) => rankOfChange(a) - rankOfChange(b));
  if (changes.length <= rows) return { listed: [], groups: sorted.map(aloneInGroup), rest: [] };
  const { groups, rest } = groupChanges(changes);
  const listed = sorted.filter(isListed).map(aloneInGroup);
  return { listed, groups, rest: rest.map(aloneInGroup) };
}

function aloneInGroup(change: ChangeView): ChangeGroup {
  return { changes: [change], sameValues: true };
}

function showNotes(notes: readonly string[]): readonly string[] {
  if (notes.length === 0) return [];
  const more = notes.length - MOST_NOTES;
  const shown = notes.slice(0, MOST_NOTES).map((note) => `- ${prose(note)}`);
  return [quote(['[!NOTE]', ...shown, ...(more > 0 ? [`- and ${more} more`] : [])])];
}

function showTable(
  groups: readonly ChangeGroup[],
  limits: { readonly report: PlanReport; readonly most: number; readonly room: SizeBudget },
): Part {
  const { report, most, room } = limits;
  if (groups.length === 0 || !room.take(TABLE_HEAD, '')) return { blocks: [], users: 0 };
  const rows: string[] = [];
  let users = 0;
  for (const group of groups.slice(0, most)) {
    const row = tableRow(group, report);
    if (!room.take(row)) break;
    rows.push(row);
    users += group.changes.length;
  }
  return { blocks: users === 0 ? [] : [[TABLE_HEAD, ...rows].join('\n')], users };
}

/** A folded diff for each kind of change, the kind of the riskiest change first. */
function showDiffs(groups: readonly ChangeGroup[], share: boolean, room: SizeBudget): Part {
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
  room: SizeBudget,
): Part {
  const all = groups.reduce((sum, group) => sum + group.changes.length, 0);
  const opening = `<details><summary>${countPeople(all)} ${KIND_COUNTS[kind]}, in full</summary>`;
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
    ...(fromTable > 0 ? [`${countPeople(fromTable)} not in the table`] : []),
    ...(fromDiffs > 0 ? [`${countPeople(fromDiffs)} not shown in full`] : []),
  ];
  if (parts.length === 0) return [];
  return [
    `*Left out here: ${parts.join(', ')}. The HTML report and the saved plan have them all.*`,
  ];
}

/** The digest, and the facts in small print. */
function showEnding(report: PlanReport): readonly string[] {
  const { plan, digest, commit, forecast } = report;
  const leftOut = leftOutLine(plan.leftOut);
  const facts = [
    ...(leftOut === null ? [] : [leftOut.replace(/\.$/, '')]),
    ...(plan.changes.length === 0 ? [] : [forecastLine(forecast)]),
    ...(commit === null ? [] : [`Commit ${codeSpan(commit.slice(0, 12))}`]),
  ];
  return [
    ...(digest === null ? [] : [foldDigest(digest)]),
    ...(facts.length === 0 ? [] : [`<sub>${facts.join(' · ')}</sub>`]),
  ];
}

function foldDigest(digest: string): string {
  const short = `${digest.slice(0, 12)}…`;
  return [
    `<details><summary>Digest ${codeSpan(short)}</summary>`,
    `${fenceFor(digest)}\n${digest}\n${fenceFor(digest)}`,
    '</details>',
  ].join('\n\n');
}
