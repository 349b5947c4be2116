import { mkdir } from 'node:fs/promises';
import { build } from 'esbuild';

/** @import {Bench} from './types.js' */

const ROOT = new URL('../../', import.meta.url).pathname;

/**
 * Makes the parts of corform that are measured on their own, from its sources, and returns where they
 * are. Inside the project, because they import its packages.
 *
 * @returns {Promise<Bench['parts']>}
 */
export async function buildParts() {
  const folder = `${ROOT}bench/.parts`;
  await mkdir(folder, { recursive: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['bench/parts/send-loop.ts', 'bench/parts/state-text.ts'],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  /** @type {Pick<Bench['parts'], 'stateText'>} */
  const { stateText } = await import(`${folder}/state-text.mjs`);
  return { stateText, sendLoop: `${folder}/send-loop.mjs` };
}
