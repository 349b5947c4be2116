// README.md, docs/adopting.md and examples/*/README.md are run as they stand: each command is typed into a shell, and what
// comes out must be what the page shows. UPDATE_GOLDEN=1 writes the real output into the pages: read the
// difference before you commit it.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isShown, maskRandom, readSteps, Shell, type Step } from '../support/transcript.js';

const ROOT = join(import.meta.dirname, '../..');

const EXAMPLES = readdirSync(join(ROOT, 'examples'))
  .filter((name) => readSteps(readPage(`examples/${name}/README.md`)).length > 0)
  .toSorted();

function readPage(path: string): string {
  return existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : '';
}

/** Reads the log of a sandbox, which may lag a moment behind the answer that it tells of. */
const READS_LOG = /^(?!corform sandbox).*received\.ndjson/;

async function typeStep(shell: Shell, { command, output }: Step): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const actual = await shell.type(command);
    if (!READS_LOG.test(command) || tries === 20 || isShown(output, actual)) return actual;
    await shell.type('sleep 0.1');
  }
}

async function runPage(path: string, shell: Shell): Promise<void> {
  const page = readPage(path);
  let rest = page;
  let updated = '';
  for (const step of readSteps(page)) {
    const actual = await typeStep(shell, step);
    const typed = `$ ${step.command.replaceAll('\n', '\n> ')}\n`;
    const end = rest.indexOf(typed) + typed.length;
    updated += rest.slice(0, end);
    rest = rest.slice(end);
    if (isShown(step.output, actual)) continue;
    if (process.env['UPDATE_GOLDEN'] !== '1') {
      expect(`${typed}${actual}`).toBe(`${typed}${step.output}`);
    }
    if (step.output !== '') rest = rest.slice(step.output.length + 1);
    if (actual !== '') updated += `${maskRandom(actual)}\n`;
  }
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(join(ROOT, path), updated + rest);
}

describe('the pages show what happens', () => {
  it('README.md', async () => {
    const shell = await Shell.open();
    cpSync(join(ROOT, 'users.yaml'), join(shell.folder, 'corform/users.yaml'));
    await shell.type('cd corform');
    await runPage('README.md', shell);
  });

  it('docs/adopting.md', async () => {
    await runPage('docs/adopting.md', await Shell.open());
  });

  it.each(EXAMPLES)('examples/%s', async (name) => {
    const shell = await Shell.open();
    cpSync(join(ROOT, 'examples', name), shell.folder, { recursive: true });
    await runPage(`examples/${name}/README.md`, shell);
  });
});

describe('README.md', () => {
  const page = readPage('README.md');

  it('is short, and shows at the top what the example below prints', () => {
    expect(page.split('\n').length - 1).toBeLessThan(150);
    const [, excerpt = ''] = /\n```\n( {2}# user.*?)```\n/s.exec(page) ?? [];
    const shown = excerpt.split('\n').slice(2, -1);
    expect(shown).toHaveLength(4);
    expect(page.slice(page.indexOf('$ corform plan\n…'))).toContain(shown.join('\n'));
  });

  it('has the pictures that it shows, light and dark', () => {
    const pictures = [...page.matchAll(/(?:src|srcset)="([^"]+)"/g)].map(([, path]) =>
      String(path),
    );
    expect(pictures).toHaveLength(4);
    for (const path of pictures) expect(existsSync(join(ROOT, path)), path).toBe(true);
  });
});

describe('a page', () => {
  it('may leave out what differs from run to run', () => {
    expect(isShown('a … c\n…\nz', 'a b c\n1\n2\nz')).toBe(true);
    expect(isShown('a … c\n…\nz', 'a b c\nz')).toBe(true);
    expect(isShown('a … c', 'a b d')).toBe(false);
    expect(isShown('a', 'a\nb')).toBe(false);
    expect(isShown('', '')).toBe(true);
    expect(isShown('', 'unexpected')).toBe(false);
  });
});
