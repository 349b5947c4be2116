import { renderMarkdown } from './document.js';
import type { PlanReport } from '../view.js';

/** The whole plan as Markdown, every user with a diff: for a file, a wiki page or a merge request. */
export function renderPlanMarkdown(report: PlanReport): string {
  return renderMarkdown(report, {
    head: [],
    trigger: 'Applying',
    workflow: null,
    rows: 100,
    shareDiffs: false,
    most: Infinity,
    measure: (text) => text.length,
  });
}
