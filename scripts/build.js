/**
 * Builds the shipped program into dist/: one CommonJS bundle, the packages that few commands need beside
 * it, oclif's manifest, and the licences of everything bundled. Types are checked by `npm run check`.
 *
 * CommonJS, because that loads in half the time of ES modules, and because Node 20 can read no module
 * in the middle of a function (`yaml` is read at the first file that needs it) but by `require`.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
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

const commands = findCommands(root);
const lazy = lazyPackages(dist);
const result = await build({
  entryPoints: ['corform:start'],
  outfile: join(dist, 'corform.cjs'),
  plugins: [oclifInBundle(root, packageJson, commands), precompiledSchemas(root), lazy.plugin],
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.20',
  // The names stay: a fault of ours is reported with them.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

const inputs = [...Object.keys(result.metafile.inputs), ...lazy.inputs()];
writeFileSync(
  join(root, 'THIRD-PARTY-LICENSES'),
  collectLicences(
    root,
    inputs.filter((input) => input.includes('node_modules/')),
  ),
);
writeFileSync(
  join(dist, 'oclif.manifest.json'),
  JSON.stringify(await makeManifest(root, packageJson, commands)),
);
if (process.env.META) writeFileSync('/tmp/fb/meta.json', JSON.stringify(result.metafile));
console.log(`built ${relative(process.cwd(), dist) || dist}: ${commands.length} commands`);
