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

/** Where the hostile reports say that their files can be read; the rest is a path of harmless characters. */
const LINK = /^https:\/\/github\.com\/acme\/people\/blob\/33415f0\/[\w.%/-]+#L\d+$/;

/**
 * Asserts that text which corform did not write is text in `<code>` or in a fence and nothing else: no
 * link of its own, no image, no HTML, no heading, nothing that GitHub acts on. `structure` are the allowed types.
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
    } else if (type === 'code') {
      expect(value).toMatch(/^cf1:[0-9a-f]{64}\n?$/);
    } else if (type === 'link') {
      expect(value).toMatch(LINK);
    } else if (type === 'text') {
      if (!inCode) expect(value).not.toContain(MARK);
    } else if (type !== 'fence') {
      expect(structure).toContain(type);
    }
  }
  expect(inCode).toBe(false);
}
