import { Failure } from '../core/failure.js';
import type { Files } from '../core/ports.js';
import { renderPlanJson } from '../core/render/json.js';
import { renderPlanText } from '../core/render/text.js';
import type { PlanReport } from '../core/render/view.js';

/** One `--report FORMAT=PATH`. */
export interface ReportRequest {
  readonly render: (report: PlanReport) => string;
  readonly path: string;
}

const FORMATS: Readonly<Record<string, (report: PlanReport) => string>> = {
  text: (report) => renderPlanText(report, { detail: 'auto', color: false }),
  json: renderPlanJson,
};

/** Reads every `--report`. Throws Failure('usage'). */
export function parseReports(texts: readonly string[] | undefined): readonly ReportRequest[] {
  return (texts ?? []).map((text) => {
    const at = text.indexOf('=');
    const render = FORMATS[text.slice(0, at)];
    const path = text.slice(at + 1);
    if (at < 1 || render === undefined || path === '') {
      throw new Failure('usage', {
        severity: 'error',
        code: 'CF603',
        summary: `--report ${text}: write FORMAT=PATH`,
        fix: `FORMAT is one of ${Object.keys(FORMATS).join(', ')}.`,
      });
    }
    return { render, path };
  });
}

/** Writes all reports. Throws Failure for the first that can't be written. */
export async function writeReports(
  files: Files,
  requests: readonly ReportRequest[],
  report: PlanReport,
): Promise<void> {
  for (const { render, path } of requests) {
    await files.write(path, render(report), { mode: 0o644 });
  }
}
