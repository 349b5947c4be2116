/**
 * Builds the shipped program into dist/: bundles in CommonJS, one for the start, one for each command and
 * for what they share; oclif's manifest; the licences of everything bundled. Types are checked by
 * `npm run check`.
 *
 * CommonJS, because it loads in half the time of ES modules, and because `require` alone can load a
 * package in the middle of a function (`yaml`, at the first file that needs it). esbuild splits bundles
 * of ES modules only, so that each is turned into CommonJS afterwards.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, transform } from 'esbuild';
import { findCommands, oclifInBundle } from './build/oclif-in-bundle.js';
import { collectLicences } from './build/licences.js';
import { lazyPackages } from './build/lazy-packages.js';
import { makeManifest } from './build/make-manifest.js';
import { precompiledSchemas } from './build/precompile-schemas.js';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');

const TARGET = 'node20.20';
const commands = findCommands(root);
const lazy = lazyPackages(dist);
const result = await build({
  entryPoints: { corform: 'corform:start' },
  outdir: dist,
  plugins: [oclifInBundle(root, packageJson, commands), precompiledSchemas(root), lazy.plugin],
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: TARGET,
  chunkNames: '[name]-[hash]',
  metafile: true,
  write: false,
  logLevel: 'warning',
});
const hash = createHash('sha256');
for (const { path, text } of result.outputFiles) {
  const { code } = await transform(text, {
    platform: 'node',
    format: 'cjs',
    target: TARGET,
    // `import()` becomes a `require` that waits its turn.
    supported: { 'dynamic-import': false },
    // The names stay: a fault of ours is reported with them.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
  });
  writeFileSync(path, code);
  hash.update(relative(dist, path)).update(code);
}
for (const file of lazy.files()) hash.update(file).update(readFileSync(join(dist, file)));
// What compiled code is kept under, on Node 20.
writeFileSync(join(dist, 'build.json'), JSON.stringify({ build: hash.digest('hex').slice(0, 16) }));

const inputs = [...Object.keys(result.metafile.inputs), ...lazy.inputs()];
writeFileSync(
  join(dist, 'THIRD-PARTY-LICENSES'),
  collectLicences(
    root,
    inputs.filter((input) => input.includes('node_modules/')),
  ),
);
writeFileSync(
  join(dist, 'oclif.manifest.json'),
  JSON.stringify(await makeManifest(root, packageJson, commands)),
);
console.log(`built ${relative(process.cwd(), dist) || dist}: ${commands.length} commands`);
