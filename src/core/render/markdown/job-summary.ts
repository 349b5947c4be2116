import { Buffer } from 'node:buffer';
import { renderMarkdown } from './document.js';
import type { PlanReport } from '../view.js';

/** GitHub drops a step's summary over 1 MiB; other steps of the recipe may write to it too. */
const MOST_BYTES = 900_000;

/** The plan as a GitHub job summary (`$GITHUB_STEP_SUMMARY`), at most 900,000 bytes. */
export function renderJobSummary(report: PlanReport): string {
  return renderMarkdown(report, {
    head: [],
    trigger: 'Applying',
    workflow: null,
    rows: 100,
    shareDiffs: true,
    most: MOST_BYTES,
    measure: (text) => Buffer.byteLength(text),
  });
}
