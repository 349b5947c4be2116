/** Real processes for the fault suite: bundled once, started with a job, killed from outside. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { precompiledSchemas } from '../../../scripts/build/precompile-schemas.js';

const ROOT = new URL('../../..', import.meta.url).pathname;

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<ChildEnd>;
}

/** Runs the bundle beside it with the code that V8 compiled in an earlier run. The first run stores it. */
const LOADER = `
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { Script } = require('node:vm');
const filename = __dirname + '/apply-child.cjs';
const cache = filename + '.cache';
const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
const source = '(function (exports, require, module) {' + readFileSync(filename, 'utf8') + '\\n})';
const script = new Script(source, { filename, cachedData });
if (cachedData === undefined) {
  process.once('exit', () => writeFileSync(cache, script.createCachedData()));
}
script.runInThisContext()(exports, require, module);
`;

/**
 * Bundles apply-child.ts the way the program is bundled: thousands are started, and most of the time of
 * one would be loading. Returns what starts it and what removes it.
 */
export async function bundleChild(): Promise<{
  readonly start: (job: object) => Child;
  /** The same as an argument of another program, as of strace. */
  readonly startUnder: (program: string, args: readonly string[], job: object) => Child;
  readonly remove: () => void;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'corform-child-'));
  const outfile = join(folder, 'apply-child.cjs');
  await build({
    entryPoints: [new URL('apply-child.ts', import.meta.url).pathname],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    plugins: [precompiledSchemas(ROOT)],
    external: ['pg-native'],
    logLevel: 'silent',
  });
  const loader = join(folder, 'load.cjs');
  writeFileSync(loader, LOADER);
  // A job that fails loads everything all the same.
  await startProcess(process.execPath, [loader, JSON.stringify({ folder })]).ended;
  return {
    start: (job) => startProcess(process.execPath, [loader, JSON.stringify(job)]),
    startUnder: (program, args, job) =>
      startProcess(program, [...args, process.execPath, loader, JSON.stringify(job)]),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function startProcess(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Child {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
  const ended = new Promise<ChildEnd>((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code, signal, ...texts });
    });
  });
  return { process: child, ended };
}
