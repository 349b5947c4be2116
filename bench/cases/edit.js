import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { interleave, peakMemory, ratios, summary } from '../lib/measure.js';
import { makeUsers, toYaml } from '../lib/workload.js';

/** @import {Bench, MeasuredRow, Variant} from '../lib/types.js' */

const PARSE_YAML = new URL('../floor/parse-yaml.js', import.meta.url).pathname;
const SIZE = 30_000;

/**
 * Edits of users.yaml, shown as a diff: of one user in a hundred, and of everybody, against reading and
 * parsing the file with the YAML parser.
 *
 * @param {Bench} bench
 * @returns {Promise<readonly MeasuredRow[]>}
 */
export async function measureEdit(bench) {
  const { env, node } = bench;
  const users = makeUsers(SIZE);
  const folder = join(bench.folder, 'edit');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'users.yaml'), toYaml(users));
  const some = users.filter((_, i) => i % 100 === 0).map(({ id }) => id);
  await writeFile(join(folder, 'ids.txt'), some.join('\n'));
  /** @type {Variant} */
  const floor = {
    command: [node, PARSE_YAML, 'users.yaml'],
    cwd: folder,
    env,
    expect: new RegExp(`^${SIZE}\n$`),
  };
  const rows = [];
  for (const { count, flags, seconds, memoryGoal } of [
    { count: some.length, flags: ['--ids-from', 'ids.txt'], seconds: 2, memoryGoal: 300 },
    { count: SIZE, flags: ['--all'], seconds: 8, memoryGoal: 450 },
  ]) {
    const shown = count.toLocaleString('en');
    /** @type {Variant} */
    const ours = {
      command: [...bench.corform, 'set', 'daily_hours=7.5', ...flags],
      cwd: folder,
      env,
      expect: new RegExp(`\n${shown} users changed`),
    };
    const times = await interleave({ ours, floor }, bench.quick ? 3 : 5);
    rows.push({
      what: `set, ${shown} of ${SIZE.toLocaleString('en')} users (${seconds} s at most)`,
      ours: summary(times.ours),
      reference: 'read and parse the YAML',
      theirs: summary(times.floor),
      ratio: ratios(times.ours, times.floor),
      memory: { ours: await peakMemory(ours), theirs: await peakMemory(floor) },
      goal: { most: count === SIZE ? 4 : 1 },
      memoryGoal,
    });
  }
  return rows;
}
