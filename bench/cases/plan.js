import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keepsCompiledCode } from '../lib/machine.js';
import { interleave, peakMemory, ratios, summary } from '../lib/measure.js';
import { changeForStyles, STYLES } from '../lib/styles.js';
import { makeUsers, writeProject } from '../lib/workload.js';

/** @import {Bench, MeasuredRow, Row, User, Variant} from '../lib/types.js' */

const COMPARE = new URL('../floor/compare-users.js', import.meta.url).pathname;

/**
 * Plan, with nothing changed and with one field of one user changed, against reading and comparing.
 *
 * @param {Bench} bench
 * @returns {Promise<readonly Row[]>}
 */
export async function measurePlan(bench) {
  /** @type {Row[]} */
  const rows = [];
  for (const size of bench.quick ? [20, 1_000, 30_000] : [20, 1_000, 30_000, 100_000]) {
    for (const changed of [0, 1]) rows.push(await measureSize(bench, size, changed));
  }
  for (const [style, write] of Object.entries(STYLES)) {
    rows.push(await measureStyle(bench, style, write));
  }
  return bench.quick ? rows : [...rows, await measureGrowth(bench)];
}

/**
 * A users file as another program writes it.
 *
 * @param {Bench} bench
 * @param {string} style
 * @param {(users: readonly User[]) => string} write
 * @returns {Promise<Row>}
 */
async function measureStyle(bench, style, write) {
  const { env, node } = bench;
  const folder = join(bench.folder, 'plan-style');
  const users = makeUsers(30_000, changeForStyles);
  await writeProject(folder, {
    desired: users,
    recorded: users,
    endpoint: 'https://integrations.projectcor.com',
    stateText: bench.parts.stateText,
  });
  await writeFile(join(folder, 'users.yaml'), write(users));
  const plan = {
    command: [...bench.corform, 'plan'],
    cwd: folder,
    env: bench.env,
    expect: /No changes\./,
  };
  const floor = {
    command: [node, COMPARE, 'users.json', '.corform/state.json'],
    cwd: folder,
    env,
    expect: /^0\n$/,
  };
  const times = await interleave({ plan, floor }, roundsFor(bench, 30_000));
  return {
    what: `plan, 30,000 users, ${style}`,
    ours: summary(times.plan),
    reference: 'read, JSON.parse, compare',
    theirs: summary(times.floor),
    ratio: ratios(times.plan, times.floor),
    memory: { ours: await peakMemory(plan), theirs: await peakMemory(floor) },
    goal: { most: 4 },
    memoryGoal: 250,
  };
}

/**
 * @param {Bench} bench
 * @param {number} size
 * @param {number} changed
 * @returns {Promise<Row>}
 */
async function measureSize(bench, size, changed) {
  const { env, node } = bench;
  const plan = await planOf(bench, size, changed);
  const floor = {
    command: [node, COMPARE, 'users.json', '.corform/state.json'],
    cwd: plan.cwd,
    env,
    expect: new RegExp(`^${changed}\n$`),
  };
  const times = await interleave({ plan, floor }, roundsFor(bench, size));
  return {
    what: `plan, ${size.toLocaleString('en')} users, ${changed === 0 ? 'unchanged' : 'one changed'}`,
    ours: summary(times.plan),
    reference: 'read, JSON.parse, compare',
    theirs: summary(times.floor),
    ratio: ratios(times.plan, times.floor),
    memory: { ours: await peakMemory(plan), theirs: await peakMemory(floor) },
    ...GOALS[`${size}/${changed}`],
  };
}

/**
 * How the time of a plan grows from 30,000 to 100,000 users.
 *
 * @param {Bench} bench
 * @returns {Promise<Row>}
 */
async function measureGrowth(bench) {
  const large = await planOf(bench, 100_000, 0);
  const small = await planOf(bench, 30_000, 0);
  const times = await interleave({ large, small }, roundsFor(bench, 100_000));
  return {
    what: 'plan, 100,000 users, unchanged',
    ours: summary(times.large),
    reference: 'plan, 30,000 users',
    theirs: summary(times.small),
    ratio: ratios(times.large, times.small),
    goal: { most: 4 },
  };
}

/**
 * A plan in a folder of its own, as a variant to measure.
 *
 * @param {Bench} bench
 * @param {number} size
 * @param {number} changed
 * @returns {Promise<Variant & {readonly cwd: string}>}
 */
async function planOf(bench, size, changed) {
  const { folder } = await writeProject(join(bench.folder, `plan-${size}-${changed}`), {
    desired: makeUsers(size, (i) => (changed === 1 && i === 7 ? { daily_hours: 7 } : {})),
    recorded: makeUsers(size),
    endpoint: 'https://integrations.projectcor.com',
    stateText: bench.parts.stateText,
  });
  return {
    command: [...bench.corform, 'plan'],
    cwd: folder,
    env: bench.env,
    expect: changed === 1 ? /Plan: 0 to add, 1 to change, 0 to destroy/ : /No changes\./,
  };
}

/** @type {Readonly<Record<string, Pick<MeasuredRow, 'goal' | 'memoryGoal'>>>} */
const GOALS = {
  '20/0': { goal: { most: keepsCompiledCode() ? 4 : 4.5 } },
  '20/1': { goal: { most: keepsCompiledCode() ? 4 : 4.5 } },
  '30000/0': { goal: { most: 3 }, memoryGoal: 200 },
};

/**
 * @param {Bench} bench
 * @param {number} size
 */
function roundsFor(bench, size) {
  if (bench.quick) return 3;
  return size <= 1_000 ? 15 : size <= 30_000 ? 7 : 5;
}
