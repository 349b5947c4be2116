import { INVALID_REPORT_FLAG } from '../core/errors/command.js';
import { failureOf } from '../core/errors/failure.js';
import type { Files } from '../core/ports/system.js';
import { renderPlanJson } from '../core/render/json/plan.js';
import { renderPlanText } from '../core/render/text/plan.js';
import { createSuggest } from '../core/text/suggest.js';
import type { REPORT_FORMATS } from './plan-flags.js';
import type { PlanReport } from '../core/render/view.js';

type ReportFormat = (typeof REPORT_FORMATS)[number];

/** One `--report FORMAT=PATH`. */
export interface ReportRequest<F extends string = ReportFormat> {
  readonly format: F;
  readonly path: string;
}

type Render<R> = (report: R) => string;

/** The formats of a report, each with what loads its renderer. */
export type ReportFormats<R, F extends string = string> = Readonly<
  Record<F, () => Render<R> | Promise<Render<R>>>
>;

/** Loaded when asked for: most runs write no report, and none writes all. */
export const PLAN_REPORTS = {
  text: () => (report: PlanReport) => renderPlanText(report, { detail: 'auto', color: false }),
  json: () => renderPlanJson,
  markdown: async () => (await import('../core/render/markdown/whole-plan.js')).renderPlanMarkdown,
  'github-comment': async () =>
    (await import('../core/render/markdown/github-comment.js')).renderGithubComment,
  'job-summary': async () =>
    (await import('../core/render/markdown/job-summary.js')).renderJobSummary,
  html: async () => (await import('../core/render/html/document.js')).renderPlanHtml,
  'gitlab-terraform': async () =>
    (await import('../core/render/json/gitlab-terraform.js')).renderGitlabTerraform,
  counts: async () => (await import('../core/render/counts.js')).renderCounts,
} satisfies ReportFormats<PlanReport, ReportFormat>;

/** What may have been meant by `html` or `htlm=plan.html`. */
function suggestReport(text: string, formats: readonly string[]): string {
  const [name = '', path = ''] = text.split('=');
  const meant = formats.find((format) => format === name) ?? createSuggest(formats)(name);
  return meant === undefined
    ? 'Write for example --report html=plan.html.'
    : `Did you mean ${meant}=${path === '' ? 'PATH' : path}?`;
}

/** Reads every `--report`. Throws Failure('usage'). */
export function parseReports<F extends string>(
  formats: ReportFormats<never, F>,
  texts: readonly string[] | undefined,
): readonly ReportRequest<F>[] {
  const names = Object.keys(formats) as F[];
  return (texts ?? []).map((text) => {
    const at = text.indexOf('=');
    const format = names.find((name) => name === text.slice(0, Math.max(0, at)));
    const path = text.slice(at + 1);
    if (format === undefined || path === '' || path === '-') {
      throw failureOf(INVALID_REPORT_FLAG, {
        summary: `--report ${text}: write FORMAT=PATH`,
        detail: `FORMAT is one of ${names.join(', ')}.`,
        fix: path === '-' ? 'Name a file. For JSON on stdout: --json' : suggestReport(text, names),
      });
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
export async function writeReports<R, F extends string>(
  formats: ReportFormats<R, F>,
  files: Files,
  requests: readonly ReportRequest<F>[],
  report: R,
): Promise<void> {
  for (const { format, path } of requests) {
    const render = await formats[format]();
    await files.write(path, render(report), { mode: 0o644 });
  }
}
