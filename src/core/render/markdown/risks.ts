import type { FieldName } from '../../model.js';
import { formatCount } from '../../text/phrase.js';
import { riskWords } from '../text/change.js';
import type { ChangeView, FindingView, PlanReport } from '../view.js';
import { showPerson, showPlaces, showSample } from './people.js';
import type { SizeBudget } from './size-budget.js';
import { prose } from './text.js';

/** How many people of one kind are shown. The others are folded, so a reviewer still sees what comes below. */
const MOST_UNFOLDED = 20;

/** Everything that a reviewer must see, with every person at risk by name as far as there is room. */
export function showFindings(report: PlanReport, room: SizeBudget): readonly string[] {
  const { findings } = report.plan;
  let kinds = findings.filter(({ isListed }) => isListed).length;
  const texts = findings.map((finding) => {
    if (!finding.isListed) return { finding, lines: [headOf(finding)] };
    // No kind of risk takes the room of those after it.
    const part = room.split(1 / kinds);
    const lines = showPeople(finding, report, part);
    room.join(part);
    kinds -= 1;
    return { finding, lines: [headOf(finding), ...lines] };
  });
  return ['warning', 'info'].flatMap((severity) => {
    const shown = texts.filter(({ finding }) => finding.severity === severity);
    if (shown.length === 0) return [];
    const kind = severity === 'warning' ? 'WARNING' : 'NOTE';
    return [quote([`[!${kind}]`, ...shown.flatMap(({ lines }) => lines)])];
  });
}

/** One of GitHub's and GitLab's coloured quotes; a plain quote elsewhere. */
export function quote(lines: readonly string[]): string {
  return lines.map((line) => `> ${line}`.trimEnd()).join('\n');
}

function headOf({ title, detail, fix, isListed, people }: FindingView): string {
  const more = [detail, fix].filter((text) => text !== undefined).map((text) => prose(text));
  const first = isListed ? `**${title}**` : `${title}: ${showSample(people)}`;
  return `- ${[first, ...more].join('<br>')}`;
}

function showPeople(
  { people }: FindingView,
  report: PlanReport,
  room: SizeBudget,
): readonly string[] {
  const lines: string[] = [];
  for (const change of people) {
    // Folded names have no links, which leaves room for more names.
    const line = `  - ${showRisk(change, lines.length < MOST_UNFOLDED ? report : null)}`;
    if (!room.take(`> ${line}`)) break;
    lines.push(line);
  }
  const rest = people.length - lines.length;
  return [
    ...lines.slice(0, MOST_UNFOLDED),
    ...fold(lines.slice(MOST_UNFOLDED)),
    ...(rest > 0 ? [`  - *and ${formatCount(rest)} more, who are not listed here*`] : []),
  ];
}

function fold(lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const summary = `  <details><summary>${formatCount(lines.length)} more by name</summary>`;
  return ['', summary, '', ...lines, '', '  </details>', ''];
}

/** `Ada (OKTA-1) · Design: Collaborator → C-Level, also position · users.yaml:9`. */
function showRisk(change: ChangeView, report: PlanReport | null): string {
  const words = riskWords(change).replace(' -> ', ' → ');
  const role: readonly FieldName[] = ['role_id'];
  const place = report === null ? '' : showPlaces(change, report, role);
  return [
    `${showPerson(change)}${words === '' ? '' : `: ${words}`}`,
    ...(place === '' ? [] : [place]),
  ].join(' · ');
}
