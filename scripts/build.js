/**
 * Builds the shipped program into dist/: one bundle for the start, one for each command, chunks for what they
 * share; oclif's manifest; the licences of everything bundled. Types are checked by `npm run check`.
 *
 * CommonJS, because it starts faster than ES modules (bench/, `start`). esbuild splits only bundles of ES
 * modules, so each is turned into CommonJS afterwards.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Plugin } from '@oclif/core';
import { build, transform } from 'esbuild';
import { loadSource } from './build/bundle-module.js';
import { collectLicences } from './build/licences.js';
import { precompiledSchemas } from './build/precompile-schemas.js';

const TARGET = 'node20.20';
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
/** What oclif needs of package.json. It is the package.json of dist/, so nothing above dist/ is read at the start. */
const { name, version, oclif } = packageJson;
writeFileSync(
  join(dist, 'package.json'),
  JSON.stringify({ name, version, type: 'commonjs', oclif: { ...oclif, commands: './commands' } }),
);

const commands = readdirSync(join(root, 'src/commands'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => `src/commands/${file.replaceAll('\\', '/')}`)
  .sort();
const { outputFiles, metafile } = await build({
  entryPoints: ['src/cli/main.ts', ...commands],
  outbase: 'src',
  outdir: dist,
  absWorkingDir: root,
  plugins: [precompiledSchemas(root)],
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: TARGET,
  // Neither is used: a faster part of pg in C, and what oclif compiles commands with in development.
  external: ['pg-native', 'typescript'],
  metafile: true,
  write: false,
  logLevel: 'warning',
});
for (const { path, text } of outputFiles) {
  const { code } = await transform(text, {
    platform: 'node',
    format: 'cjs',
    target: TARGET,
    // `import()` becomes a `require` that waits its turn.
    supported: { 'dynamic-import': false },
    // The names stay: a bug is reported with them.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
  });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}

// The ids, flags and summaries of all commands, so help and dispatch load none of them.
const plugin = new Plugin({ root: dist, isRoot: true, ignoreManifest: true });
await plugin.load();
writeFileSync(join(dist, 'oclif.manifest.json'), JSON.stringify(plugin.manifest));

const { renderManPage, knownCommands } = loadSource(
  root,
  `export { renderManPage } from './src/cli/man-page.ts';
   export { knownCommands } from './src/cli/known-commands.ts';`,
);
writeFileSync(
  join(dist, 'corform.1'),
  renderManPage(knownCommands(Object.values(plugin.manifest.commands)), version),
);

const packages = Object.keys(metafile.inputs).filter((input) => input.includes('node_modules/'));
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES'), collectLicences(root, packages));
console.log(`built ${relative(process.cwd(), dist) || dist}: ${commands.length} commands`);
