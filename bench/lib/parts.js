import { mkdir } from 'node:fs/promises';
import { build } from 'esbuild';

const ROOT = new URL('../../', import.meta.url).pathname;

/**
 * Makes the parts of corform that are measured on their own, from its sources, and returns where they
 * are. Inside the project, because they import its packages.
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
  const { stateText } = await import(`${folder}/state-text.mjs`);
  return { stateText, sendLoop: `${folder}/send-loop.mjs` };
}
