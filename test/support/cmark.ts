// GitHub's own Markdown parser: Debian's cmark-gfm with its extensions.
import { execFileSync } from 'node:child_process';
import type { MarkdownNode } from './markdown-rules.js';

const EXTENSIONS = ['table', 'autolink', 'strikethrough', 'tasklist', 'tagfilter'];
/** The types of node that a report is made of. */
export const CMARK_STRUCTURE: readonly string[] =
  'document heading paragraph strong emph block_quote list item softbreak table table_header table_row table_cell'.split(
    ' ',
  );

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&amp;': '&',
};

/** The nodes of a Markdown document as cmark-gfm sees them, in order. */
export function parseWithCmark(markdown: string): readonly MarkdownNode[] {
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
