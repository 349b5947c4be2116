import type { FieldName } from '../../model.js';
import { formatCount } from '../../text/phrase.js';
import { riskWords } from '../text/change.js';
import type { ChangeView, FindingView, PlanReport } from '../view.js';
import { showPerson, showPlaces, showSample } from './people.js';
import type { SizeBudget } from './size-budget.js';
import { prose } from './text.js';

/** Everything that a reviewer must see, with every person at risk by name as far as there is room. */
export function showFindings(report: PlanReport, room: SizeBudget): readonly string[] {
  const { findings } = report.plan;
  return [
    ...['warning', 'info'].flatMap((severity) => {
      const shown = findings.filter((finding) => finding.severity === severity);
      if (shown.length === 0) return [];
      const kind = severity === 'warning' ? 'WARNING' : 'NOTE';
      const lines = shown.flatMap((finding) => showFinding(finding, report, room));
      return [quote([`[!${kind}]`, ...lines])];
    }),
  ];
}

/** One of GitHub's and GitLab's coloured quotes; a plain quote elsewhere. */
export function quote(lines: readonly string[]): string {
  return lines.map((line) => `> ${line}`.trimEnd()).join('\n');
}

function showFinding(
  finding: FindingView,
  report: PlanReport,
  room: SizeBudget,
): readonly string[] {
  const { title, detail, fix, isListed, people } = finding;
  const more = [detail, fix].filter((text) => text !== undefined).map((text) => prose(text));
  const first = isListed ? `**${title}**` : `${title}: ${showSample(people)}`;
  const head = `- ${[first, ...more].join('<br>')}`;
  if (!isListed) return [head];
  const lines: string[] = [];
  for (const change of people) {
    const line = `  - ${showRisk(change, report)}`;
    if (!room.take(`> ${line}`)) break;
    lines.push(line);
  }
  const rest = people.length - lines.length;
  const cut = `  - *and ${formatCount(rest)} more, who are not listed here*`;
  return [head, ...lines, ...(rest > 0 ? [cut] : [])];
}

/** `Ada (OKTA-1) · Design: Collaborator → C-Level, also position · users.yaml:9`. */
function showRisk(change: ChangeView, report: PlanReport): string {
  const words = riskWords(change).replace(' -> ', ' → ');
  const role: readonly FieldName[] = ['role_id'];
  const place = showPlaces(change, report, role);
  return [
    `${showPerson(change)}${words === '' ? '' : `: ${words}`}`,
    ...(place === '' ? [] : [place]),
  ].join(' · ');
}
