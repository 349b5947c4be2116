import { errorOf } from '../core/errors/diagnostic.js';
import { INVALID_REPORT_FLAG } from '../core/errors/command.js';
import { Failure } from '../core/errors/failure.js';
import type { Files } from '../core/ports.js';
import { renderPlanJson } from '../core/render/json/plan.js';
import { renderPlanText } from '../core/render/text/plan.js';
import { createSuggest } from '../core/text/suggest.js';
import type { PlanReport } from '../core/render/view.js';

/** One `--report FORMAT=PATH`. */
export interface ReportRequest {
  readonly format: ReportFormat;
  readonly path: string;
}

type Render = (report: PlanReport) => string;

/** Loaded when asked for: most runs write no report, and none writes all. */
const FORMATS = {
  text: () => (report: PlanReport) => renderPlanText(report, { detail: 'auto', color: false }),
  json: () => renderPlanJson,
  markdown: async () => (await import('../core/render/markdown/markdown.js')).renderPlanMarkdown,
  'github-comment': async () =>
    (await import('../core/render/markdown/github-comment.js')).renderGithubComment,
  'job-summary': async () =>
    (await import('../core/render/markdown/job-summary.js')).renderJobSummary,
  html: async () => (await import('../core/render/html/document.js')).renderPlanHtml,
  'gitlab-terraform': async () =>
    (await import('../core/render/json/gitlab-terraform.js')).renderGitlabTerraform,
  counts: async () => (await import('../core/render/counts.js')).renderCounts,
} satisfies Readonly<Record<string, () => Render | Promise<Render>>>;

type ReportFormat = keyof typeof FORMATS;
const FORMAT_NAMES = Object.keys(FORMATS) as readonly ReportFormat[];

/** What may have been meant by `html` or `htlm=plan.html`. */
function suggestReport(text: string): string {
  const [name = '', path = ''] = text.split('=');
  const meant = FORMAT_NAMES.find((format) => format === name) ?? createSuggest(FORMAT_NAMES)(name);
  return meant === undefined ? '' : `Did you mean ${meant}=${path === '' ? 'PATH' : path}? `;
}

/** Reads every `--report`. Throws Failure('usage'). */
export function parseReports(texts: readonly string[] | undefined): readonly ReportRequest[] {
  return (texts ?? []).map((text) => {
    const at = text.indexOf('=');
    const format = FORMAT_NAMES.find((name) => name === text.slice(0, Math.max(0, at)));
    const path = text.slice(at + 1);
    if (format === undefined || path === '') {
      throw new Failure(
        errorOf(INVALID_REPORT_FLAG, {
          summary: `--report ${text}: write FORMAT=PATH`,
          fix: `${suggestReport(text)}FORMAT is one of ${FORMAT_NAMES.join(', ')}.`,
        }),
      );
    }
    return { format, path };
  });
}

const WITH_LINES: readonly ReportFormat[] = ['github-comment', 'job-summary', 'markdown'];

/** Returns whether one of the reports shows in which line a field is written. */
export function showsLines(requests: readonly ReportRequest[]): boolean {
  return requests.some(({ format }) => WITH_LINES.includes(format));
}

/** Writes all reports. Throws Failure for the first that can't be written. */
export async function writeReports(
  files: Files,
  requests: readonly ReportRequest[],
  report: PlanReport,
): Promise<void> {
  for (const { format, path } of requests) {
    const render = await FORMATS[format]();
    await files.write(path, render(report), { mode: 0o644 });
  }
}
