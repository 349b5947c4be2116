import { expect } from 'vitest';
import { MARK } from './hostile-reports.js';

/** One node of a parsed Markdown document, in order of the document. */
export interface MarkdownNode {
  readonly type: string;
  readonly value: string;
}

/** The HTML that a report may have in its Markdown, and the marker of the comment. */
const HTML =
  /^(?:<\/?(?:code|details|summary|sub)>|<br>|<!-- -->|<!-- corform plan target=[\w.:%/]+ digest=[\w.:%]+ -->)$/;

/**
 * Asserts that text which corform did not write is text in `<code>` or in a fence and nothing else: no
 * link, no image, no HTML, no heading, nothing that GitHub acts on. `structure` are the allowed types.
 */
export function expectInert(nodes: readonly MarkdownNode[], structure: readonly string[]): void {
  let inCode = false;
  for (const { type, value } of nodes) {
    if (type === 'html') {
      for (const tag of value.match(/<!--[^]*?-->|<[^<>]*>|[^<\s]+/g) ?? []) {
        if (/^[^<]/.test(tag) && value.startsWith('<details><summary>')) continue;
        expect(tag).toMatch(HTML);
        if (tag === '<code>') inCode = true;
        if (tag === '</code>') inCode = false;
      }
    } else if (type === 'text') {
      if (!inCode) expect(value).not.toContain(MARK);
    } else if (type !== 'fence') {
      expect(structure).toContain(type);
    }
  }
  expect(inCode).toBe(false);
}
