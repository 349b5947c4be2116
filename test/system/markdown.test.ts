// Reports of hostile plans, parsed by GitHub's own Markdown parser (Debian's cmark-gfm) with its extensions.
import fc from '../support/fast-check.js';
import { expect, it } from 'vitest';
import { renderGithubComment } from '../../src/core/render/markdown/github-comment.js';
import { renderJobSummary } from '../../src/core/render/markdown/job-summary.js';
import { renderPlanMarkdown } from '../../src/core/render/markdown/whole-plan.js';
import { anyHostileReport } from '../support/hostile-reports.js';
import { CMARK_STRUCTURE, parseWithCmark } from '../support/cmark.js';
import { expectInert } from '../support/markdown-rules.js';

it.each([
  ['a comment', renderGithubComment],
  ['a job summary', renderJobSummary],
  ['Markdown', renderPlanMarkdown],
])('GitHub sees nothing but code in the hostile text of %s', (_name, render) => {
  fc.assert(
    fc.property(anyHostileReport(6), (report) => {
      const nodes = parseWithCmark(render(report));
      expect(nodes.length).toBeGreaterThan(10);
      expectInert(nodes, CMARK_STRUCTURE);
    }),
    { numRuns: 100 },
  );
});
