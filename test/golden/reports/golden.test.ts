// Every report of every scenario of test/golden/plan, byte for byte. Of the HTML page its style and script
// are left out: they are the same in all. UPDATE_GOLDEN=1 writes what comes out; read the difference.
import { mkdirSync } from 'node:fs';
import { describe, it } from 'vitest';
import { renderCounts } from '../../../src/core/render/counts.js';
import { renderGithubComment } from '../../../src/core/render/markdown/github-comment.js';
import { renderGitlabTerraform } from '../../../src/core/render/json/gitlab-terraform.js';
import { renderPlanHtml } from '../../../src/core/render/html/document.js';
import { renderJobSummary } from '../../../src/core/render/markdown/job-summary.js';
import { renderPlanMarkdown } from '../../../src/core/render/markdown/markdown.js';
import type { PlanReport } from '../../../src/core/render/view.js';
import { expectGolden, largeReport, readScenario, SCENARIOS } from '../scenarios.js';

function withoutStyleAndScript(html: string): string {
  return html
    .replace(/<style>[^]*?<\/style>/, '<style>…</style>')
    .replace(/<script>[^]*?<\/script>/, '<script>…</script>')
    .replace(/sha256-[\w+/=]+/g, 'sha256-…');
}

const FILES: Readonly<Record<string, (report: PlanReport) => string>> = {
  'expected.comment.md': renderGithubComment,
  'expected.summary.md': renderJobSummary,
  'expected.md': renderPlanMarkdown,
  'expected.html': (report) => withoutStyleAndScript(renderPlanHtml(report)),
  'expected.gitlab.json': renderGitlabTerraform,
  'expected.counts.json': renderCounts,
};

describe.each(SCENARIOS)('%s', (name) => {
  const folder = `${import.meta.dirname}/${name}`;
  if (process.env['UPDATE_GOLDEN'] === '1') mkdirSync(folder, { recursive: true });
  const report = readScenario(name);

  it.each(Object.entries(FILES))('%s', (file, render) => {
    expectGolden(`${folder}/${file}`, render(report));
  });
});

it('30,000 changed users read as a few lines with the outliers named', () => {
  const comment = renderGithubComment(largeReport());
  expectGolden(`${import.meta.dirname}/expected-30000-changes.comment.md`, comment);
});
