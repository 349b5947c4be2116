/** Runs programs side by side and times them from outside. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @import {Environment, Run, Summary, Variant} from './types.js' */

/**
 * No CI, no settings of whoever runs this, and a home without anything in it.
 *
 * @param {string} home
 * @returns {Environment}
 */
export function cleanEnvironment(home) {
  return { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8', NO_COLOR: '1' };
}

/**
 * Runs one command to its end. `{ms, stdout}`; throws where it ends otherwise than with `exit` (default 0),
 * or says something else than `expect` (a pattern for stdout) wants.
 *
 * @param {Run} run
 */
export async function runOnce({ command, cwd, env, exit = 0, expect }) {
  const [file = '', ...args] = command;
  const start = performance.now();
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {Buffer[]} */
  const out = [];
  /** @type {Buffer[]} */
  const err = [];
  child.stdout.on('data', (/** @type {Buffer} */ chunk) => out.push(chunk));
  child.stderr.on('data', (/** @type {Buffer} */ chunk) => err.push(chunk));
  /** @type {number | null} */
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const ms = performance.now() - start;
  const stdout = Buffer.concat(out).toString();
  if (code !== exit || (expect !== undefined && !expect.test(stdout))) {
    const said = (stdout + Buffer.concat(err).toString()).slice(-2_000);
    throw new Error(`${command.join(' ')}: exit ${code}, in ${cwd ?? '.'}\n${said}`);
  }
  return { ms, stdout };
}

/**
 * Runs all variants in turn, A B A B …, so whatever else the machine does falls on each of them.
 * A first round warms the caches of disk and code and does not count, unless there is but one. A variant is what `runOnce`
 * takes, and may have `before()` and `after()`. Returns for each variant its values, in ms, by round.
 *
 * @template {string} Name
 * @param {Readonly<Record<Name, Variant>>} variants
 * @param {number} rounds
 * @returns {Promise<Record<Name, number[]>>}
 */
export async function interleave(variants, rounds) {
  const names = /** @type {Name[]} */ (Object.keys(variants));
  const lists = names.map((name) => /** @type {[Name, number[]]} */ ([name, []]));
  const values = /** @type {Record<Name, number[]>} */ (Object.fromEntries(lists));
  for (let round = rounds === 1 ? 0 : -1; round < rounds; round += 1) {
    for (const name of names) {
      /** @type {Variant} */
      const variant = variants[name];
      await variant.before?.();
      const { ms } = await runOnce(variant);
      const value = variant.after === undefined ? ms : await variant.after(ms);
      if (round >= 0) values[name].push(value);
    }
  }
  return values;
}

const GNU_TIME = '/usr/bin/time';

/**
 * The most memory that one run held, in MB, as the kernel counted it; null without GNU time.
 *
 * @param {Variant} variant
 */
export async function peakMemory(variant) {
  if (!existsSync(GNU_TIME)) return null;
  const folder = await mkdtemp(join(tmpdir(), 'corform-bench-rss-'));
  try {
    const report = join(folder, 'kb');
    await variant.before?.();
    await runOnce({
      ...variant,
      command: [GNU_TIME, '-f', '%M', '-o', report, ...variant.command],
    });
    await variant.after?.(0);
    return Number((await readFile(report, 'utf8')).trim().split('\n').at(-1)) / 1024;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Median and the two ends of a list of numbers.
 *
 * @param {readonly number[]} values
 * @returns {Summary}
 */
export function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (/** @type {number} */ index) => sorted[index] ?? NaN;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}

/**
 * The ratio a/b round by round: what slows a whole round down cancels out.
 *
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
export function ratios(a, b) {
  return summary(a.map((value, round) => value / (b[round] ?? NaN)));
}
