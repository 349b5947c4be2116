import type { Diagnostic, Severity } from '../../errors/diagnostic.js';
import { countOf, sampleIds } from '../../text/phrase.js';
import { escapeTerminal, quoteTerminal } from '../escape.js';
import { groupChanges, type ChangeGroup } from '../group.js';
import { forecastLine, headline, leftOutLine } from '../headline.js';
import { makePaint, type Paint, type Style } from './style.js';
import { fieldWords, showBlock, SYMBOLS } from './change.js';
import type { ChangeView, PlanReport } from '../view.js';
import { SEVERITY_LABELS } from '../words.js';

/**
 * How much of each change is shown. `auto`: in full up to 20 changed users, grouped beyond; `fields`: a
 * line a user with the names of the fields; `ids`: a line a user; `counts`: no users.
 */
export const DETAILS = ['auto', 'full', 'fields', 'ids', 'counts'] as const;
export type Detail = (typeof DETAILS)[number];

/** More changed users than this are grouped. */
const SHOWN_ONE_BY_ONE = 20;

/** The plan for a terminal, a log or a text report; ends with a line break. Design: section 6. */
export function renderPlanText(
  report: PlanReport,
  options: { readonly detail: Detail; readonly color: boolean },
): string {
  const paint = makePaint(options.color);
  const { changes } = report.plan;
  const blocks = [
    ...report.notes.map((note) => `${paint('strong', 'Note:')} ${escapeTerminal(note)}`),
    ...(changes.length === 0 || options.detail === 'counts'
      ? []
      : [
          paint('strong', 'corform will perform the following actions:'),
          ...showChanges(changes, options.detail, paint),
        ]),
    ...[...report.plan.warnings, ...report.limits].map((d) => showRemark(d, paint)),
    showSummary(report, paint),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function showChanges(
  changes: readonly ChangeView[],
  detail: Exclude<Detail, 'counts'>,
  paint: Paint,
): readonly string[] {
  if (detail === 'ids' || detail === 'fields') {
    const lines = changes.map((change) => showLine(change, detail === 'fields', paint));
    return [lines.join('\n')];
  }
  if (detail === 'full' || changes.length <= SHOWN_ONE_BY_ONE) {
    return changes.map((change) => showBlock(change, paint));
  }
  const { groups, rest } = groupChanges(changes);
  const shown = groups.map((group) => showGroup(group, paint));
  if (rest.length === 0) return shown;
  return [
    ...shown,
    `  ${countOf(rest.length, 'more user')} with other changes: "--detail full" shows all.`,
  ];
}

function showLine(change: ChangeView, withFields: boolean, paint: Paint): string {
  const { symbol, style } = SYMBOLS[change.kind];
  const words = withFields ? `  ${fieldWords(change, false)}` : '';
  return `  ${paint(style, symbol)} ${quoteTerminal(change.id)}${words}`;
}

function showGroup({ changes, sameValues }: ChangeGroup, paint: Paint): string {
  const [first] = changes;
  if (changes.length === 1) return showBlock(first, paint);
  const { symbol, style } = SYMBOLS[first.kind];
  const differ = sameValues ? '' : ' (values differ)';
  const count = paint('strong', countOf(changes.length, 'user'));
  const ids = changes.map((change) => change.id);
  return [
    `  ${paint(style, symbol)} ${count}: ${fieldWords(first, sameValues)}${differ}`,
    `      ${sampleIds(ids, quoteTerminal)}`,
  ].join('\n');
}

const STYLES: Readonly<Record<Severity, Style>> = {
  error: 'error',
  warning: 'warning',
  info: 'strong',
};

function showRemark({ severity, code, summary, detail, fix }: Diagnostic, paint: Paint): string {
  const label = paint(STYLES[severity], `${SEVERITY_LABELS[severity]}:`);
  const more = [detail, fix].filter((line) => line !== undefined);
  return [
    `${label} ${escapeTerminal(summary)} ${paint('faint', `[${code}]`)}`,
    ...more.map((line) => `  ${escapeTerminal(line)}`),
  ].join('\n');
}

function showSummary({ plan, digest, forecast }: PlanReport, paint: Paint): string {
  const leftOut = leftOutLine(plan.leftOut);
  const lines = [paint('strong', headline(plan)), ...(leftOut === null ? [] : [leftOut])];
  if (plan.changes.length === 0) return lines.join('\n');
  const named = digest === null ? '' : `Digest: ${digest}   `;
  return [...lines, `${named}${forecastLine(forecast, '   ')}`].join('\n');
}
