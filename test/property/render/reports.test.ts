// Reports of hostile plans, read by real parsers: those that Prettier brings, for Markdown and HTML. What
// GitHub's own parser and a browser make of them is in test/system.
import fc from '../../support/fast-check.js';
import * as prettierHtml from 'prettier/plugins/html';
import * as prettierMarkdown from 'prettier/plugins/markdown';
import { describe, expect, it } from 'vitest';
import { renderCounts } from '../../../src/core/render/counts.js';
import { renderGithubComment } from '../../../src/core/render/markdown/github-comment.js';
import { renderGitlabTerraform } from '../../../src/core/render/json/gitlab-terraform.js';
import { renderPlanHtml } from '../../../src/core/render/html/document.js';
import { SCRIPT } from '../../../src/core/render/html/script.js';
import { STYLE } from '../../../src/core/render/html/style.js';
import { renderJobSummary } from '../../../src/core/render/markdown/job-summary.js';
import { renderPlanMarkdown } from '../../../src/core/render/markdown/whole-plan.js';
import { anyHostileReport, MARK } from '../../support/hostile-reports.js';
import { expectInert, type MarkdownNode } from '../../support/markdown-rules.js';

interface Mdast {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly lang?: string;
  readonly children?: readonly Mdast[];
}

function* markdownNodes(node: Mdast): Generator<MarkdownNode> {
  const type = node.type === 'code' && node.lang === 'diff' ? 'fence' : node.type;
  yield { type, value: node.value ?? node.url ?? '' };
  for (const child of node.children ?? []) yield* markdownNodes(child);
}

const MDAST = 'root heading paragraph strong emphasis blockquote list listItem'.split(' ');
const MDAST_TABLE = 'table tableRow tableCell sentence word whitespace break'.split(' ');

interface HtmlNode {
  readonly kind: string;
  readonly name?: string;
  readonly value?: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string | null }[];
  readonly children?: readonly HtmlNode[];
}

function* htmlNodes(node: HtmlNode): Generator<HtmlNode> {
  yield node;
  for (const child of node.children ?? []) yield* htmlNodes(child);
}

const ACTIVE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('hostile text', () => {
  const parse = prettierMarkdown.parsers.markdown.parse as (
    text: string,
    options: object,
  ) => Mdast | Promise<Mdast>;

  it.each([
    ['a comment', renderGithubComment],
    ['a job summary', renderJobSummary],
    ['Markdown', renderPlanMarkdown],
  ])('is code in %s', async (_name, render) => {
    await fc.assert(
      fc.asyncProperty(anyHostileReport(4), async (report) => {
        const text = render(report);
        expect(text).not.toMatch(ACTIVE);
        expectInert([...markdownNodes(await parse(text, {}))], [...MDAST, ...MDAST_TABLE]);
      }),
      { numRuns: 25 },
    );
  });

  it("can't forge or end the marker of a comment", () => {
    fc.assert(
      fc.property(anyHostileReport(3), (report) => {
        const text = renderGithubComment(report);
        expect(text).toMatch(/^<!-- corform plan target=[\w.:%/]+ digest=[\w.:]+ -->\n\n### COR /);
        expect(text.match(/<!-- corform/g)).toHaveLength(1);
      }),
      { numRuns: 25 },
    );
  });

  it('is text and inert data in the HTML page', async () => {
    const parseHtml = prettierHtml.parsers.html.parse as unknown as (
      text: string,
      options: object,
    ) => HtmlNode | Promise<HtmlNode>;
    await fc.assert(
      fc.asyncProperty(anyHostileReport(4), async (report) => {
        const page = renderPlanHtml(report);
        expect(page).not.toMatch(ACTIVE);
        const scripts: string[] = [];
        for (const node of htmlNodes(await parseHtml(page, { name: 'html', filepath: 'a.html' }))) {
          if (node.kind !== 'element') continue;
          const inside = (node.children ?? []).map((child) => child.value ?? '').join('');
          if (node.name === 'script') scripts.push(inside);
          if (node.name === 'style') expect(inside).toBe(STYLE);
          expect(['img', 'iframe', 'a', 'object', 'link', 'form']).not.toContain(node.name);
          for (const { name, value } of node.attrs ?? []) {
            expect(name).not.toMatch(/^(?:on.*|src|href|style)$/);
            expect(value ?? '').not.toContain(MARK);
          }
        }
        const [data, script] = report.plan.changes.length === 0 ? ['{}', SCRIPT] : scripts;
        expect(script).toBe(SCRIPT);
        expect(data).not.toMatch(/[<>&]/);
        expect(JSON.parse(data ?? '')).toBeTypeOf('object');
      }),
      { numRuns: 25 },
    );
  });

  it('is not in the numbers at all', () => {
    fc.assert(
      fc.property(anyHostileReport(3), (report) => {
        expect(renderCounts({ ...report, commit: null })).not.toContain(MARK);
        expect(renderGitlabTerraform(report)).toMatch(
          /^\{"create":\d+,"update":\d+,"delete":\d+\}\n$/,
        );
      }),
      { numRuns: 30 },
    );
  });
});
