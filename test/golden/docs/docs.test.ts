// The generated parts of docs/ are current: `npm run docs` writes them. And every code that the program
// can show is explained, once.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderErrors, renderSettings, renderUserFields } from '../../../scripts/render-docs.js';
import { CATALOG } from '../../../src/core/errors/catalog.js';

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

/** All files under a folder of src, but for the catalogue itself. */
function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('core/catalog/'))
    .map((path) => readFileSync(join(folder, path), 'utf8'));
}

describe('generated documentation is current', () => {
  it('docs/errors.md', () => expectPage('docs/errors.md', renderErrors));
  it('docs/settings.md', () =>
    expectPage('docs/settings.md', (page) => between(page, renderSettings())));
  it('docs/users-yaml.md', () =>
    expectPage('docs/users-yaml.md', (page) => between(page, renderUserFields())));
});

describe('the catalogue', () => {
  const explained = CATALOG.map(({ code }) => code);
  const used = new Set(
    sources(join(ROOT, 'src')).flatMap((text) => text.match(/\bCF\d{3}\b/g) ?? []),
  );

  it('explains every code that the program uses, and no other', () => {
    expect(explained.toSorted()).toEqual([...used].toSorted());
  });

  it('explains each code once, in full sentences', () => {
    expect(new Set(explained).size).toBe(explained.length);
    for (const { code, title, meaning, fix } of CATALOG) {
      expect(title, code).not.toBe('');
      expect(meaning, code).toMatch(/[.!?`]$/);
      expect(fix, code).toMatch(/[.!?`]$/);
    }
  });
});

describe('links', () => {
  it('of the pages lead somewhere', () => {
    const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].concat(
      ['docs', 'docs/decisions', 'examples']
        .flatMap((folder) =>
          readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
            join(folder, path),
          ),
        )
        .filter((path) => path.endsWith('.md')),
    );
    const broken = [...new Set(pages)].flatMap((page) => {
      const links = readFileSync(join(ROOT, page), 'utf8').matchAll(
        /\]\((?!https?:|#)([^)#]+)[^)]*\)/g,
      );
      return [...links]
        .map(([, target]) => join(page, '..', String(target)))
        .filter((target) => !exists(target))
        .map((target) => `${page} -> ${target}`);
    });
    expect(broken).toEqual([]);
  });
});

function exists(path: string): boolean {
  try {
    readdirSync(join(ROOT, path));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR';
  }
}
