// The generated parts of docs/ are current: `npm run docs` writes them. And every code that the program
// can show is explained, once.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { COMPLETE } from '../../../scripts/render-schemas.js';
import { formatSchema } from '../../../src/core/schema/published-schemas.js';
import { renderErrors, renderSettings, renderUserFields } from '../../../scripts/render-docs.js';

const ROOT = join(import.meta.dirname, '../../..');

function expectPage(path: string, render: (page: string) => string): void {
  const page = readFileSync(join(ROOT, path), 'utf8');
  const current = render(page);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(join(ROOT, path), current);
  else expect(page).toBe(current);
}

/** Replaces what stands between the two marks of a page. */
function between(page: string, text: string): string {
  expect(page).toMatch(/<!-- generated -->[^]*<!-- \/generated -->/);
  return page.replace(
    /<!-- generated -->[^]*<!-- \/generated -->/,
    () => `<!-- generated -->\n\n${text}\n<!-- /generated -->`,
  );
}

describe('generated documentation is current', () => {
  it('docs/errors.md', () => expectPage('docs/errors.md', renderErrors));
  it('docs/settings.md', () =>
    expectPage('docs/settings.md', (page) => between(page, renderSettings())));
  it('docs/users-yaml.md', () =>
    expectPage('docs/users-yaml.md', (page) => between(page, renderUserFields())));
});

describe('what a published schema says of fields and settings is what the tables say', () => {
  it.each(Object.entries(COMPLETE))('%s', async (name, complete) => {
    const path = `schemas/${name}.v1.schema.json`;
    const schema = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Record<string, unknown>;
    const current = complete(schema);
    const text = await format(formatSchema(current), { parser: 'json', printWidth: 100 });
    // The layout of a schema that says all of it is left alone.
    expectPage(path, (page) => (isDeepStrictEqual(schema, current) ? page : text));
  });
});
