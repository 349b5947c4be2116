import { createRequire } from 'node:module';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/**
 * The exports of a module of the source, for the build itself. ajv and oclif are those of node_modules, the
 * same that the build calls; below dist/ they are found.
 *
 * @param {string} root
 * @param {string} contents
 * @returns {any}
 */
export function loadSource(root, contents) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const folder = mkdtempSync(join(root, 'dist/build-'));
  try {
    const outfile = join(folder, 'module.cjs');
    buildSync({
      stdin: { contents, resolveDir: root, loader: 'ts' },
      outfile,
      absWorkingDir: root,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20.20',
      external: ['pg-native', 'ajv', 'ajv-formats', '@oclif/core'],
      logLevel: 'warning',
    });
    return createRequire(import.meta.url)(outfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
