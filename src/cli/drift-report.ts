import type { FoundDrift } from '../app/drift/watch-drift.js';
import { countDrifted, viewDrift, type DriftReport } from '../core/render/drift-view.js';
import { renderDriftText } from '../core/render/text/drift.js';
import type { Settings } from '../core/settings/settings.js';
import { locateFields } from '../core/users/locate-fields.js';
import type { SourceFile } from '../core/yaml/source-file.js';
import { wantsColor } from './color.js';
import type { DriftFormat, DriftKind } from './drift-flags.js';
import { EXIT } from './exit-codes.js';
import type { ReportFormats } from './reports.js';
import { folderInRepository, sourceLinks } from './source-links.js';

/** Loaded when asked for: most runs write one. */
export const DRIFT_REPORTS: ReportFormats<DriftReport, DriftFormat> = {
  text: () => (report) => renderDriftText(report, { color: false }),
  json: async () => (await import('../core/render/json/drift.js')).renderDriftJson,
  markdown: async () => (await import('../core/render/markdown/drift.js')).renderDriftMarkdown,
  html: async () => (await import('../core/render/html/drift.js')).renderDriftHtml,
  github: async () => (await import('../core/render/diagnostics/drift.js')).renderDriftGithub,
};

/** The most users of whom the lines of fields are looked up. */
const MOST_LOCATED = 1_000;

/** What the renderers get: sensitive values are masked. */
export function makeDriftReport(
  { drift, target, state, list }: FoundDrift,
  { sensitive }: Settings,
  context: {
    readonly sources: readonly SourceFile[];
    readonly commit: string | null;
    readonly names: boolean;
    readonly jsonReport: string | null;
    readonly accepts: boolean;
  },
): DriftReport {
  const { sources, commit, names, jsonReport, accepts } = context;
  const wanted = drift.users
    .slice(0, MOST_LOCATED)
    .flatMap(({ entry, fields }) =>
      entry === null
        ? []
        : [{ id: entry.id, file: entry.place.file, fields: fields.map(({ field }) => field) }],
    );
  return viewDrift(drift, {
    target,
    state,
    commit,
    complete: list.complete,
    list: { read: list.listed.length, claimed: list.claimed, error: list.error },
    sensitive,
    names,
    jsonReport,
    accepts,
    links: sourceLinks(commit, folderInRepository()),
    lines: locateFields(sources, wanted),
  });
}

/** The result as its format has it. */
export async function driftResult(report: DriftReport, format: DriftFormat): Promise<string> {
  if (format === 'text') return renderDriftText(report, { color: wantsColor(process.stdout) });
  const render = await DRIFT_REPORTS[format]();
  return render(report);
}

/** What fails a command that was asked for a detailed exit code, if nothing else was said. */
const DEFAULT_KINDS: readonly DriftKind[] = ['changed', 'conflict', 'missing'];

/** The exit code: 3 if the list is incomplete, 2 if there is something of the kinds that were asked for. */
export function driftExitCode(
  report: DriftReport,
  asked: { readonly detailed: boolean; readonly failOn: readonly DriftKind[] },
): number {
  if (!report.complete) return EXIT.incomplete;
  const { users, missing, unmanaged, leavers } = report;
  const counts: Readonly<Record<DriftKind, number>> = {
    ...countDrifted(users),
    missing: missing.length,
    unmanaged: unmanaged.visible,
    leavers: leavers?.length ?? 0,
  };
  const kinds = [...(asked.detailed ? DEFAULT_KINDS : []), ...asked.failOn];
  return kinds.some((kind) => counts[kind] > 0) ? EXIT.changes : EXIT.done;
}
