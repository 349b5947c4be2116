// Every page can be followed: its links lead somewhere, and the files and commands that it names exist, with their flags.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../src/cli/command-line.js';
import { knownCommands } from '../../../src/cli/known-commands.js';

const ROOT = join(import.meta.dirname, '../../..');
const inFolder = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(folder, name),
  );
const PAGES = [...readdirSync(ROOT), ...['docs', 'examples'].flatMap(inFolder)].filter((path) =>
  path.endsWith('.md'),
);

const manifest = JSON.parse(readFileSync(join(ROOT, 'dist/oclif.manifest.json'), 'utf8')) as {
  readonly commands: Readonly<Record<string, Command.Cached>>;
};
const COMMANDS = knownCommands(Object.values(manifest.commands));

const readPage = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

function withoutCode(page: string): string {
  return page.replace(/^ *```[^]*?^ *```/gm, '').replace(/`[^`\n]+`/g, 'code');
}

/** The anchors of a page, as GitHub makes them of headings. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = page.replace(/^ *```[^]*?^ *```/gm, '').matchAll(/^#+ (.+)$/gm);
  return new Set(
    Array.from(headings, ([, text = '']) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function brokenLinks(path: string): readonly string[] {
  const links = withoutCode(readPage(path)).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g);
  return Array.from(links, ([, link, picture]) => String(link ?? picture)).filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : join(dirname(path), file);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(readPage(target)).has(anchor);
  });
}

/** The command lines of corform in the code of a page, as a shell would split them. */
function commandsOf(page: string): readonly (readonly string[])[] {
  const blocks = [...page.matchAll(/^ *```(\w*)\n([^]*?)^ *```/gm)].flatMap(([, kind, text = '']) =>
    text.split('\n').filter((line) => kind !== 'console' || line.startsWith('$ ')),
  );
  const prose = page.replace(/^ *```[^]*?^ *```/gm, '');
  const inline = Array.from(prose.matchAll(/`([^`\n]+)`/g), ([, text]) => String(text));
  return [...blocks, ...inline].flatMap((line) => {
    const [, typed] = /(?:^|[;&|(] ?|^\$ )(corform [a-z-][^]*)$/.exec(line.trim()) ?? [];
    return typed === undefined || typed.includes('…') ? [] : [splitWords(typed)];
  });
}

/** What a page writes where a name of corform's own goes. */
const PLACEHOLDER = /^(?:COMMAND|NAME)$/;

function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)) {
    if (/^(?:#|\||>|<|;|&)/.test(word)) break;
    words.push(word.replace(/["']/g, '').replace(/[;)]+$/, ''));
    if (word.endsWith(';')) break;
  }
  return words.slice(1);
}

function unknownCommands(path: string): readonly string[] {
  return commandsOf(readPage(path)).flatMap((argv) => {
    const asked = readCommandLine(argv, COMMANDS);
    // Prose may name a command without what it needs.
    const isName = asked.kind === 'refused' && / needs [A-Z]+:/.test(asked.problem.summary);
    if (isName || argv.some((word) => PLACEHOLDER.test(word))) return [];
    return asked.kind === 'refused' ? [`corform ${argv.join(' ')}: ${asked.problem.summary}`] : [];
  });
}

/** A file or a folder of this repository; pages about the code leave out `src/`, the ending, or what differs. */
const OWN_PATH =
  /(?<![\w./-])(?:src|test|scripts|bench|action|core|app|adapters|cli|commands)\/[\w./-]*\w/g;

function missingFiles(path: string): readonly string[] {
  const named = Array.from(readPage(path).matchAll(OWN_PATH), ([name]) => name);
  const places = (name: string): readonly string[] =>
    ['', 'src'].flatMap((folder) => ['', '.ts', '.test.ts'].map((end) => join(folder, name + end)));
  return named.filter((name) => !places(name).some((place) => existsSync(join(ROOT, place))));
}

const SOURCE = inFolder('src')
  .filter((path) => path.endsWith('.ts'))
  .map(readPage)
  .join('\n');

describe.each(['CONTRIBUTING.md', 'docs/architecture.md'])('%s', (path) => {
  it('names no function, type or constant that src does not have', () => {
    const names = Array.from(readPage(path).matchAll(/`(\w+)(?:\(|`)/g), ([, name = '']) => name);
    const ofCode = names.filter((name) => /[a-z][A-Z]|^[A-Z]{4,}/.test(name));
    expect(ofCode.length).toBeGreaterThan(9);
    expect(ofCode.filter((name) => !new RegExp(`\\b${name}\\b`).test(SOURCE))).toEqual([]);
  });
});

describe.each(PAGES)('%s', (path) => {
  it('has no link that leads nowhere', () => {
    expect(brokenLinks(path)).toEqual([]);
  });

  it('names no file that does not exist', () => {
    expect(missingFiles(path)).toEqual([]);
  });

  it('names commands and flags that exist', () => {
    expect(unknownCommands(path)).toEqual([]);
  });
});
