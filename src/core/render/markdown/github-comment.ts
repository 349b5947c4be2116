import { renderMarkdown } from './document.js';
import type { PlanReport } from '../view.js';

/** GitHub refuses a comment of more than 65,536 characters; some are left for the workflow that posts it. */
const MOST_CHARACTERS = 60_000;

/** What a reviewer reads before deciding. */
const MOST_ROWS = 30;

/**
 * The plan as a comment of a pull request, at most 60,000 characters. Its first line is a marker in an HTML
 * comment: up to ` digest=` it is the same for every plan of one target, so a workflow finds the
 * comment it wrote last time and replaces it.
 */
export function renderGithubComment(report: PlanReport): string {
  const { endpoint, source } = report.plan.target;
  const target = `${markerText(endpoint)}/${markerText(source)}`;
  return renderMarkdown(report, {
    head: [`<!-- corform plan target=${target} digest=${markerText(report.digest ?? 'none')} -->`],
    trigger: 'Merging',
    workflow: 'corform apply',
    rows: MOST_ROWS,
    shareDiffs: true,
    most: MOST_CHARACTERS,
    measure: (text) => text.length,
  });
}

/** Percent-encoded but for letters, digits, dots and colons: no space, and nothing that ends an HTML comment. */
function markerText(text: string): string {
  const bytes = [...new TextEncoder().encode(text)];
  return bytes
    .map((byte) => String.fromCharCode(byte))
    .map((c) => (/[a-z\d.:]/i.test(c) ? c : `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`))
    .join('');
}
