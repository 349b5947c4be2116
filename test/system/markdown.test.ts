// Reports of hostile plans, parsed by GitHub's own Markdown parser (Debian's cmark-gfm) with its extensions.
import { execFileSync } from 'node:child_process';
import fc from '../support/fast-check.js';
import { expect, it } from 'vitest';
import { renderGithubComment } from '../../src/core/render/markdown/github-comment.js';
import { renderJobSummary } from '../../src/core/render/markdown/job-summary.js';
import { renderPlanMarkdown } from '../../src/core/render/markdown/markdown.js';
import { anyHostileReport } from '../support/hostile-reports.js';
import { expectInert, type MarkdownNode } from '../support/markdown-rules.js';

const EXTENSIONS = ['table', 'autolink', 'strikethrough', 'tasklist', 'tagfilter'];
const STRUCTURE =
  'document heading paragraph strong emph block_quote list item softbreak table table_header table_row table_cell';

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&amp;': '&',
};

/** The nodes of cmark-gfm's XML, in order. */
function parse(markdown: string): readonly MarkdownNode[] {
  const extensions = EXTENSIONS.flatMap((name) => ['-e', name]);
  const xml = execFileSync('cmark-gfm', [...extensions, '-t', 'xml'], {
    input: markdown,
  }).toString();
  const body = xml.replace(/^<\?xml[^]*?<!DOCTYPE[^>]*>/, '');
  return [...body.matchAll(/<([a-z_]+)([^>]*)>([^<]*)/g)].map(([, name, attributes, content]) => {
    const value = String(content).replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity);
    const isFence = name === 'code_block' && String(attributes).includes('info="diff"');
    const isHtml = name === 'html_inline' || name === 'html_block';
    if (isFence) return { type: 'fence', value };
    if (name === 'code_block') return { type: 'code', value };
    if (name === 'link') {
      const [, destination] = /destination="(.*?)"/.exec(String(attributes)) ?? [];
      return { type: 'link', value: String(destination) };
    }
    return { type: isHtml ? 'html' : String(name), value };
  });
}

it.each([
  ['a comment', renderGithubComment],
  ['a job summary', renderJobSummary],
  ['Markdown', renderPlanMarkdown],
])('GitHub sees nothing but code in the hostile text of %s', (_name, render) => {
  fc.assert(
    fc.property(anyHostileReport(6), (report) => {
      const nodes = parse(render(report));
      expect(nodes.length).toBeGreaterThan(10);
      expectInert(nodes, STRUCTURE.split(' '));
    }),
    { numRuns: 100 },
  );
});
