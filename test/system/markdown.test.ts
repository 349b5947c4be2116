// Reports of hostile plans, parsed by GitHub's own Markdown parser (Debian's cmark-gfm) with its extensions.
import fc from '../support/fast-check.js';
import { expect, it } from 'vitest';
import { renderGithubComment } from '../../src/core/render/markdown/github-comment.js';
import { renderJobSummary } from '../../src/core/render/markdown/job-summary.js';
import { renderPlanMarkdown } from '../../src/core/render/markdown/whole-plan.js';
import { anyHostileReport } from '../support/hostile-reports.js';
import { CMARK_STRUCTURE, parseWithCmark } from '../support/cmark.js';
import { expectInert } from '../support/markdown-rules.js';

it('GitHub sees the people who are folded, too, as code', () => {
  fc.assert(
    fc.property(anyHostileReport(6), (report) => {
      const findings = report.plan.findings.map((finding) => ({
        ...finding,
        people: Array.from({ length: 21 }, () => finding.people).flat(),
      }));
      const text = renderPlanMarkdown({ ...report, plan: { ...report.plan, findings } });
      expect(text.includes(' more by name</summary>')).toBe(
        findings.some(({ isListed }) => isListed),
      );
      expectInert(parseWithCmark(text), CMARK_STRUCTURE);
    }),
    { numRuns: 30 },
  );
});

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
