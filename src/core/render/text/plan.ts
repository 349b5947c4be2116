import { countOf, countPeople, formatCount } from '../../text/phrase.js';
import { wrapText } from '../../text/wrap-text.js';
import { samplePeople } from '../../text/person.js';
import type { Diagnostic } from '../../errors/diagnostic.js';
import { escapeTerminal } from '../escape.js';
import { groupChanges, type ChangeGroup } from '../group.js';
import { impactLines } from '../impact.js';
import type { ChangeView, FindingView, PlanReport } from '../view.js';
import {
  alsoLine,
  describeTarget,
  forecastLine,
  headline,
  leftOutLine,
  planLine,
  SEVERITY_LABELS,
} from '../words.js';
import { fieldWords, listedPerson, riskLine, showBlock, SYMBOLS } from './change.js';
import { renderStops } from './limits.js';
import { makePaint, type Paint } from './style.js';

/**
 * How much of each change is shown. `auto`: in full up to 20 changed users, grouped beyond; `fields`: a
 * line a user with the names of the fields; `ids`: a line a user; `counts`: no users.
 */
export const DETAILS = ['auto', 'full', 'fields', 'ids', 'counts'] as const;
export type Detail = (typeof DETAILS)[number];

/** More changed users than this are grouped. */
const SHOWN_ONE_BY_ONE = 20;

/** No line of our own words is longer, however wide the terminal is. */
const WIDEST = 100;

/** The most people of one kind of risk that are listed, unless all details are asked for. */
const MOST_LISTED = 100;

export interface PlanTextOptions {
  readonly detail: Detail;
  readonly color: boolean;
  /** How wide the terminal is, if it is one. */
  readonly columns?: number;
}

/** How the blocks of the text are written. */
interface Layout {
  readonly paint: Paint;
  readonly width: number;
}

/** Renders the plan for a terminal, a log or a text report; it ends with a line break. */
export function renderPlanText(report: PlanReport, options: PlanTextOptions): string {
  const { color, detail, columns = WIDEST } = options;
  const paint = makePaint(color);
  const layout: Layout = { paint, width: Math.min(columns, WIDEST) };
  const { changes, findings } = report.plan;
  const blocks = [
    ...report.notes.map((note) => {
      const lines = wrapText(escapeTerminal(note), layout.width - 6);
      return `${paint('strong', 'Note:')} ${lines.join('\n  ')}`;
    }),
    ...showTarget(report, paint),
    ...(detail === 'counts' ? [] : showChanges(changes, detail, layout)),
    ...findings.map((finding) => showFinding(finding, detail, layout)),
    ...showImpact(report, layout),
    ...showLimits(report.limits, color),
    showSummary(report, paint),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function showTarget({ plan }: PlanReport, paint: Paint): readonly string[] {
  if (plan.changes.length === 0) return [];
  return [paint('strong', `corform will update ${escapeTerminal(describeTarget(plan.target))}`)];
}

function showChanges(
  changes: readonly ChangeView[],
  detail: Exclude<Detail, 'counts'>,
  layout: Layout,
): readonly string[] {
  const { paint } = layout;
  if (changes.length === 0) return [];
  if (detail === 'ids' || detail === 'fields') {
    const lines = changes.map((change) => showLine(change, detail === 'fields', paint));
    return [lines.join('\n')];
  }
  if (detail === 'full' || changes.length <= SHOWN_ONE_BY_ONE) {
    return changes.map((change) => showBlock(change, paint));
  }
  const { groups, rest } = groupChanges(changes);
  const shown = groups.map((group) => showGroup(group, layout));
  if (rest.length === 0) return shown;
  return [
    ...shown,
    `  ${countPeople(rest.length)} more with other changes: "--detail full" shows all.`,
  ];
}

function showLine(change: ChangeView, withFields: boolean, paint: Paint): string {
  const { symbol, style } = SYMBOLS[change.kind];
  const words = withFields ? `  ${fieldWords(change, false)}` : '';
  return `  ${paint(style, symbol)} ${listedPerson(change)}${words}`;
}

function showGroup({ changes, sameValues }: ChangeGroup, { paint, width }: Layout): string {
  const [first] = changes;
  if (changes.length === 1) return showBlock(first, paint);
  const { symbol, style } = SYMBOLS[first.kind];
  const differ = sameValues ? '' : ' (values differ)';
  const count = paint('strong', countOf(changes.length, 'user'));
  return [
    `  ${paint(style, symbol)} ${count}: ${fieldWords(first, sameValues)}${differ}`,
    ...wrapText(escapeTerminal(samplePeople(changes)), width - 6).map((line) => `      ${line}`),
  ].join('\n');
}

function showFinding(finding: FindingView, detail: Detail, { paint, width }: Layout): string {
  const { severity, isListed, title, summary, code, people } = finding;
  const isWarning = severity === 'warning';
  const label = paint(isWarning ? 'warning' : 'strong', `${SEVERITY_LABELS[severity]}:`);
  const listed = isListed && detail !== 'counts' ? people : [];
  const shown = detail === 'full' ? listed : listed.slice(0, MOST_LISTED);
  const rest = listed.length - shown.length;
  const text = escapeTerminal(isListed ? title : summary);
  const room = width - SEVERITY_LABELS[severity].length - code.length - 5;
  return [
    `${label} ${wrapText(text, room).join('\n  ')} ${paint('faint', `[${code}]`)}`,
    ...[finding.detail, finding.fix]
      .filter((line) => line !== undefined)
      .map((line) => `  ${wrapText(escapeTerminal(line), width - 2).join('\n  ')}`),
    ...shown.map((change) => {
      const { symbol, style } = SYMBOLS[change.kind];
      return `  ${paint(style, symbol)} ${wrapText(riskLine(change), width - 4).join('\n      ')}`;
    }),
    ...(rest > 0 ? [`    and ${formatCount(rest)} more: "--detail full" lists them all`] : []),
  ].join('\n');
}

function showImpact({ impact }: PlanReport, { paint, width }: Layout): readonly string[] {
  const lines = impactLines(impact);
  if (lines.length === 0) return [];
  const label = Math.max(...lines.map((line) => line.label.length)) + 1;
  const margin = ' '.repeat(label + 1);
  return [
    lines
      .flatMap((line) => [
        [
          paint('strong', `${line.label}:`.padEnd(label)),
          wrapText(escapeTerminal(line.text), width - label - 1).join(`\n${margin}`),
        ].join(' '),
        ...(line.of === undefined ? [] : [`${margin}${line.of}`]),
      ])
      .join('\n'),
  ];
}

/** Uses the words of the error with which apply stops. */
function showLimits(limits: readonly Diagnostic[], color: boolean): readonly string[] {
  if (limits.length === 0) return [];
  return [renderStops(limits, { color }).trimEnd()];
}

function showSummary({ plan, digest, forecast }: PlanReport, paint: Paint): string {
  const { changes, counts, leftOut } = plan;
  const hasChanges = changes.length > 0;
  const remarks = [hasChanges ? alsoLine(counts) : null, leftOutLine(leftOut)];
  return [
    paint('strong', hasChanges ? planLine(counts) : headline({ plan, digest })),
    ...remarks.filter((line) => line !== null),
    ...(hasChanges ? [`${forecastLine(forecast)}.`] : []),
    ...(hasChanges && digest !== null ? [`Digest: ${digest}`] : []),
  ].join('\n');
}
