import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The licence of every package that went into the bundle, as its terms ask for: name, version, text.
 *
 * @param {string} root
 * @param {readonly string[]} inputs
 */
export function collectLicences(root, inputs) {
  const folders = new Set(inputs.map((input) => packageFolder(join(root, input))));
  const chapters = [...folders].map(describePackage).sort((a, b) => (a.title < b.title ? -1 : 1));
  const unique = [...new Map(chapters.map((chapter) => [chapter.title, chapter])).values()];
  return [
    'corform contains the following packages.\n',
    ...unique.map(
      ({ title, text }) => `${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n${text.trim()}\n`,
    ),
  ].join('\n');
}

/** Some packages have further package.json files inside, without a version. */
function packageFolder(/** @type {string} */ file) {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).version !== undefined)
      return folder;
  }
}

function describePackage(/** @type {string} */ folder) {
  /** @type {{name: string, version: string, license?: string}} */
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (license === undefined) throw new Error(`${name} ${version} names no licence`);
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)(?:\.|$)/i.test(entry));
  const text =
    file === undefined
      ? 'The package holds no text of its licence.'
      : readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
  return { title: `${name} ${version} (${license})`, text };
}
