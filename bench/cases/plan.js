import { join } from 'node:path';
import { interleave, peakMemory, ratios, summary } from '../lib/measure.js';
import { makeUsers, writeProject } from '../lib/workload.js';

const COMPARE = new URL('../floor/compare-users.js', import.meta.url).pathname;

/** Plan, with nothing changed and with one field of one user changed, against reading and comparing. */
export async function measurePlan(bench) {
  const rows = [];
  const perSize = new Map();
  for (const size of bench.quick ? [20, 1_000, 30_000] : [20, 1_000, 30_000, 100_000]) {
    for (const changed of [0, 1]) {
      const measured = await measureSize(bench, size, changed);
      if (changed === 0) perSize.set(size, measured.ours.median);
      rows.push(measured);
    }
  }
  return [...rows, ...growth(perSize)];
}

async function measureSize(bench, size, changed) {
  const { env, node, corform } = bench;
  const { folder } = await writeProject(join(bench.folder, `plan-${size}-${changed}`), {
    desired: makeUsers(size, (i) => (changed === 1 && i === 7 ? { daily_hours: 7 } : {})),
    recorded: makeUsers(size),
    endpoint: 'https://integrations.projectcor.com',
    stateText: bench.parts.stateText,
  });
  const plan = {
    command: [...corform, 'plan'],
    cwd: folder,
    env,
    expect: changed === 1 ? /Plan: 0 to add, 1 to change, 0 to destroy/ : /No changes\./,
  };
  const floor = {
    command: [node, COMPARE, 'users.json', '.corform/state.json'],
    cwd: folder,
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

const GOALS = {
  '20/0': { goal: { most: 4 } },
  '20/1': { goal: { most: 4 } },
  '30000/0': { goal: { most: 6 }, memoryGoal: 300 },
};

function roundsFor(bench, size) {
  if (bench.quick) return 3;
  return size <= 1_000 ? 15 : size <= 30_000 ? 7 : 5;
}

/** How the time of a plan grows from 30,000 to 100,000 users. */
function growth(perSize) {
  const small = perSize.get(30_000);
  const large = perSize.get(100_000);
  if (small === undefined || large === undefined) return [];
  const ratio = large / small;
  return [
    {
      what: 'plan, 100,000 users, unchanged',
      ours: { median: large },
      reference: 'plan, 30,000 users',
      theirs: { median: small },
      ratio: { median: ratio },
      goal: { most: 4 },
    },
  ];
}
