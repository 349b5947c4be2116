import { createHash } from 'node:crypto';
import { STYLE } from './style.js';

/** A page in one file. All of it is HTML already, but for the title, which is text of ours or escaped. */
export interface Page {
  readonly title: string;
  readonly header: string;
  readonly main: string;
  /** Each fact with its name. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What follows the footer. */
  readonly end?: string;
  /** The text of the only script that may run; none if it is left out. */
  readonly script?: string;
}

/** One self-contained page: its style and script are allowed by their hashes, and nothing else. Loads nothing, sends nothing. */
export function writePage({ title, header, main, facts, end = '', script }: Page): string {
  const items = facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
${header}
</header>
<main>
${main}
</main>
<footer>
<dl class="facts">
${items.join('\n')}
</dl>
</footer>
${end}</body>
</html>
`;
}

/** Trusted types: a browser that knows them refuses HTML made from strings, should a bug try. */
function policyFor(script: string | undefined): string {
  return [
    "default-src 'none'",
    `style-src ${sha256(STYLE)}`,
    ...(script === undefined ? [] : [`script-src ${sha256(script)}`]),
    "base-uri 'none'",
    "form-action 'none'",
    ...(script === undefined ? [] : ["require-trusted-types-for 'script'", "trusted-types 'none'"]),
  ].join('; ');
}

function sha256(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
